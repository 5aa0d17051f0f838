import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { DomainError } from '../../../platform/errors/domain-error.ts';
import { newId } from '../../../platform/ids/public-id.ts';
import { captureReservation } from '../reservations/capture-reservation.ts';
import type { BillingEntity } from '../entities/billing-entity.entity.ts';
import { updateEntity } from '../entities/update-entity.ts';
import { setEntityMember } from '../entities/set-entity-member.ts';
import { findTransactionsOfCauses } from '../ledger/ledger-transactions.query.ts';
import { proveLedger } from '../ledger/prove-ledger.ts';
import { assertRefused, TestBilling } from '../test-support/test-billing.ts';
import type { CreditSpend } from './credit-spend.ts';
import { spendCredits, type SpendCredits } from './spend-credits.ts';

let billing: TestBilling;
before(async () => {
  billing = await TestBilling.create({ poolSize: 10 });
});
after(() => billing.close());

function spend(
  entity: BillingEntity,
  amount: string,
  facts: Partial<SpendCredits> = {},
  context = billing.staff(),
): Promise<CreditSpend> {
  const command = { entityId: entity.id, amount: { amount, currency: 'USD' }, reason: 'project_posted', idempotencyKey: newId() };
  return spendCredits(context, { ...command, ...facts });
}

async function assertExact(): Promise<void> {
  await billing.assertBooksAreExact();
  const { differences, isIntact } = await proveLedger(billing.staff(), { limit: 100_000 });
  assert.deepEqual([differences, isIntact], [[], true]);
}

/** How many succeeded, and the codes of the refusals. */
async function outcomes(work: readonly Promise<unknown>[]): Promise<{ succeeded: number; codes: Set<string> }> {
  const settled = await Promise.allSettled(work);
  const refused = settled.filter((outcome) => outcome.status === 'rejected').map((outcome) => outcome.reason as unknown);
  const codeOf = (error: unknown): string => (error instanceof DomainError ? error.code : String(error));
  return { succeeded: settled.length - refused.length, codes: new Set(refused.map(codeOf)) };
}

test('spends once per key, and says of each spend which grants it drew on', async () => {
  const entity = await billing.entity();
  const second = await billing.grant(entity, '10.00', { priority: 2 });
  const first = await billing.grant(entity, '0.75', { kind: 'promotional', priority: 1 });
  const made = await spend(entity, '1.000001', { idempotencyKey: 'once' });
  assert.deepEqual(await spend(entity, '1.000001', { idempotencyKey: 'once' }), { ...made });
  await assertRefused(spend(entity, '1.00', { idempotencyKey: 'once' }), 'IDEMPOTENCY_KEY_REUSED', 'idempotencyKey');
  const posted = await findTransactionsOfCauses(billing.staff().session, [made.id]);
  assert.deepEqual(
    posted.map((row) => [row.kind, row.debitSubjectId, Number(row.amount)]),
    [
      ['credits.spent', first.id, 0.75],
      ['credits.spent', second.id, 0.250001],
    ],
  );
  await assertExact();
});

test('refuses what is malformed, not covered or somebody else’s, each with its code, and nothing moves', async () => {
  const entity = await billing.entity({ name: 'Acme Ltd' });
  await billing.grant(entity, '5.00');
  await assertRefused(spend(entity, '-1'), 'VALIDATION_FAILED', 'amount');
  await assertRefused(spend(entity, '0'), 'VALIDATION_FAILED', 'amount');
  await assertRefused(spend(entity, '0.0000001'), 'VALIDATION_FAILED', 'amount');
  await assertRefused(spend(entity, '1', { amount: { amount: '1', currency: 'EUR' } }), 'CURRENCY_MISMATCH', 'amount');
  await assertRefused(spend(entity, '1', { idempotencyKey: ' ' }), 'VALIDATION_FAILED', 'idempotencyKey');
  await assertRefused(spend(entity, '1', { reason: 'x'.repeat(201) }), 'VALIDATION_FAILED', 'reason');
  await assertRefused(spend(entity, '1', {}, billing.member({ organizationId: newId() })), 'NOT_FOUND', 'entityId');
  await assertRefused(spend(entity, '1', { entityId: newId() }), 'NOT_FOUND', 'entityId');
  const message = await assertRefused(spend(entity, '5.01'), 'INSUFFICIENT_CREDITS', 'amount');
  assert.match(message, /5\.01 USD are needed, 5\.00 USD are left/);
  await updateEntity(billing.staff(), { entityId: entity.id, status: 'suspended' });
  await assertRefused(spend(entity, '1'), 'ENTITY_SUSPENDED', 'entityId');
  assert.equal((await billing.books(entity)).spent, '0');
});

test('lets 100 of 300 racing spends of 1.00 through on 100.00 in three grants, in six statements a group', async () => {
  const entity = await billing.entity();
  for (const amount of ['33.30', '33.30', '33.40']) await billing.grant(entity, amount);
  const start = billing.world.statements();
  const race = await outcomes(Array.from({ length: 300 }, () => spend(entity, '1.00')));
  assert.deepEqual(race, { succeeded: 100, codes: new Set(['INSUFFICIENT_CREDITS']) });
  assert.ok(billing.world.statements() - start <= 6, `${billing.world.statements() - start} statements`);
  const books = { granted: '100', remaining: '0', reserved: '0', spent: '100', expired: '0', accrued: '0' };
  assert.deepEqual(await billing.books(entity), books);
  assert.equal((await billing.events('credit.exhausted', entity)).length, 1);
  assert.equal((await billing.events('credit.threshold.reached', entity)).length, 2);
  await assertExact();
});

test('spends over 50 entities of three organizations at once, beside reservations of the same credits, and loses nothing', async () => {
  const organizations = [newId(), newId(), newId()];
  const entities: BillingEntity[] = [];
  for (let index = 0; index < 50; index += 1) {
    const entity = await billing.entity({ organizationId: organizations[index % 3]! });
    await billing.grant(entity, '10.00');
    entities.push(entity);
  }
  const buy = async (entity: BillingEntity): Promise<void> => {
    const context = billing.member({ organizationId: entity.organizationId });
    const { reservationId } = await billing.reserve(entity, '0.70', { context });
    await captureReservation(context, { reservationId, amount: null });
  };
  const race = await outcomes(
    Array.from({ length: 12 }, () => entities)
      .flat()
      .flatMap((entity, index) => [spend(entity, '1.10'), ...(index % 10 === 0 ? [buy(entity)] : [])]),
  );
  assert.deepEqual(race.codes, new Set(['INSUFFICIENT_CREDITS']));
  await assertExact();
});

test('lets 4 of 20 racing spends of 5.00 through under a user’s limit of 22.00; a member’s own limit counts whoever is named', async () => {
  const entity = await billing.entity();
  const userId = await billing.person();
  await billing.grant(entity, '500.00');
  await setEntityMember(billing.staff(), { entityId: entity.id, userId, creditLimit: '22.00' });
  const member = billing.member({ userId });
  const race = await outcomes(Array.from({ length: 20 }, () => spend(entity, '5.00', { userId: newId() }, member)));
  assert.deepEqual(race, { succeeded: 4, codes: new Set(['LIMIT_REACHED']) });
  await assertRefused(spend(entity, '2.01', { userId }), 'LIMIT_REACHED', 'amount');
  await spend(entity, '5.00');
  await assertExact();
});

test('charges each key once when connections die under way and everybody asks again', async () => {
  const entity = await billing.entity();
  await billing.grant(entity, '60.00');
  const keys = Array.from({ length: 80 }, (_, index) => `dying-${index}`);
  let isOver = false;
  const killer = (async () => {
    while (!isOver) {
      await billing.world.inspect(
        `select pg_terminate_backend(pid) from pg_stat_activity where usename = 'waybill_billing' and datname = current_database() and random() < 0.3`,
      );
      await wait(2);
    }
  })();
  for (let round = 0; round < 5; round += 1)
    await Promise.allSettled(keys.map((idempotencyKey) => spend(entity, '1.00', { idempotencyKey })));
  isOver = true;
  await killer;
  const race = await outcomes(keys.map((idempotencyKey) => spend(entity, '1.00', { idempotencyKey })));
  assert.deepEqual(race, { succeeded: 60, codes: new Set(['INSUFFICIENT_CREDITS']) });
  assert.equal((await billing.books(entity)).spent, '60');
  await assertExact();
});
