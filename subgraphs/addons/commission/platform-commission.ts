import { BigNumber } from 'bignumber.js';
import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';
import { currencyScale } from '../../../platform/money/currency.ts';
import type { StoredCommissionSettings } from './commission-rule.query.ts';
import type { CommissionTier } from './commission-rule.ts';
import { rateFaults } from './rate-rules.ts';

/** The whole of a tenant's commission settings: they replace the ones before. */
export interface ConfigurePlatformCommission {
  defaultCommissionRate: string;
  minimumCommissionAmount: { amount: string; currency: string } | null;
  commissionTiers: CommissionTier[];
}

const MOST_TIERS = 50;
const LARGEST_MINIMUM = 1_000_000_000;

/** The settings from the API's input: what is left out is none. */
export function platformCommission(input: {
  defaultCommissionRate: string;
  minimumCommissionAmount?: ConfigurePlatformCommission['minimumCommissionAmount'] | undefined;
  commissionTiers?: CommissionTier[] | null | undefined;
}): ConfigurePlatformCommission {
  const { defaultCommissionRate, minimumCommissionAmount = null, commissionTiers } = input;
  return { defaultCommissionRate, minimumCommissionAmount, commissionTiers: commissionTiers ?? [] };
}

/** The settings as they are stored. */
export function storedSettings(settings: ConfigurePlatformCommission): StoredCommissionSettings {
  return {
    defaultRate: settings.defaultCommissionRate,
    minimumAmount: settings.minimumCommissionAmount?.amount ?? null,
    minimumCurrency: settings.minimumCommissionAmount?.currency ?? null,
    tiers: settings.commissionTiers.map(({ volumeThreshold, rate }) => ({ volumeThreshold, rate })),
  };
}

/** Every fault of settings: rates out of range, negative amounts, tiers that repeat or are out of order. */
export function settingsFaults(settings: ConfigurePlatformCommission): ErrorDetail[] {
  return [
    ...rateFaults('defaultCommissionRate', settings.defaultCommissionRate),
    ...minimumFaults(settings.minimumCommissionAmount),
    ...tierFaults(settings.commissionTiers),
  ];
}

function minimumFaults(minimum: ConfigurePlatformCommission['minimumCommissionAmount']): ErrorDetail[] {
  if (!minimum) return [];
  const field = 'minimumCommissionAmount';
  const amount = new BigNumber(minimum.amount);
  const scale = currencyScale(minimum.currency);
  if (amount.isLessThan(0)) return [{ field, code: 'NEGATIVE_AMOUNT', message: 'The minimum commission is zero or more.' }];
  if (amount.isGreaterThan(LARGEST_MINIMUM))
    return [{ field, code: 'AMOUNT_TOO_LARGE', message: `The minimum commission is at most ${LARGEST_MINIMUM}.` }];
  if ((amount.decimalPlaces() ?? 0) > scale)
    return [{ field, code: 'TOO_PRECISE', message: `Amounts in ${minimum.currency} have at most ${scale} decimal places.` }];
  return [];
}

function tierFaults(tiers: readonly CommissionTier[]): ErrorDetail[] {
  if (tiers.length > MOST_TIERS)
    return [{ field: 'commissionTiers', code: 'VALIDATION_FAILED', message: `At most ${MOST_TIERS} tiers can be set.` }];
  return tiers.flatMap((tier, index) => {
    const field = `commissionTiers.${index}`;
    return [...thresholdFaults(`${field}.volumeThreshold`, tier, tiers[index - 1]), ...rateFaults(`${field}.rate`, tier.rate)];
  });
}

function thresholdFaults(field: string, tier: CommissionTier, previous: CommissionTier | undefined): ErrorDetail[] {
  if (tier.volumeThreshold < 1)
    return [
      { field, code: 'VALIDATION_FAILED', message: 'A threshold is 1 or more; below the first one the default rate holds.' },
    ];
  if (!previous || tier.volumeThreshold > previous.volumeThreshold) return [];
  return tier.volumeThreshold === previous.volumeThreshold
    ? [{ field, code: 'DUPLICATE_TIER', message: `Two tiers begin at ${tier.volumeThreshold}.` }]
    : [{ field, code: 'TIERS_OUT_OF_ORDER', message: 'Tiers are listed in ascending order of their thresholds.' }];
}
