import { BigNumber } from 'bignumber.js';

const DAY_MS = 86_400_000;
const LONGEST_DAYS = 3_650;
const RATE_SCALE = 12;

/** What a forecast rests on; amounts are exact decimals of one currency. */
export interface ForecastBasis {
  now: Date;
  /** What was spent in the days looked at. */
  spent: string;
  days: number;
  /** In burn-down order. */
  grants: readonly { remaining: string; expiresAt: Date }[];
}

/** When credits run out if they go on as they went. */
export interface CreditForecast {
  /** What is spent on an average day, rounded half up to six digits. */
  averagePerDay: string;
  /** Null when nothing was spent, or when they outlast ten years. */
  depletesAt: Date | null;
  /** What expires unspent until then. */
  expiringUnspent: string;
}

/**
 * Spends the average of each day from the grants in burn-down order, and lets what is left of a grant go on the day it ends: a day at a time, until
 * nothing is left.
 */
export function forecastDepletion({ now, spent, days, grants }: ForecastBasis): CreditForecast {
  const average = new BigNumber(spent).dividedBy(days).decimalPlaces(RATE_SCALE, BigNumber.ROUND_HALF_UP);
  const left = grants.map((grant) => ({ amount: new BigNumber(grant.remaining), endsAt: grant.expiresAt.getTime() }));
  let expiring = new BigNumber(0);
  let depletesAt: Date | null = null;
  for (let day = 1; day <= LONGEST_DAYS && average.isGreaterThan(0); day += 1) {
    const dayEnd = now.getTime() + day * DAY_MS;
    let open = average;
    for (const grant of left) {
      const taken = BigNumber.min(grant.amount, open);
      grant.amount = grant.amount.minus(taken);
      open = open.minus(taken);
      if (grant.endsAt <= dayEnd) {
        expiring = expiring.plus(grant.amount);
        grant.amount = new BigNumber(0);
      }
    }
    if (left.every((grant) => grant.amount.isZero())) {
      depletesAt = new Date(dayEnd);
      break;
    }
  }
  return {
    averagePerDay: average.decimalPlaces(6, BigNumber.ROUND_HALF_UP).toFixed(),
    depletesAt,
    expiringUnspent: expiring.toFixed(),
  };
}
