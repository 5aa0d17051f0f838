import type { Uuid } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';

/** Which rule decided a commission's rate, in order of precedence; the keys are the names in the API. */
export const RULE_SOURCES = {
  ORGANIZATION_OVERRIDE: 'organization_override',
  ADDON_RATE: 'addon_rate',
  VOLUME_TIER: 'volume_tier',
  PLATFORM_DEFAULT: 'platform_default',
} as const;
export type RuleSource = (typeof RULE_SOURCES)[keyof typeof RULE_SOURCES];

/** From `volumeThreshold` shipments bought in the month on, `rate` holds. */
export interface CommissionTier {
  volumeThreshold: number;
  rate: string;
}

/** The rules of a tenant as they hold for one organization at one moment. */
export interface CommissionRule {
  /** The organization's own rate; null unless it overrides everything else. */
  overrideRate: string | null;
  /** In ascending order of their thresholds. */
  tiers: readonly CommissionTier[];
  /** Shipments the organization has bought in the month so far. */
  monthVolume: number;
  defaultRate: string;
  /** The least commission of one application; null when there is none. */
  minimum: Money | null;
}

/** What of an addon matters to its commission. */
export interface CommissionTerms {
  commissionEnabled: boolean;
  commissionRate: string | null;
  commissionRecipient: Uuid | null;
}

/** A commission on one application, its rate frozen. */
export interface CommissionShare {
  amount: Money;
  rate: string;
  ruleSource: RuleSource;
  /** Null when the platform receives it. */
  recipient: Uuid | null;
}

/**
 * The recipient's share of an addon's charge: a part of it, never on top. At least the minimum (where its currency is the
 * charge's), at most the charge. A rate of zero waives the commission, minimum included. Null when the addon earns none.
 */
export function commissionOn(charge: Money, terms: CommissionTerms, rule: CommissionRule): CommissionShare | null {
  if (!terms.commissionEnabled) return null;
  const { rate, ruleSource } = rateFor(terms, rule);
  const share = charge.percentage(rate).rounded();
  const floor =
    rule.minimum?.currency === charge.currency && Number(rate) > 0 ? rule.minimum.rounded() : Money.zero(charge.currency);
  const amount = smaller(larger(share, floor), charge);
  return { amount, rate, ruleSource, recipient: terms.commissionRecipient };
}

function rateFor(terms: CommissionTerms, rule: CommissionRule): { rate: string; ruleSource: RuleSource } {
  if (rule.overrideRate !== null) return { rate: rule.overrideRate, ruleSource: 'organization_override' };
  if (terms.commissionRate !== null) return { rate: terms.commissionRate, ruleSource: 'addon_rate' };
  const tier = rule.tiers.findLast((candidate) => candidate.volumeThreshold <= rule.monthVolume);
  return tier ? { rate: tier.rate, ruleSource: 'volume_tier' } : { rate: rule.defaultRate, ruleSource: 'platform_default' };
}

function larger(left: Money, right: Money): Money {
  return left.compare(right) >= 0 ? left : right;
}

function smaller(left: Money, right: Money): Money {
  return left.compare(right) <= 0 ? left : right;
}
