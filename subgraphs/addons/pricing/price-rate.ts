import type { Uuid } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import { commissionOn, type CommissionRule, type CommissionTerms, type RuleSource } from '../commission/commission-rule.ts';
import type { AddonBase, SurchargeType } from '../addons/addon.entity.ts';

/** A rate as the carrier offers it. */
export interface RateToPrice {
  rateId: Uuid;
  connectionId: Uuid;
  carrierName: string;
  service: string;
  carrierCharge: Money;
}

/** One version of an addon, as far as pricing needs it. */
export interface PricedAddon extends CommissionTerms {
  id: Uuid;
  version: number;
  name: string;
  surchargeType: SurchargeType;
  amount: string;
  currency: string | null;
  base: AddonBase;
  isFolded: boolean;
  carriers: readonly string[];
  services: readonly string[];
  carrierAccounts: readonly Uuid[];
}

/** What one addon comes to on one rate, with the version and the rule that made it so. Decimals are strings in the rate's currency. */
export interface AddonCharge {
  addonId: Uuid;
  addonVersion: number;
  name: string;
  surchargeType: SurchargeType;
  amount: string;
  /** What the percentage was taken of; both null for a fixed amount. */
  base: AddonBase | null;
  baseAmount: string | null;
  isFolded: boolean;
  /** Null when the addon earns no commission. */
  commissionRate: string | null;
  commissionAmount: string;
  /** The organization that receives the commission; null when the platform does. */
  recipient: Uuid | null;
  ruleSource: RuleSource | null;
}

/** An addon that aimed at the rate but could not be charged. */
export interface SkippedAddon {
  addonId: Uuid;
  addonVersion: number;
  reason: 'CURRENCY_MISMATCH';
}

/** The price of a rate, taken apart: carrier charge + addon total = total charge; the commission is a part of the addon total. */
export interface RateBreakdown {
  charges: AddonCharge[];
  skipped: SkippedAddon[];
  addonTotal: Money;
  commission: Money;
  totalCharge: Money;
}

/**
 * Prices a rate with the addons that aim at it, in the order given. Each charge becomes a line, so each is rounded half up to
 * the currency's scale, and totals are sums of the rounded lines. A fixed amount in another currency is skipped, not converted.
 */
export function priceRate(rate: RateToPrice, addons: readonly PricedAddon[], rule: CommissionRule): RateBreakdown {
  const { currency } = rate.carrierCharge;
  const breakdown: RateBreakdown = {
    charges: [],
    skipped: [],
    addonTotal: Money.zero(currency),
    commission: Money.zero(currency),
    totalCharge: rate.carrierCharge,
  };
  for (const addon of addons) {
    if (!aimsAt(addon, rate)) continue;
    if (addon.surchargeType === 'fixed' && addon.currency !== currency) {
      breakdown.skipped.push({ addonId: addon.id, addonVersion: addon.version, reason: 'CURRENCY_MISMATCH' });
      continue;
    }
    const base = addon.base === 'running_total' ? breakdown.totalCharge : rate.carrierCharge;
    const amount = chargeOf(addon, base);
    const commission = commissionOn(amount, addon, rule);
    breakdown.charges.push({
      addonId: addon.id,
      addonVersion: addon.version,
      name: addon.name,
      surchargeType: addon.surchargeType,
      amount: amount.toDecimalString(),
      base: addon.surchargeType === 'percentage' ? addon.base : null,
      baseAmount: addon.surchargeType === 'percentage' ? base.toDecimalString() : null,
      isFolded: addon.isFolded,
      commissionRate: commission?.rate ?? null,
      commissionAmount: (commission?.amount ?? Money.zero(currency)).toDecimalString(),
      recipient: commission?.recipient ?? null,
      ruleSource: commission?.ruleSource ?? null,
    });
    breakdown.addonTotal = breakdown.addonTotal.plus(amount);
    breakdown.totalCharge = breakdown.totalCharge.plus(amount);
    if (commission) breakdown.commission = breakdown.commission.plus(commission.amount);
  }
  return breakdown;
}

function aimsAt(addon: PricedAddon, rate: RateToPrice): boolean {
  return (
    (addon.carriers.length === 0 || addon.carriers.includes(rate.carrierName)) &&
    (addon.services.length === 0 || addon.services.includes(rate.service)) &&
    (addon.carrierAccounts.length === 0 || addon.carrierAccounts.includes(rate.connectionId))
  );
}

/** What an addon comes to on its base, rounded half up to the currency's scale. */
export function chargeOf(addon: Pick<PricedAddon, 'surchargeType' | 'amount'>, base: Money): Money {
  if (addon.surchargeType === 'fixed') return Money.of(addon.amount, base.currency).rounded();
  return Money.of(base.amount.times(addon.amount).shiftedBy(-2), base.currency).rounded();
}
