import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ManualClock } from '../../../platform/context/clock.ts';
import { TestBilling } from '../test-support/test-billing.ts';
import { captureReservation } from '../reservations/capture-reservation.ts';
import { addMonths } from './credit-terms.ts';
import { expireGrants } from './expire-grants.ts';
import { releaseReservation } from '../reservations/release-reservation.ts';

let billing: TestBilling;
before(async () => {
  billing = await TestBilling.create();
});
after(() => billing.close());

const money = (amount: string): { amount: string; currency: string } => ({ amount, currency: 'USD' });
const spend = async (entity: Parameters<TestBilling['reserve']>[0], amount: string): Promise<void> => {
  await captureReservation(billing.member(), { ...(await billing.reserve(entity, amount)), amount: null });
};

test('tells of 20 %, of 5 % and of the end once each, when credits are spent and not while they are only reserved', async () => {
  const entity = await billing.entity();
  await billing.grant(entity, '100.00');
  await releaseReservation(billing.member(), await billing.reserve(entity, '100.00'));
  await spend(entity, '79.99');
  assert.deepEqual(await billing.events('credit.threshold.reached', entity), []);
  await spend(entity, '0.01');
  await spend(entity, '5.00');
  assert.deepEqual(await billing.events('credit.threshold.reached', entity), [
    { entityId: entity.id, threshold: money('20.00'), balance: money('20.00') },
  ]);
  await spend(entity, '15.00');
  const notices = await billing.events('credit.threshold.reached', entity);
  assert.deepEqual(notices.slice(1), [{ entityId: entity.id, threshold: money('5.00'), balance: money('0.00') }]);
  assert.deepEqual(await billing.events('credit.exhausted', entity), [{ entityId: entity.id, balance: money('0.00') }]);
});

test('tells again after a top-up, measured by what was unspent right after it', async () => {
  const entity = await billing.entity();
  await billing.grant(entity, '10.00');
  await spend(entity, '9.00');
  await billing.grant(entity, '9.00');
  await spend(entity, '8.00');
  const notices = await billing.events('credit.threshold.reached', entity);
  assert.deepEqual(
    notices.map((notice) => [notice['threshold'], notice['balance']]),
    [
      [money('2.00'), money('1.00')],
      [money('2.00'), money('2.00')],
    ],
  );
  const toppedUp = await billing.events('credit.topped_up', entity);
  assert.deepEqual(
    toppedUp.map((event) => [event['amount'], event['balance']]),
    [
      [money('10.00'), money('10.00')],
      [money('9.00'), money('10.00')],
    ],
  );
});

test('tells of the entity’s own threshold in place of the default ones, also when an expiry reaches it', async () => {
  const entity = await billing.entity({ lowBalanceThreshold: '30.00' });
  await billing.grant(entity, '25.00');
  await billing.grant(entity, '50.00', { expiresAt: new Date(billing.clock.now().getTime() + 1000) });
  await spend(entity, '10.00');
  billing.clock.advance(1000);
  await expireGrants(billing.system());
  assert.deepEqual(await billing.events('credit.threshold.reached', entity), [
    { entityId: entity.id, threshold: money('30.00'), balance: money('25.00') },
  ]);
  const audited = await billing.world.inspect<{ after: unknown }>(
    `select changes -> 'after' as after from platform.audit_log where action = 'credits.expired' and resource_id = $1`,
    [entity.id],
  );
  assert.equal((audited[0]!.after as { amount: string }).amount, '40.00');
});

test('tells of each crossing once when twenty captures race', async () => {
  const entity = await billing.entity();
  await billing.grant(entity, '100.00');
  await Promise.all(Array.from({ length: 20 }, () => spend(entity, '5.00')));
  assert.equal((await billing.events('credit.threshold.reached', entity)).length, 2);
  assert.equal((await billing.events('credit.exhausted', entity)).length, 1);
});

test('makes a month of every date: 31 January and one month is 28 February, 29 February and a year is 28 February', () => {
  const day = (iso: string): Date => new ManualClock(new Date(iso)).now();
  assert.equal(addMonths(day('2026-01-31T08:30:00Z'), 1).toISOString(), '2026-02-28T08:30:00.000Z');
  assert.equal(addMonths(day('2028-02-29T00:00:00Z'), 12).toISOString(), '2029-02-28T00:00:00.000Z');
  assert.equal(addMonths(day('2026-11-30T23:59:59Z'), 12).toISOString(), '2027-11-30T23:59:59.000Z');
});
