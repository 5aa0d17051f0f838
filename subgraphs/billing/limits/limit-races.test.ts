import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DomainError } from '../../../platform/errors/domain-error.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import type { BillingEntity } from '../entities/billing-entity.entity.ts';
import { captureReservation } from '../reservations/capture-reservation.ts';
import { releaseReservation } from '../reservations/release-reservation.ts';
import { spendCredits } from '../spends/spend-credits.ts';
import { aTeam, aTeamMember } from '../test-support/test-teams.ts';
import { TestBilling } from '../test-support/test-billing.ts';
import { setCreditLimit } from './set-credit-limit.ts';

const CALLERS = 50;

let billing: TestBilling;
before(async () => {
  billing = await TestBilling.create({ poolSize: 12 });
});
after(() => billing.close());

async function fundedEntities(organizationId: Uuid, count: number): Promise<BillingEntity[]> {
  const entities: BillingEntity[] = [];
  for (let made = 0; made < count; made += 1) {
    const entity = await billing.entity({ organizationId });
    await billing.grant(entity, '500.00');
    entities.push(entity);
  }
  return entities;
}

function spendIn(entity: BillingEntity, facts: { teamId?: Uuid; userId?: Uuid }): Promise<unknown> {
  const command = { entityId: entity.id, amount: { amount: '1.00', currency: 'USD' }, reason: 'race', idempotencyKey: newId() };
  // Staff who speak for one organization and staff who speak for all are in lanes of their own: they race for the rows.
  const context = facts.userId ? billing.staff() : billing.member({ level: 'tenant', organizationId: entity.organizationId });
  return spendCredits(context, { ...command, ...facts });
}

async function outcomesOf(work: readonly Promise<unknown>[]): Promise<Record<string, number>> {
  const outcomes: Record<string, number> = {};
  for (const settled of await Promise.allSettled(work)) {
    const outcome =
      settled.status === 'fulfilled'
        ? 'done'
        : settled.reason instanceof DomainError
          ? settled.reason.code
          : String(settled.reason);
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  }
  return outcomes;
}

async function usedOf(limitId: Uuid): Promise<number> {
  const [row] = await billing.rows<{ used: string }>(
    `select sum(used) as used from SCHEMA.credit_limit_usages where limit_id = $1`,
    [limitId],
  );
  return Number(row!.used);
}

test('lets exactly 20 of 50 callers at once through a team’s limit of 20.00, over four entities and two kinds of spending', async () => {
  const organizationId = newId();
  const entities = await fundedEntities(organizationId, 4);
  const team = await aTeam(billing, { organizationId });
  const { userId } = await aTeamMember(billing, team);
  const limit = await setCreditLimit(billing.member({ level: 'tenant', organizationId }), {
    organizationId,
    teamId: team.id,
    amount: '20.00',
    currency: 'USD',
    period: 'month',
    alertLevels: [50, 100],
  });
  const context = billing.member({ organizationId });
  const outcomes = await outcomesOf(
    Array.from({ length: CALLERS }, (_, index) => {
      const entity = entities[index % entities.length]!;
      if (index % 3 === 0) return billing.reserve(entity, '1.00', { context, teamId: team.id });
      return spendIn(entity, index % 3 === 1 ? { teamId: team.id } : { teamId: team.id, userId });
    }),
  );
  assert.deepEqual(outcomes, { done: 20, LIMIT_REACHED: 30 });
  assert.equal(await usedOf(limit!.id), 20);
  const told = await billing.world.inspect<{ level: number }>(
    `select (data ->> 'level')::int as level from platform.outbox where type = 'credit.limit.level_reached' and subject = $1 order by position`,
    [`credit_limit/${limit!.id}`],
  );
  assert.deepEqual(
    told.map(({ level }) => level),
    [50, 100],
  );
  await billing.assertBooksAreExact();
});

test('never lets an organization over its limit while teams, limits and reservations change around it', async () => {
  const organizationId = newId();
  const entities = await fundedEntities(organizationId, 3);
  const teams = [await aTeam(billing, { organizationId }), await aTeam(billing, { organizationId })];
  const terms = { organizationId, currency: 'USD', period: 'total' as const };
  const staff = billing.member({ level: 'tenant', organizationId });
  const limit = await setCreditLimit(staff, { ...terms, amount: '30.00' });
  const context = billing.member({ organizationId });
  const work = Array.from({ length: CALLERS }, async (_, index) => {
    const entity = entities[index % entities.length]!;
    const teamId = teams[index % teams.length]!.id;
    if (index % 10 === 9) return setCreditLimit(staff, { ...terms, teamId, amount: index % 20 === 9 ? '100.00' : null });
    if (index % 2 === 0) return spendIn(entity, { teamId });
    const { reservationId } = await billing.reserve(entity, '2.00', { context, teamId });
    if (index % 4 === 1) return releaseReservation(context, { reservationId });
    return captureReservation(context, { reservationId, amount: { amount: '0.50', currency: 'USD' } });
  });
  const { done, LIMIT_REACHED = 0 } = await outcomesOf(work);
  assert.equal(done! + LIMIT_REACHED, CALLERS);
  assert.ok((await usedOf(limit!.id)) <= 30, 'the limit holds');
  await billing.assertBooksAreExact();
});
