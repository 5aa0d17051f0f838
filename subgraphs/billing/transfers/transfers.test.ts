import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newId } from '../../../platform/ids/public-id.ts';
import { announceExpiry } from '../credits/announce-expiry.ts';
import { expireGrants } from '../credits/expire-grants.ts';
import type { BillingEntity } from '../entities/billing-entity.entity.ts';
import { proveLedger } from '../ledger/prove-ledger.ts';
import { assertRefused, TestBilling } from '../test-support/test-billing.ts';
import { voidGrant } from '../voids/void-grant.ts';
import { transferCredits, type TransferCredits } from './transfer-credits.ts';
import type { CreditTransfer } from './transfers.query.ts';

const DAY_MS = 86_400_000;

let billing: TestBilling;
before(async () => {
  billing = await TestBilling.create({ poolSize: 10 });
});
after(() => billing.close());

function transfer(
  from: BillingEntity,
  to: BillingEntity,
  amount: string,
  facts: Partial<TransferCredits> = {},
): Promise<CreditTransfer> {
  const command = { fromEntityId: from.id, toEntityId: to.id, amount: { amount, currency: 'USD' }, idempotencyKey: newId() };
  return transferCredits(billing.member(), { ...command, ...facts });
}

async function assertExact(): Promise<void> {
  await billing.assertBooksAreExact();
  const { differences, isIntact, totals } = await proveLedger(billing.staff(), { limit: 100_000 });
  assert.deepEqual([differences, isIntact], [[], true]);
  for (const { account, debits, credits } of totals) if (account === 'transfers') assert.equal(debits, credits);
}

test('moves 12.00 in burn-down order to grants on the same terms, once per key', async () => {
  const [from, to] = [await billing.entity(), await billing.entity()];
  const soon = new Date(billing.clock.now().getTime() + 5 * DAY_MS);
  await billing.grant(from, '10.00');
  await billing.grant(from, '5.00', { kind: 'promotional', priority: -1, expiresAt: soon });
  const moved = await transfer(from, to, '12.00', { idempotencyKey: 'once' });
  assert.equal((await transfer(from, to, '12.00', { idempotencyKey: 'once' })).id, moved.id);
  await assertRefused(transfer(from, to, '11.00', { idempotencyKey: 'once' }), 'IDEMPOTENCY_KEY_REUSED', 'idempotencyKey');
  assert.equal((await billing.books(from)).remaining, '3');
  const arrived = await billing.rows<{ kind: string; amount: string; priority: number; expires: Date }>(
    `select kind, trim_scale(amount)::text as amount, priority, expires_at as expires from SCHEMA.credit_grants where entity_id = $1 order by priority`,
    [to.id],
  );
  assert.deepEqual(
    arrived.map(({ kind, amount, priority }) => [kind, amount, priority]),
    [
      ['promotional', '5', -1],
      ['purchased', '7', 0],
    ],
  );
  assert.deepEqual(arrived[0]!.expires, soon);
  await assertExact();
});

test('refuses transfers across currencies or organizations, to itself, of nothing and of more than there is, and nothing moves', async () => {
  const from = await billing.entity();
  const to = await billing.entity();
  await billing.grant(from, '10.00');
  const euros = await billing.entity({ currency: 'EUR', country: 'DE' });
  const foreign = await billing.entity({ organizationId: newId() });
  await assertRefused(transfer(from, euros, '1.00'), 'CURRENCY_MISMATCH', 'toEntityId');
  await assertRefused(transfer(from, to, '1', { amount: { amount: '1', currency: 'EUR' } }), 'CURRENCY_MISMATCH', 'amount');
  await assertRefused(transfer(from, foreign, '1.00'), 'NOT_FOUND', 'toEntityId');
  await assertRefused(transfer(foreign, to, '1.00'), 'NOT_FOUND', 'fromEntityId');
  const asStaff = {
    fromEntityId: from.id,
    toEntityId: foreign.id,
    amount: { amount: '1', currency: 'USD' },
    idempotencyKey: newId(),
  };
  await assertRefused(transferCredits(billing.staff(), asStaff), 'NOT_FOUND', 'toEntityId');
  await assertRefused(transfer(from, from, '1.00'), 'VALIDATION_FAILED', 'toEntityId');
  await assertRefused(transfer(from, to, '0'), 'VALIDATION_FAILED', 'amount');
  await assertRefused(transfer(from, to, '-1'), 'VALIDATION_FAILED', 'amount');
  await assertRefused(transfer(from, to, '0.0000001'), 'VALIDATION_FAILED', 'amount');
  await assertRefused(transfer(from, to, '10.01'), 'INSUFFICIENT_CREDITS', 'amount');
  assert.equal((await billing.books(from)).remaining, '10');
});

test('lets 40 transfers race in both directions without a deadlock, and keeps the sum of both', async () => {
  const [one, other] = [await billing.entity(), await billing.entity()];
  await billing.grant(one, '50.00');
  await billing.grant(other, '50.00');
  await Promise.all(
    Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? transfer(one, other, '1.50') : transfer(other, one, '1.25'))),
  );
  const left = Number((await billing.books(one)).remaining) + Number((await billing.books(other)).remaining);
  assert.equal(left, 100);
  await assertExact();
});

test('voids what is left of a grant, keeps what is reserved, and tells of it once', async () => {
  const entity = await billing.entity();
  const grant = await billing.grant(entity, '10.00');
  const { reservationId } = await billing.reserve(entity, '4.00');
  assert.ok(reservationId);
  const voided = await voidGrant(billing.staff(), { grantId: grant.id, reason: 'granted by mistake' });
  assert.deepEqual([Number(voided.voided), Number(voided.remaining), Number(voided.reserved)], [6, 0, 4]);
  await voidGrant(billing.staff(), { grantId: grant.id, reason: 'again' });
  assert.equal((await billing.events('credit.voided', entity)).length, 1);
  await assertRefused(voidGrant(billing.staff(), { grantId: newId(), reason: 'x' }), 'NOT_FOUND', 'creditGrantId');
  await assertRefused(voidGrant(billing.staff(), { grantId: grant.id, reason: ' ' }), 'VALIDATION_FAILED', 'reason');
  await assertExact();
});

test('tells once of credits that run out within thirty days, and of those that ran out', async () => {
  const entity = await billing.entity();
  const at = (days: number): Date => new Date(billing.clock.now().getTime() + days * DAY_MS);
  await billing.grant(entity, '3.00', { expiresAt: at(29) });
  await billing.grant(entity, '4.00', { expiresAt: at(31) });
  await announceExpiry(billing.system());
  await announceExpiry(billing.system());
  assert.deepEqual(
    (await billing.events('credit.expiring', entity)).map((data) => data['remaining']),
    [{ amount: '3.00', currency: 'USD' }],
  );
  billing.clock.advance(30 * DAY_MS);
  await announceExpiry(billing.system());
  await expireGrants(billing.system());
  assert.equal((await billing.events('credit.expiring', entity)).length, 2);
  assert.deepEqual(
    (await billing.events('credit.expired', entity)).map((data) => data['amount']),
    [{ amount: '3.00', currency: 'USD' }],
  );
  await assertExact();
});
