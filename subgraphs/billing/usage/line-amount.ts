import { BigNumber } from 'bignumber.js';
import { Money } from '../../../platform/money/money.ts';

/** What a line costs: quantity × unit price, rounded half up once to the currency's scale. Both are exact decimals as stored. */
export function lineAmount(quantity: string, unitPrice: string, currency: string): Money {
  return Money.of(new BigNumber(quantity).times(new BigNumber(unitPrice)), currency).rounded();
}
