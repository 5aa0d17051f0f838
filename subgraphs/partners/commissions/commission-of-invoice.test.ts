import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BigNumber } from 'bignumber.js';
import fc from 'fast-check';
import { currencyScale } from '../../../platform/money/currency.ts';
import { Money } from '../../../platform/money/money.ts';
import type { CommissionRuleColumns } from '../partners/commission-rule.ts';
import { commissionOfInvoice, monthsLater } from './commission-of-invoice.ts';

const PERCENTAGE: CommissionRuleColumns & { currency: string } = {
  currency: 'USD',
  commissionKind: 'percentage',
  commissionRate: new BigNumber('0.1'),
  commissionAmount: null,
  commissionRecurrence: 'recurring',
  commissionMonths: null,
};
const FIXED = { ...PERCENTAGE, commissionKind: 'fixed' as const, commissionRate: null, commissionAmount: new BigNumber('25') };
const INVOICE = {
  total: Money.of('100.00', 'USD'),
  paidAt: new Date('2026-03-02T09:00:00Z'),
  accountStartedAt: new Date('2026-01-31T09:00:00Z'),
  isFirstPayment: false,
};

/** The commission as text, or the reason for none. */
function commissionOn(invoice: Partial<typeof INVOICE>, rule: Partial<typeof PERCENTAGE> = {}, base = PERCENTAGE): string {
  const outcome = commissionOfInvoice({ ...INVOICE, ...invoice }, { ...base, ...rule });
  return 'amount' in outcome ? outcome.amount.toString() : outcome.skipReason;
}

test('takes a share, rounded half up at the scale of the invoice’s currency', () => {
  assert.equal(commissionOn({ total: Money.of('100.05', 'USD') }), '10.01 USD');
  assert.equal(commissionOn({ total: Money.of('100.04', 'USD') }), '10.00 USD');
  assert.equal(commissionOn({ total: Money.of('125', 'JPY') }), '13 JPY');
  assert.equal(commissionOn({ total: Money.of('1.005', 'BHD') }), '0.101 BHD');
});

test('takes a fixed amount in its own currency only', () => {
  assert.equal(commissionOn({}, {}, FIXED as never), '25.00 USD');
  assert.equal(commissionOn({ total: Money.of('100.00', 'EUR') }, {}, FIXED as never), 'other_currency');
});

test('takes nothing of nothing, and nothing that rounds to zero', () => {
  assert.equal(commissionOn({ total: Money.zero('USD') }), 'nothing_paid');
  assert.equal(commissionOn({ total: Money.zero('USD') }, {}, FIXED as never), 'nothing_paid');
  assert.equal(commissionOn({ total: Money.of('0.04', 'USD') }), 'rounds_to_zero');
});

test('takes the first payment only when the rule says so', () => {
  assert.equal(commissionOn({}, { commissionRecurrence: 'first_payment' }), 'not_first_payment');
  assert.equal(commissionOn({ isFirstPayment: true }, { commissionRecurrence: 'first_payment' }), '10.00 USD');
});

test('ends with the last month of the rule, to the instant; an account of 31 January has its month until 28 February', () => {
  const oneMonth = { commissionMonths: 1 };
  assert.equal(commissionOn({ paidAt: new Date('2026-02-28T08:59:59.999Z') }, oneMonth), '10.00 USD');
  assert.equal(commissionOn({ paidAt: new Date('2026-02-28T09:00:00Z') }, oneMonth), 'after_last_month');
  assert.equal(monthsLater(new Date('2024-01-31T23:59:59.999Z'), 1).toISOString(), '2024-02-29T23:59:59.999Z');
  assert.equal(monthsLater(new Date('2026-08-31T00:00:00Z'), 120).toISOString(), '2036-08-31T00:00:00.000Z');
  assert.equal(monthsLater(new Date('2026-11-30T12:00:00Z'), 3).toISOString(), '2027-02-28T12:00:00.000Z');
});

test('a share is never further from the exact one than half a unit of the currency, and has its scale', () => {
  const currencies = fc.constantFrom('USD', 'JPY', 'BHD');
  fc.assert(
    fc.property(fc.bigInt(1n, 10n ** 12n), fc.integer({ min: 1, max: 1_000_000 }), currencies, (units, millionths, currency) => {
      const total = Money.of(new BigNumber(units.toString()).shiftedBy(-currencyScale(currency)), currency);
      const rate = new BigNumber(millionths).shiftedBy(-6);
      const outcome = commissionOfInvoice({ ...INVOICE, total }, { ...PERCENTAGE, commissionRate: rate });
      const amount = 'amount' in outcome ? outcome.amount.amount : new BigNumber(0);
      const distance = amount.minus(total.amount.times(rate)).abs();
      assert.ok(distance.isLessThanOrEqualTo(new BigNumber('0.5').shiftedBy(-currencyScale(currency))));
      assert.ok((amount.decimalPlaces() ?? 0) <= currencyScale(currency));
    }),
    { numRuns: 300 },
  );
});
