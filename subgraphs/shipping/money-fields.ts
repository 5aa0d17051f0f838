import { Money } from '../../platform/money/money.ts';

/** An amount as the API shows it: at least the currency's digits, no more zeros than that. */
export function moneyOf(amount: string, currency: string): { amount: string; currency: string } {
  return Money.of(amount, currency).toJSON();
}
