import { BigNumber } from 'bignumber.js';
import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';

const RATE_SCALE = 6;

/** What is wrong with a commission rate: rates lie between 0 and 1 (0.025 is 2.5 %) and have at most six decimal places. */
export function rateFaults(field: string, rate: string | null): ErrorDetail[] {
  if (rate === null) return [];
  const value = new BigNumber(rate);
  if (value.isLessThan(0) || value.isGreaterThan(1)) {
    return [{ field, code: 'RATE_OUT_OF_RANGE', message: 'A commission rate lies between 0 and 1; 0.025 is 2.5 %.' }];
  }
  if ((value.decimalPlaces() ?? 0) > RATE_SCALE)
    return [{ field, code: 'TOO_PRECISE', message: `A commission rate has at most ${RATE_SCALE} decimal places.` }];
  return [];
}
