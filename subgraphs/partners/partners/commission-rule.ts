import type { BigNumber } from 'bignumber.js';
import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';
import { currencyScale } from '../../../platform/money/currency.ts';
import { decimal, Money } from '../../../platform/money/money.ts';

/** A share of the paid invoice, or the same amount for each. */
export type CommissionKind = 'percentage' | 'fixed';

/** Which payments of an account earn: the first, or those of a number of months. */
export type CommissionRecurrence = 'first_payment' | 'recurring';

/** What a partner gets for a paid invoice, as callers state it. */
export interface CommissionRuleCommand {
  kind: CommissionKind;
  /** 0.1 is 10 %. */
  rate?: string | null | undefined;
  /** In the partner's currency. */
  amount?: string | null | undefined;
  recurrence: CommissionRecurrence;
  recurringMonths?: number | null | undefined;
}

/** The columns in which a partner keeps its rule. */
export interface CommissionRuleColumns {
  commissionKind: CommissionKind;
  commissionRate: BigNumber | null;
  commissionAmount: BigNumber | null;
  commissionRecurrence: CommissionRecurrence;
  commissionMonths: number | null;
}

/** A rule as the API shows it. */
export interface CommissionRule {
  kind: CommissionKind;
  rate: BigNumber | null;
  amount: { amount: string; currency: string } | null;
  recurrence: CommissionRecurrence;
  recurringMonths: number | null;
}

const RATE_SCALE = 6;
const LONGEST_MONTHS = 120;

/** Everything that is wrong with a rule; empty when it can be kept. */
export function commissionRuleFaults(rule: CommissionRuleCommand, currency: string): ErrorDetail[] {
  return [...(rule.kind === 'percentage' ? rateFaults(rule) : amountFaults(rule, currency)), ...monthsFaults(rule)];
}

/** A rule without faults, as columns. */
export function commissionRuleColumns(rule: CommissionRuleCommand): CommissionRuleColumns {
  return {
    commissionKind: rule.kind,
    commissionRate: rule.kind === 'percentage' ? decimal(rule.rate!) : null,
    commissionAmount: rule.kind === 'fixed' ? decimal(rule.amount!) : null,
    commissionRecurrence: rule.recurrence,
    commissionMonths: rule.recurringMonths ?? null,
  };
}

/** The rule that a partner's columns hold. */
export function commissionRuleOf(partner: CommissionRuleColumns & { currency: string }): CommissionRule {
  return {
    kind: partner.commissionKind,
    rate: partner.commissionRate,
    amount: partner.commissionAmount ? Money.of(partner.commissionAmount, partner.currency).toJSON() : null,
    recurrence: partner.commissionRecurrence,
    recurringMonths: partner.commissionMonths,
  };
}

function rateFaults({ rate, amount }: CommissionRuleCommand): ErrorDetail[] {
  if (amount !== null && amount !== undefined) return [fault('amount', 'A percentage rule has a rate, no amount.')];
  if (rate === null || rate === undefined) return [fault('rate', 'A percentage rule needs a rate, e.g. "0.1000" for 10 %.')];
  const value = decimal(rate);
  const isInRange = value.isGreaterThan(0) && value.isLessThanOrEqualTo(1) && (value.decimalPlaces() ?? 0) <= RATE_SCALE;
  return isInRange ? [] : [fault('rate', `The rate must be above 0 and at most 1 (100 %), with at most ${RATE_SCALE} decimals.`)];
}

function amountFaults({ rate, amount }: CommissionRuleCommand, currency: string): ErrorDetail[] {
  if (rate !== null && rate !== undefined) return [fault('rate', 'A fixed rule has an amount, no rate.')];
  if (amount === null || amount === undefined) return [fault('amount', 'A fixed rule needs an amount, e.g. "25.00".')];
  const value = decimal(amount);
  const scale = currencyScale(currency);
  const isInRange = value.isGreaterThan(0) && value.isLessThan('1e12') && (value.decimalPlaces() ?? 0) <= scale;
  return isInRange ? [] : [fault('amount', `The amount must be above 0, with at most ${scale} decimals in ${currency}.`)];
}

function monthsFaults({ recurrence, recurringMonths }: CommissionRuleCommand): ErrorDetail[] {
  if (recurringMonths === null || recurringMonths === undefined) return [];
  if (recurrence === 'first_payment') return [fault('recurringMonths', 'Months go with recurring rules only.')];
  const isInRange = Number.isInteger(recurringMonths) && recurringMonths >= 1 && recurringMonths <= LONGEST_MONTHS;
  return isInRange ? [] : [fault('recurringMonths', `Months must be between 1 and ${LONGEST_MONTHS}.`)];
}

function fault(field: string, message: string): ErrorDetail {
  return { code: 'INVALID_COMMISSION_RULE', field: `commissionRule.${field}`, message };
}
