import type { BigNumber } from 'bignumber.js';
import { ValidationError } from '../../../platform/errors/errors.ts';
import { currencyScale } from '../../../platform/money/currency.ts';
import { decimal, Money } from '../../../platform/money/money.ts';

const STORED_SCALE = 6;
const LARGEST_AMOUNT = decimal('99999999999999');

/** Whether the amount is stored without losing a digit: numeric(20,6). */
export function isBookable(amount: BigNumber): boolean {
  return (amount.decimalPlaces() ?? 0) <= STORED_SCALE && !amount.abs().isGreaterThan(LARGEST_AMOUNT);
}

/** An amount to be moved: 0 or more, exact in the books. Throws a ValidationError on `field` otherwise. */
export function spendableAmount(input: { amount: string; currency: string }, field = 'amount'): Money {
  const money = Money.of(input.amount, input.currency);
  if (money.isNegative()) throw ValidationError.of(field, 'The amount cannot be negative.');
  if (!isBookable(money.amount))
    throw ValidationError.of(field, 'The amount has at most 14 digits before and 6 after the point.');
  return money;
}

/** An amount that comes in: more than 0, and payable in its currency. */
export function grantableAmount(input: { amount: string; currency: string }, field = 'amount'): Money {
  const money = payableAmount(input, field);
  if (!money.isPositive()) throw ValidationError.of(field, 'The amount must be more than 0.');
  return money;
}

/** An amount that can be paid in its currency: 0 or more, in whole yen, cents, fils. */
export function payableAmount(input: { amount: string; currency: string }, field = 'amount'): Money {
  const money = spendableAmount(input, field);
  if (!money.equals(money.rounded()))
    throw ValidationError.of(field, `${money.currency} has ${currencyScale(money.currency)} digits after the point.`);
  return money;
}
