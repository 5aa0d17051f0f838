import { Money, RoundingMode } from '../../../platform/money/money.ts';
import type { CommissionRuleColumns } from '../partners/commission-rule.ts';

/** Why a paid invoice of an account earned nothing. */
export type SkipReason = 'nothing_paid' | 'not_first_payment' | 'after_last_month' | 'other_currency' | 'rounds_to_zero';

/** What a commission is computed from. */
export interface InvoiceOfAccount {
  total: Money;
  paidAt: Date;
  /** Since when the organization belongs to the partner. */
  accountStartedAt: Date;
  /** Whether no invoice of the account was paid before it. */
  isFirstPayment: boolean;
}

/** What a partner earns by its rule, in the invoice's currency and at its scale; or why it earns nothing. */
export function commissionOfInvoice(
  invoice: InvoiceOfAccount,
  rule: CommissionRuleColumns & { currency: string },
): { amount: Money } | { skipReason: SkipReason } {
  if (!invoice.total.isPositive()) return { skipReason: 'nothing_paid' };
  if (rule.commissionRecurrence === 'first_payment' && !invoice.isFirstPayment) return { skipReason: 'not_first_payment' };
  if (rule.commissionMonths !== null && invoice.paidAt >= monthsLater(invoice.accountStartedAt, rule.commissionMonths))
    return { skipReason: 'after_last_month' };
  if (rule.commissionKind === 'fixed') {
    return rule.currency === invoice.total.currency
      ? { amount: Money.of(rule.commissionAmount!, rule.currency) }
      : { skipReason: 'other_currency' };
  }
  const amount = invoice.total.percentage(rule.commissionRate!, RoundingMode.HalfUp);
  return amount.isZero() ? { skipReason: 'rounds_to_zero' } : { amount };
}

/** The same day and time of the month so many months later, in UTC; days that the month lacks become its last. */
export function monthsLater(instant: Date, months: number): Date {
  const later = new Date(instant);
  later.setUTCDate(1);
  later.setUTCMonth(later.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(later.getUTCFullYear(), later.getUTCMonth() + 1, 0)).getUTCDate();
  later.setUTCDate(Math.min(instant.getUTCDate(), lastDay));
  return later;
}
