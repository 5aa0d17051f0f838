import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { encodeId, newId } from '../../../platform/ids/public-id.ts';
import { addOrganization } from '../../../test/support/add-organization.ts';
import { answerOf } from '../../../test/support/ask-subgraph.ts';
import { releaseReservation } from '../reservations/release-reservation.ts';
import { proveLedger } from '../ledger/prove-ledger.ts';
import { spendCredits } from '../spends/spend-credits.ts';
import { assertRefused, TestBilling } from '../test-support/test-billing.ts';
import { voidGrant } from '../voids/void-grant.ts';
import { updateOrganizationCredit, type UpdateOrganizationCredit } from './update-organization-credit.ts';

let billing: TestBilling;
before(async () => {
  billing = await TestBilling.create();
  await addOrganization(billing.world, billing.tenant, billing.organizationId);
});
after(() => billing.close());

const usd = (amount: string): { amount: string; currency: string } => ({ amount, currency: 'USD' });

function state(facts: Partial<UpdateOrganizationCredit>): Promise<void> {
  return updateOrganizationCredit(billing.staff(), { organizationId: billing.organizationId, entityId: null, ...facts });
}

async function assertExact(): Promise<void> {
  await billing.assertBooksAreExact();
  const { differences, isIntact } = await proveLedger(billing.staff(), { limit: 100_000 });
  assert.deepEqual([differences, isIntact], [[], true]);
}

test('grants what is missing and takes back what is too much, from what would be spent last; the same again changes nothing', async () => {
  const entity = await billing.entity();
  const first = await billing.grant(entity, '10.00');
  await billing.grant(entity, '5.00', { kind: 'promotional', priority: -1 });
  await state({ creditBalance: usd('40.00') });
  assert.equal((await billing.books(entity)).remaining, '40');
  await state({ creditBalance: usd('40.00') });
  assert.equal((await billing.books(entity)).granted, '40');
  await state({ creditBalance: usd('7.00') });
  const left = await billing.rows<{ id: string; left: string }>(
    `select id, trim_scale(remaining)::text as left from SCHEMA.credit_grants where entity_id = $1 and remaining > 0 order by priority`,
    [entity.id],
  );
  assert.deepEqual(
    left.map((row) => row.left),
    ['5', '2'],
  );
  assert.equal(left[1]!.id, first.id);
  await spendCredits(billing.staff(), { entityId: entity.id, amount: usd('3.00'), reason: 'test', idempotencyKey: newId() });
  await state({ creditLimit: usd('20.00') });
  assert.equal((await billing.books(entity)).remaining, '17');
  await state({ creditBalance: usd('17.00'), creditLimit: usd('20.00') });
  await assertExact();
});

test('suspends and restores, and refuses what does not agree, other currencies and organizations that are not there', async () => {
  const entity = await billing.entity();
  await state({ entityId: entity.id, status: 'suspended' });
  const spend = { entityId: entity.id, amount: usd('1.00'), reason: 'test', idempotencyKey: newId() };
  await assertRefused(spendCredits(billing.staff(), spend), 'ENTITY_SUSPENDED', 'entityId');
  await state({ entityId: entity.id, status: 'active', creditBalance: usd('1.00') });
  await spendCredits(billing.staff(), spend);
  const facts = { entityId: entity.id };
  await assertRefused(
    state({ ...facts, creditBalance: usd('2.00'), creditLimit: usd('2.00') }),
    'VALIDATION_FAILED',
    'creditLimit',
  );
  await assertRefused(state({ ...facts, creditLimit: usd('0.50') }), 'VALIDATION_FAILED', 'creditLimit');
  await assertRefused(state({ ...facts, creditBalance: usd('-1') }), 'VALIDATION_FAILED', 'creditBalance');
  await assertRefused(state({ ...facts, creditBalance: { amount: '1', currency: 'EUR' } }), 'CURRENCY_MISMATCH', 'creditBalance');
  await assertRefused(state({ entityId: newId(), creditBalance: usd('1') }), 'NOT_FOUND', 'entityId');
  await assertRefused(state({ organizationId: newId(), creditBalance: usd('1') }), 'NOT_FOUND', 'organizationId');
  await assertExact();
});

test('voids a grant a second time when a reservation gave something back to it', async () => {
  const entity = await billing.entity();
  const grant = await billing.grant(entity, '10.00');
  const reserved = await billing.reserve(entity, '4.00');
  await voidGrant(billing.staff(), { grantId: grant.id, reason: 'mistake' });
  await releaseReservation(billing.member(), reserved);
  const voided = await voidGrant(billing.staff(), { grantId: grant.id, reason: 'mistake' });
  assert.equal(Number(voided.voided), 10);
  await assertExact();
});

test('limits what an organization spends with all its entities, whatever credits it has', async () => {
  const organizationId = newId();
  await addOrganization(billing.world, billing.tenant, organizationId);
  const entities = [await billing.entity({ organizationId }), await billing.entity({ organizationId })];
  for (const entity of entities) await billing.grant(entity, '100.00');
  const spend = (entity: { id: string }, amount: string): Promise<unknown> =>
    spendCredits(billing.staff(), {
      entityId: entity.id,
      amount: usd(amount),
      reason: 'project_posted',
      idempotencyKey: newId(),
    });
  await state({ organizationId, spendingLimit: usd('30.00'), spendingLimitPeriod: 'total' });
  await state({ organizationId, spendingLimit: usd('30.00'), spendingLimitPeriod: 'total' });
  await spend(entities[0]!, '20.00');
  await assertRefused(spend(entities[1]!, '10.01'), 'LIMIT_REACHED', 'amount');
  await spend(entities[1]!, '10.00');
  await assertRefused(state({ organizationId, spendingLimit: usd('-1') }), 'VALIDATION_FAILED', 'spendingLimit');
  const status = await answerOf<{ organizationCreditStatus: { spendingLimits: object[] } }>(
    billing.world,
    'billing',
    { tenant: billing.tenant },
    {
      query: `query ($id: ID!) { organizationCreditStatus(organizationId: $id) { spendingLimits { period amount { amount } current { used { amount } } left { amount } } } }`,
      variables: { id: encodeId(ID_PREFIX.organization, organizationId) },
    },
  );
  assert.deepEqual(status.organizationCreditStatus.spendingLimits, [
    { period: 'TOTAL', amount: { amount: '30.00' }, current: { used: { amount: '30.00' } }, left: { amount: '0.00' } },
  ]);
  await assertExact();
});
