import { BigNumber } from 'bignumber.js';
import { decimalString, RoundingMode } from '../../../platform/money/money.ts';

const DECIMAL_PLACES = 12;

/** Errors by requests, 0 to 1, as a decimal: exact when it ends within 12 places, else rounded half up there; "0" without requests. */
export function errorRate(errors: number, requests: number): string {
  if (requests === 0) return '0';
  return decimalString(new BigNumber(errors).dividedBy(requests).decimalPlaces(DECIMAL_PLACES, RoundingMode.HalfUp as never));
}
