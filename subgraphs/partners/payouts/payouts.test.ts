import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { DomainError } from '../../../platform/errors/domain-error.ts';
import { newId } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import { reversePartnerCommission } from '../commissions/reverse-partner-commission.ts';
import type { Partner } from '../partners/partner.entity.ts';
import { TestPartners } from '../test-support/test-partners.ts';
import { createPayoutBatch, type CreatePayoutBatch } from './create-payout-batch.ts';
import { cancelPayout, completePayout, failPayout, releasePayout, startPayout } from './move-payout.ts';
import type { PartnerPayout } from './partner-payout.ts';
import { provePayouts } from './prove-payouts.ts';

const DAY_MS = 86_400_000;

let partners: TestPartners;
let partner: Partner;
let organizationId: string;
before(async () => {
  partners = await TestPartners.create({ poolSize: 12 });
});
beforeEach(async () => {
  partners.tenant = await partners.world.createTenant();
  partner = await partners.partner({ minimumPayoutAmount: '20.00' });
  organizationId = (await partners.account(partner)).organizationId;
});
after(() => partners.close());

function pay(command: Partial<CreatePayoutBatch> = {}): Promise<PartnerPayout> {
  return createPayoutBatch(partners.staff(), { partnerId: partner.id, ...command });
}

async function assertProven(payoutCount: number, lineCount: number): Promise<void> {
  assert.deepEqual(await provePayouts(partners.staff(), partner.id), {
    isBalanced: true,
    payoutCount,
    lineCount,
    differences: [],
  });
}

/** How many succeeded, and the codes of the refusals. */
async function outcomes(work: readonly Promise<unknown>[]): Promise<{ succeeded: number; codes: string[] }> {
  const settled = await Promise.allSettled(work);
  const reasons = settled.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
  const codes = reasons.map((error) => (error instanceof DomainError ? error.code : String(error)));
  return { succeeded: settled.length - reasons.length, codes };
}

test('pays three approved commissions in one payout, from its making to its completion, with events and audit rows', async () => {
  for (const amount of ['100.00', '100.05', '0.50']) await partners.earn({ organizationId, amount });
  const payout = await pay({ notes: ' March ' });
  assert.deepEqual(
    [payout.totalAmount.toString(), payout.commissionCount, payout.status, payout.paymentMethod, payout.notes],
    ['20.06 USD', 3, 'pending', 'manual', 'March'],
  );
  assert.deepEqual([payout.periodStart, payout.periodEnd, payout.payoutDate], Array(3).fill(partners.clock.now()));
  await assertProven(1, 3);
  await releasePayout(partners.staff(), payout.id);
  await startPayout(partners.staff(), payout.id);
  partners.clock.advance(DAY_MS);
  const done = await completePayout(partners.staff(), {
    id: payout.id,
    paymentReference: 'PAY-1',
    paymentMethod: 'bank_transfer',
  });
  assert.deepEqual(
    [done.status, done.paymentReference, done.paymentMethod, done.completedAt, done.failureReason],
    ['completed', 'PAY-1', 'bank_transfer', partners.clock.now(), null],
  );
  assert.deepEqual(await partners.booked(), ['paid 0.05 USD', 'paid 10 USD', 'paid 10.01 USD']);
  assert.deepEqual((await partners.published()).slice(-2), ['partner.payout.created 20.06', 'partner.payout.completed 20.06']);
  const audited = await partners.world.inspect<{ action: string }>(
    `select action from platform.audit_log where resource_id = $1 order by id`,
    [payout.id],
  );
  assert.deepEqual(
    audited.map(({ action }) => action),
    ['partner_payout.created', 'partner_payout.ready', 'partner_payout.processing', 'partner_payout.completed'],
  );
  await assertProven(1, 3);
});

test('refuses to pay nothing, or less than the minimum, and claims nothing then', async () => {
  await assert.rejects(pay(), { code: 'NOTHING_TO_PAY', field: 'partnerId' });
  await partners.earn({ organizationId, amount: '199.90' });
  await assert.rejects(pay(), {
    code: 'BELOW_MINIMUM_PAYOUT',
    message: '19.99 USD can be paid, less than the partner’s minimum of 20.00 USD; nothing was claimed.',
  });
  assert.deepEqual(
    (await partners.commissions()).map(({ payout_id }) => payout_id),
    [null],
  );
  await assertProven(0, 0);
  await partners.earn({ organizationId, amount: '0.10' });
  assert.equal((await pay()).totalAmount.toString(), '20.00 USD');
});

test('pays each currency by itself; the minimum counts in the partner’s own', async () => {
  await partners.earn({ organizationId, amount: '10.00', currency: 'EUR' });
  await partners.earn({ organizationId, amount: '500.00' });
  const [euros, dollars] = [await pay({ currency: 'EUR' }), await pay()];
  assert.deepEqual([euros.totalAmount.toString(), dollars.totalAmount.toString()], ['1.00 EUR', '50.00 USD']);
  await assert.rejects(pay({ currency: 'JPY' }), { code: 'NOTHING_TO_PAY' });
  await assert.rejects(pay({ currency: 'XQQ' }), { code: 'UNKNOWN_CURRENCY' });
});

test('pays the commissions of a period alone, its end excluded', async () => {
  const start = partners.clock.now();
  const days = [0, 1, 2].map((day) => new Date(start.getTime() + day * DAY_MS));
  partners.clock.advance(3 * DAY_MS);
  for (const [index, paidAt] of days.entries()) await partners.earn({ organizationId, amount: `${300 + index}.00`, paidAt });
  const payout = await pay({ periodStart: days[1]!, periodEnd: days[2]! });
  assert.deepEqual([payout.totalAmount.toString(), payout.periodStart, payout.periodEnd], ['30.10 USD', days[1], days[2]]);
  assert.equal((await pay()).totalAmount.toString(), '60.20 USD');
  await assert.rejects(pay({ periodStart: days[2]!, periodEnd: days[1]! }), { code: 'INVALID_DATE_RANGE', field: 'periodStart' });
  await assert.rejects(pay({ periodStart: start, periodEnd: start }), { code: 'INVALID_DATE_RANGE' });
  await assert.rejects(pay({ periodStart: new Date('2016-01-01T00:00:00Z'), periodEnd: start }), { code: 'DATE_RANGE_TOO_LONG' });
});

test('two payouts at once claim each commission once: one is made, seven find nothing', async () => {
  for (let round = 0; round < 5; round += 1) {
    for (const amount of ['100.00', '200.00', '300.00']) await partners.earn({ organizationId, amount });
    const race = await outcomes(Array.from({ length: 8 }, () => pay()));
    assert.deepEqual(race, { succeeded: 1, codes: Array<string>(7).fill('NOTHING_TO_PAY') });
  }
  await assertProven(5, 15);
});

test('the same key makes one payout, repeated or at once; for something else it is refused', async () => {
  await partners.earn({ organizationId, amount: '500.00' });
  const race = await Promise.all(Array.from({ length: 6 }, () => pay({ idempotencyKey: 'march' })));
  assert.equal(new Set(race.map(({ id }) => id)).size, 1);
  await partners.earn({ organizationId, amount: '600.00' });
  assert.equal((await pay({ idempotencyKey: 'march', currency: 'USD' })).id, race[0]!.id);
  await assert.rejects(pay({ idempotencyKey: 'march', currency: 'EUR' }), { code: 'IDEMPOTENCY_KEY_REUSED' });
  await assert.rejects(pay({ idempotencyKey: ' ' }), { code: 'VALIDATION_FAILED', field: 'idempotencyKey' });
  assert.deepEqual(
    (await partners.published()).filter((event) => event.startsWith('partner.payout')),
    ['partner.payout.created 50.00'],
  );
  await assertProven(1, 1);
});

test('a failed and a cancelled payout free their commissions for the next one and keep what they were made of', async () => {
  await partners.earn({ organizationId, amount: '250.00' });
  const failed = await pay();
  const after = await failPayout(partners.staff(), { id: failed.id, reason: ' Account closed ' });
  assert.deepEqual([after.status, after.failureReason, after.completedAt], ['failed', 'Account closed', null]);
  const second = await pay();
  await cancelPayout(partners.staff(), { id: second.id, reason: 'Wrong month' });
  const third = await pay();
  assert.deepEqual(
    [failed, second, third].map(({ totalAmount }) => totalAmount.toString()),
    Array(3).fill('25.00 USD'),
  );
  await completePayout(partners.staff(), { id: third.id, paymentReference: 'PAY-2' });
  assert.deepEqual((await partners.published()).filter((event) => event.includes('payout.failed')).length, 2);
  await assertProven(3, 3);
});

test('a payout is completed or failed once, whoever says so at the same moment, and an ended one stays', async () => {
  await partners.earn({ organizationId, amount: '250.00' });
  const { id } = await pay();
  const race = await outcomes([
    completePayout(partners.staff(), { id, paymentReference: 'PAY-3' }),
    completePayout(partners.staff(), { id, paymentReference: 'PAY-3' }),
    failPayout(partners.staff(), { id, reason: 'Bounced' }),
    cancelPayout(partners.staff(), { id, reason: 'Bounced' }),
  ]);
  assert.deepEqual(race, { succeeded: 1, codes: Array<string>(3).fill('ILLEGAL_STATUS_MOVE') });
  await assert.rejects(releasePayout(partners.staff(), id), { code: 'ILLEGAL_STATUS_MOVE', field: 'id' });
  assert.equal((await partners.published()).filter((event) => /payout\.(completed|failed)/.test(event)).length, 1);
  await assertProven(1, 1);
});

test('refuses payouts that are not the tenant’s, of the other mode, or without reference or reason; nothing moves', async () => {
  await partners.earn({ organizationId, amount: '250.00' });
  const { id } = await pay();
  const elsewhere = { tenant: await partners.world.createTenant() };
  for (const context of [partners.staff({ testMode: true }), partners.staff(elsewhere)]) {
    await assert.rejects(startPayout(context, id), { code: 'NOT_FOUND', field: 'id' });
    await assert.rejects(createPayoutBatch(context, { partnerId: partner.id }), { code: 'NOT_FOUND', field: 'partnerId' });
    await assert.rejects(provePayouts(context, partner.id), { code: 'NOT_FOUND', field: 'partnerId' });
  }
  await assert.rejects(startPayout(partners.staff(), newId()), { code: 'NOT_FOUND' });
  await assert.rejects(completePayout(partners.staff(), { id, paymentReference: ' ' }), { field: 'paymentReference' });
  await assert.rejects(failPayout(partners.staff(), { id, reason: '' }), { code: 'VALIDATION_FAILED', field: 'reason' });
  await assert.rejects(cancelPayout(partners.staff(), { id, reason: 'x'.repeat(501) }), { field: 'reason' });
  const rows = await partners.world.inspect(`select status from ${partners.tenant.schema}.partner_payouts`);
  assert.deepEqual(rows, [{ status: 'pending' }]);
});

test('a refund before the payout takes the commission back; after it, the next payout deducts it, once', async () => {
  const early = await partners.earn({ organizationId, amount: '300.00' });
  const late = await partners.earn({ organizationId, amount: '400.00' });
  const taken = await reversePartnerCommission(partners.staff(), { id: early, reason: 'Refunded' });
  assert.deepEqual([taken.commission.status, taken.refund], ['reversed', null]);
  const first = await pay();
  assert.equal(first.totalAmount.toString(), '40.00 USD');
  await completePayout(partners.staff(), { id: first.id, paymentReference: 'PAY-4' });
  const race = await outcomes(
    Array.from({ length: 4 }, () => reversePartnerCommission(partners.staff(), { id: late, reason: 'Refunded' })),
  );
  assert.deepEqual(race, { succeeded: 1, codes: Array<string>(3).fill('COMMISSION_ALREADY_REVERSED') });
  assert.deepEqual(await partners.booked(), ['approved -40 USD', 'paid 40 USD', 'reversed 30 USD']);
  await assert.rejects(pay(), {
    code: 'NOTHING_TO_PAY',
    message:
      'The partner has no approved, unpaid commissions that add up to something. Refunds outweigh commissions by 40.00 USD.',
  });
  partners.clock.advance(DAY_MS);
  const paidAt = partners.clock.now();
  await partners.earn({ organizationId, amount: '700.00' });
  const second = await pay({ periodStart: paidAt });
  assert.deepEqual([second.totalAmount.toString(), second.commissionCount], ['30.00 USD', 2]);
  assert.deepEqual(
    (await partners.published()).filter((event) => event.includes('reversed')),
    ['partner.commission.reversed 30.00', 'partner.commission.reversed 40.00'],
  );
  await assertProven(2, 3);
});

test('a refund of what a payout under way has claimed nets out when that payout fails, and is not taken twice', async () => {
  const id = await partners.earn({ organizationId, amount: '300.00' });
  const { id: payoutId } = await pay();
  const { refund } = await reversePartnerCommission(partners.staff(), { id, reason: 'Refunded' });
  assert.equal(refund?.amount.toString(), '-30.00 USD');
  await failPayout(partners.staff(), { id: payoutId, reason: 'Bounced' });
  await assert.rejects(reversePartnerCommission(partners.staff(), { id, reason: 'Again' }), {
    code: 'COMMISSION_ALREADY_REVERSED',
  });
  await assert.rejects(reversePartnerCommission(partners.staff(), { id: refund.id, reason: 'Undo' }), {
    code: 'COMMISSION_ALREADY_REVERSED',
  });
  await assert.rejects(pay(), { code: 'NOTHING_TO_PAY' });
  await partners.earn({ organizationId, amount: '200.00' });
  const next = await pay();
  assert.deepEqual([next.totalAmount.toString(), next.commissionCount], ['20.00 USD', 3]);
  await assertProven(2, 4);
});

test('a refund and a payout at the same moment: the commission is reversed or set off, never both, never neither', async () => {
  for (let round = 0; round < 12; round += 1) {
    const id = await partners.earn({ organizationId, amount: '300.00' });
    await partners.earn({ organizationId, amount: '200.00' });
    const reversal = reversePartnerCommission(partners.staff(), { id, reason: 'Refunded' });
    // Which of them comes first is chance; what is left over waits for the next round.
    const { codes } = await outcomes([pay(), reversal, pay()]);
    assert.ok(
      codes.every((code) => code === 'NOTHING_TO_PAY' || code === 'BELOW_MINIMUM_PAYOUT'),
      codes.join(),
    );
    const live = (await partners.commissions()).filter(({ status }) => status !== 'reversed');
    const left = Money.sum(
      live.map(({ amount }) => Money.of(amount, 'USD')),
      'USD',
    );
    assert.equal(left.toString(), `${20 * (round + 1)}.00 USD`);
  }
  assert.equal((await provePayouts(partners.staff(), partner.id)).isBalanced, true);
});

test('the proof finds a total, a claim, an amount and a status that were tampered with', async () => {
  await partners.earn({ organizationId, amount: '300.00' });
  const { id } = await pay();
  const { schema } = partners.tenant;
  const faultsAfter = async (tampering: string): Promise<string[]> => {
    await partners.world.inspect(tampering);
    const { isBalanced, differences } = await provePayouts(partners.staff(), undefined);
    assert.equal(isBalanced, false);
    return differences.map(({ fault, stated, recomputed }) => `${fault}: ${stated} / ${recomputed}`);
  };
  assert.deepEqual(await faultsAfter(`update ${schema}.partner_payouts set total_amount = 31`), [
    'claims: 31.000000 of 1 / 30.000000 of 1',
    'total: 31.000000 of 1 / 30.000000 of 1',
  ]);
  await partners.world.inspect(`update ${schema}.partner_payouts set total_amount = 30`);
  assert.deepEqual(await faultsAfter(`update ${schema}.partner_commissions set payout_id = null`), [
    'claims: 30.000000 of 1 / 0 of 0',
    `double_claim: ${id} / none`,
  ]);
  await partners.world.inspect(`update ${schema}.partner_commissions set payout_id = $1`, [id]);
  assert.deepEqual(await faultsAfter(`update ${schema}.partner_commissions set status = 'paid'`), ['status: pending / paid']);
  await partners.world.inspect(`update ${schema}.partner_commissions set status = 'approved'`);
  assert.deepEqual(await faultsAfter(`update ${schema}.partner_commissions set amount = 29`), [
    'amount: 30.000000 USD / 29.000000 USD',
    'claims: 30.000000 of 1 / 29.000000 of 1',
    'total: 30.000000 of 1 / 29.000000 of 1',
  ]);
});
