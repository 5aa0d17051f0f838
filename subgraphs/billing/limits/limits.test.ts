import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import type { BillingEntity } from '../entities/billing-entity.entity.ts';
import { setEntityMember } from '../entities/set-entity-member.ts';
import { setOrganizationMembership } from '../memberships/set-organization-membership.ts';
import { refundReservation } from '../refunds/refund-reservation.ts';
import { captureReservation } from '../reservations/capture-reservation.ts';
import { expireReservations } from '../reservations/expire-reservations.ts';
import { releaseReservation } from '../reservations/release-reservation.ts';
import type { CreditSpend } from '../spends/credit-spend.ts';
import { spendCredits, type SpendCredits } from '../spends/spend-credits.ts';
import { moveTeam } from '../teams/move-team.ts';
import { moveTeamMember } from '../teams/move-team-member.ts';
import { teamCreditStatus } from '../teams/team-credit-status.ts';
import { deleteTeam } from '../teams/update-team.ts';
import { aTeam, aTeamMember } from '../test-support/test-teams.ts';
import { assertRefused, TestBilling } from '../test-support/test-billing.ts';
import type { CreditLimit } from './credit-limit.ts';
import { setCreditLimit, type SetCreditLimit } from './set-credit-limit.ts';

const HOUR_MS = 3_600_000;

let billing: TestBilling;
before(async () => {
  billing = await TestBilling.create({ poolSize: 10 });
});
after(() => billing.close());

function spend(entity: BillingEntity, amount: string, facts: Partial<SpendCredits> = {}): Promise<CreditSpend> {
  const money = { amount, currency: entity.currency };
  const command = { entityId: entity.id, amount: money, reason: 'project_posted', idempotencyKey: newId() };
  return spendCredits(billing.staff(), { ...command, ...facts });
}

function limit(organizationId: Uuid, amount: string | null, facts: Partial<SetCreditLimit> = {}): Promise<CreditLimit | null> {
  const command = { organizationId, amount, currency: 'USD', period: 'month' as const, ...facts };
  return setCreditLimit(billing.member({ level: 'tenant', organizationId }), command);
}

async function funded(organizationId: Uuid = newId(), amount = '1000.00'): Promise<BillingEntity> {
  const entity = await billing.entity({ organizationId });
  await billing.grant(entity, amount);
  return entity;
}

/** What counts against a limit, by period. */
async function usagesOf(limitId: Uuid): Promise<Record<string, number>> {
  const rows = await billing.rows<{ period: string; used: string }>(
    `select period, used from SCHEMA.credit_limit_usages where limit_id = $1`,
    [limitId],
  );
  return Object.fromEntries(rows.map(({ period, used }) => [period, Number(used)]));
}

async function toldOf(limitId: Uuid): Promise<[number, string][]> {
  const rows = await billing.world.inspect<{ data: { level: number; period: string } }>(
    `select data from platform.outbox where type = 'credit.limit.level_reached' and subject = $1 order by position`,
    [`credit_limit/${limitId}`],
  );
  return rows.map(({ data }) => [data.level, data.period]);
}

test('holds a team to its limit in every way of spending, counts what it had spent before, and says what is left', async () => {
  const entity = await funded();
  const team = await aTeam(billing, { organizationId: entity.organizationId, name: 'Growth' });
  await spend(entity, '30.00', { teamId: team.id });
  await spend(entity, '500.00');
  const set = await limit(entity.organizationId, '50.00', { teamId: team.id });
  assert.deepEqual(await usagesOf(set!.id), { '2026-03': 30 });
  const message = await assertRefused(spend(entity, '20.01', { teamId: team.id }), 'LIMIT_REACHED', 'amount');
  assert.match(message, /20\.01 USD are needed, but the limit of "Growth" in 2026-03 of 50\.00 USD leaves 20\.00 USD/);
  const context = billing.member({ organizationId: entity.organizationId });
  await assertRefused(billing.reserve(entity, '20.01', { context, teamId: team.id }), 'LIMIT_REACHED', 'amount');
  await spend(entity, '15.00', { teamId: team.id });
  await billing.reserve(entity, '5.00', { context, teamId: team.id });
  await assertRefused(spend(entity, '0.01', { teamId: team.id }), 'LIMIT_REACHED', 'amount');
  await spend(entity, '1.00');
  assert.deepEqual(await usagesOf(set!.id), { '2026-03': 50 });
  await limit(entity.organizationId, null, { teamId: team.id });
  await spend(entity, '100.00', { teamId: team.id });
  await billing.assertBooksAreExact();
});

test('gives room back by release, partial capture, expiry and refund, in the month in which it was taken', async () => {
  const entity = await funded();
  const { organizationId } = entity;
  const team = await aTeam(billing, { organizationId });
  const [monthly, total] = [
    await limit(organizationId, '100.00', { teamId: team.id }),
    await limit(organizationId, '100.00', { teamId: team.id, period: 'total' }),
  ];
  const context = billing.member({ organizationId });
  const held: Uuid[] = [];
  for (const amount of ['10.00', '20.00', '30.00', '40.00'])
    held.push((await billing.reserve(entity, amount, { context, teamId: team.id })).reservationId);
  await releaseReservation(context, { reservationId: held[0]! });
  await captureReservation(context, { reservationId: held[1]!, amount: { amount: '5.00', currency: 'USD' } });
  await captureReservation(context, { reservationId: held[2]!, amount: null });
  assert.deepEqual([await usagesOf(monthly!.id), await usagesOf(total!.id)], [{ '2026-03': 75 }, { total: 75 }]);
  billing.clock.advance(31 * 24 * HOUR_MS);
  await expireReservations(billing.system());
  await refundReservation(context, { reservationId: held[2]! });
  assert.deepEqual([await usagesOf(monthly!.id), await usagesOf(total!.id)], [{ '2026-03': 5 }, { total: 5 }]);
  await captureReservation(context, { reservationId: held[3]!, amount: null });
  await spend(entity, '55.00', { teamId: team.id });
  assert.deepEqual([await usagesOf(monthly!.id), await usagesOf(total!.id)], [{ '2026-03': 45, '2026-04': 55 }, { total: 100 }]);
  await assertRefused(spend(entity, '0.01', { teamId: team.id }), 'LIMIT_REACHED', 'amount');
  await billing.assertBooksAreExact();
});

test('cuts months by the clocks of the entity that pays', async () => {
  const organizationId = newId();
  const [honolulu, tokyo] = [
    await billing.entity({ organizationId, timeZone: 'Pacific/Honolulu' }),
    await billing.entity({ organizationId, timeZone: 'Asia/Tokyo' }),
  ];
  for (const entity of [honolulu, tokyo]) await billing.grant(entity, '100.00');
  const team = await aTeam(billing, { organizationId });
  const set = await limit(organizationId, '10.00', { teamId: team.id });
  const start = new Date('2027-05-31T20:00:00Z');
  billing.clock.advance(start.getTime() - billing.clock.now().getTime());
  for (const entity of [honolulu, tokyo]) await billing.grant(entity, '100.00');
  await spend(honolulu, '7.00', { teamId: team.id });
  await spend(tokyo, '8.00', { teamId: team.id });
  assert.deepEqual(await usagesOf(set!.id), { '2027-05': 7, '2027-06': 8 });
  await assertRefused(spend(honolulu, '3.01', { teamId: team.id }), 'LIMIT_REACHED', 'amount');
});

test('tells each share of a limit once a period, also when it is reached again, and what is passed at once', async () => {
  const entity = await funded();
  const { organizationId } = entity;
  const set = await limit(organizationId, '100.00', { entityId: entity.id, alertLevels: [100, 50, 80, 50] });
  assert.deepEqual(set!.alertLevels, [50, 80, 100]);
  await spend(entity, '49.99');
  assert.deepEqual(await toldOf(set!.id), []);
  const context = billing.member({ organizationId });
  const { reservationId } = await billing.reserve(entity, '40.00', { context });
  const month = (await spend(entity, '0.01')).month;
  assert.deepEqual(await toldOf(set!.id), [
    [50, month],
    [80, month],
  ]);
  await releaseReservation(context, { reservationId });
  await billing.reserve(entity, '50.00', { context });
  assert.deepEqual(await toldOf(set!.id), [
    [50, month],
    [80, month],
    [100, month],
  ]);
  await limit(organizationId, '200.00', { entityId: entity.id, alertLevels: [50, 80] });
  await spend(entity, '60.00');
  assert.deepEqual((await toldOf(set!.id)).slice(3), [[80, month]]);
  await billing.assertBooksAreExact();
});

test('spends for the team that is named or the person’s default team, and refuses who is not in it, archived teams and other entities', async () => {
  const entity = await funded();
  const { organizationId } = entity;
  const other = await funded(organizationId);
  const [own, across] = [await aTeam(billing, { organizationId, entityId: entity.id }), await aTeam(billing, { organizationId })];
  const { userId } = await aTeamMember(billing, own, { isDefault: true });
  assert.equal((await spend(entity, '1.00', { userId })).teamId, own.id);
  assert.equal((await spend(other, '1.00', { userId })).teamId, null);
  await assertRefused(spend(entity, '1.00', { userId, teamId: across.id }), 'NOT_IN_TEAM', 'teamId');
  await assertRefused(spend(other, '1.00', { userId, teamId: own.id }), 'TEAM_OF_ANOTHER_ENTITY', 'teamId');
  await assertRefused(spend(entity, '1.00', { teamId: newId() }), 'NOT_FOUND', 'teamId');
  const foreign = await aTeam(billing, { organizationId: newId() });
  await assertRefused(spend(entity, '1.00', { teamId: foreign.id }), 'NOT_FOUND', 'teamId');
  const context = billing.member({ organizationId, userId });
  const { reservationId, entityId } = await billing.reserve({ ...other, id: null } as never, '1.00', { context, teamId: own.id });
  assert.equal(entityId, entity.id);
  await captureReservation(context, { reservationId, amount: null });
  await deleteTeam(billing.staff(), own.id);
  await assertRefused(spend(entity, '1.00', { teamId: own.id }), 'TEAM_ARCHIVED', 'teamId');
  assert.equal((await spend(entity, '1.00', { userId })).teamId, null);
  const status = await teamCreditStatus(billing.staff(), { teamId: own.id });
  assert.deepEqual(
    status.parts.map((part) => [part.entityId, part.userId, Number(part.used)]),
    [[entity.id, userId, 2]],
  );
  await billing.assertBooksAreExact();
});

test('counts where it was spent after people and teams have moved', async () => {
  const entity = await funded();
  const { organizationId } = entity;
  const other = await funded(organizationId);
  const [from, to] = [
    await aTeam(billing, { organizationId, entityId: entity.id, creditLimit: { amount: '10.00', currency: 'USD' } }),
    await aTeam(billing, { organizationId }),
  ];
  const { userId } = await aTeamMember(billing, from, { isDefault: true, creditLimit: { amount: '4.00', currency: 'USD' } });
  await spend(entity, '3.00', { userId });
  await assertRefused(spend(entity, '1.01', { userId }), 'LIMIT_REACHED', 'amount');
  await moveTeamMember(billing.staff(), { fromTeamId: from.id, toTeamId: to.id, userId });
  assert.equal((await spend(entity, '4.00', { userId })).teamId, to.id);
  await assertRefused(spend(entity, '0.01', { userId }), 'LIMIT_REACHED', 'amount');
  await moveTeam(billing.staff(), { teamId: from.id, entityId: other.id });
  await assertRefused(spend(entity, '1.00', { teamId: from.id }), 'TEAM_OF_ANOTHER_ENTITY', 'teamId');
  await spend(other, '7.00', { teamId: from.id });
  await assertRefused(spend(other, '0.01', { teamId: from.id }), 'LIMIT_REACHED', 'amount');
  const status = await teamCreditStatus(billing.staff(), { teamId: from.id });
  assert.deepEqual(
    status.parts.map((part) => [part.entityId, Number(part.used)]),
    [
      [other.id, 7],
      [entity.id, 3],
    ],
  );
  await billing.assertBooksAreExact();
});

test('lets what has limits spend only in the currencies that they name, and adds no currencies up', async () => {
  const dollars = await funded();
  const { organizationId } = dollars;
  const euros = await billing.entity({ organizationId, currency: 'EUR' });
  await billing.grant(euros, '100.00');
  const team = await aTeam(billing, { organizationId });
  await limit(organizationId, '10.00', { teamId: team.id });
  const message = await assertRefused(spend(euros, '1.00', { teamId: team.id }), 'LIMIT_REACHED', 'amount');
  assert.match(message, /has limits in USD only, and so spends nothing in EUR/);
  await limit(organizationId, '5.00', { teamId: team.id, currency: 'EUR' });
  await spend(euros, '5.00', { teamId: team.id });
  await spend(dollars, '10.00', { teamId: team.id });
  await assertRefused(limit(organizationId, '1.00', { entityId: euros.id }), 'CURRENCY_MISMATCH', 'currency');
  await assertRefused(limit(organizationId, '1.00', { currency: 'XXQ' }), 'VALIDATION_FAILED', 'currency');
  await billing.assertBooksAreExact();
});

test('lets an organization limit its parts but not lift its own limit, and refuses what does not fit', async () => {
  const entity = await funded();
  const { organizationId } = entity;
  const owner = billing.member({ organizationId, permissions: ['manage_billing'] });
  const command = { amount: '5.00', currency: 'USD', period: 'total' } as const;
  await assertRefused(setCreditLimit(owner, command), 'FORBIDDEN');
  await setCreditLimit(owner, { ...command, entityId: entity.id });
  await limit(organizationId, '3.00');
  await assertRefused(spend(entity, '3.01'), 'LIMIT_REACHED', 'amount');
  await spend(entity, '3.00');
  await assertRefused(limit(organizationId, '-1'), 'VALIDATION_FAILED', 'amount');
  await assertRefused(limit(organizationId, '1', { alertLevels: [0] }), 'VALIDATION_FAILED', 'alertLevels');
  await assertRefused(limit(organizationId, '1', { userId: newId() }), 'NOT_FOUND', 'userId');
  const foreign = await funded();
  await assertRefused(setCreditLimit(owner, { ...command, entityId: foreign.id }), 'NOT_FOUND', 'entityId');
  const foreignTeam = await aTeam(billing, { organizationId: foreign.organizationId });
  await assertRefused(setCreditLimit(owner, { ...command, teamId: foreignTeam.id }), 'NOT_FOUND', 'teamId');
});

test('lets a contractor spend nothing from the date on, before anything was written of it', async () => {
  const entity = await funded();
  const { organizationId } = entity;
  const userId = await billing.person(organizationId);
  await setEntityMember(billing.staff(), { entityId: entity.id, userId });
  const endsAt = new Date(billing.clock.now().getTime() + HOUR_MS);
  const context = billing.member({ level: 'tenant', organizationId });
  await setOrganizationMembership(context, { organizationId, userId, kind: 'contractor', endsAt });
  await spend(entity, '1.00', { userId });
  billing.clock.advance(HOUR_MS);
  await assertRefused(spend(entity, '1.00', { userId }), 'MEMBERSHIP_ENDED', 'userId');
  await assertRefused(
    billing.reserve(entity, '1.00', { context: billing.member({ organizationId, userId }) }),
    'MEMBERSHIP_ENDED',
    'userId',
  );
});
