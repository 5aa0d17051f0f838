import { BigNumber } from 'bignumber.js';
import { CurrencyMismatchError, InvalidAmountError } from './money.errors.ts';
import { currencyScale, type CurrencyCode } from './currency.ts';

/** How a digit beyond the scale is dropped. `HalfUp` rounds away from zero, as invoices do. */
export enum RoundingMode {
  HalfUp = BigNumber.ROUND_HALF_UP,
  HalfEven = BigNumber.ROUND_HALF_EVEN,
  Down = BigNumber.ROUND_DOWN,
}

/** Anything that is already exact: a decimal string, an integer, or a BigNumber. Fractional numbers are refused. */
export type DecimalInput = string | number | bigint | BigNumber;

const DECIMAL_PATTERN = /^-?\d{1,20}(\.\d{1,12})?$/;

/** Reads an exact decimal; throws InvalidAmountError for floats, exponents, blanks and anything not finite. */
export function decimal(input: DecimalInput): BigNumber {
  if (BigNumber.isBigNumber(input)) {
    if (!input.isFinite()) throw new InvalidAmountError(input.toString());
    return input;
  }
  if (typeof input === 'number' && !Number.isSafeInteger(input)) throw new InvalidAmountError(String(input));
  const text = String(input);
  if (!DECIMAL_PATTERN.test(text)) throw new InvalidAmountError(text);
  return new BigNumber(text);
}

/** An exact amount in one currency. Immutable; arithmetic keeps full precision until `rounded` is called. */
export class Money {
  readonly amount: BigNumber;
  readonly currency: CurrencyCode;

  private constructor(amount: BigNumber, currency: CurrencyCode) {
    this.amount = amount;
    this.currency = currency;
  }

  static of(amount: DecimalInput, currency: CurrencyCode): Money {
    return new Money(decimal(amount), currency);
  }

  static zero(currency: CurrencyCode): Money {
    return new Money(new BigNumber(0), currency);
  }

  /** The sum of amounts of one currency; zero of `currency` when the list is empty. */
  static sum(amounts: readonly Money[], currency: CurrencyCode): Money {
    return amounts.reduce((total, amount) => total.plus(amount), Money.zero(currency));
  }

  plus(other: Money): Money {
    this.assertSameCurrency(other);
    return new Money(this.amount.plus(other.amount), this.currency);
  }

  minus(other: Money): Money {
    this.assertSameCurrency(other);
    return new Money(this.amount.minus(other.amount), this.currency);
  }

  times(factor: DecimalInput): Money {
    return new Money(this.amount.times(decimal(factor)), this.currency);
  }

  negated(): Money {
    return new Money(this.amount.negated(), this.currency);
  }

  /** The share `rate` of this amount (0.025 is 2.5 %), at the currency's scale when a rounding is named, else in full precision. */
  percentage(rate: DecimalInput, rounding?: RoundingMode): Money {
    const share = this.times(rate);
    return rounding === undefined ? share : share.rounded(rounding);
  }

  /** This amount at its currency's scale (JPY 0, USD 2, BHD 3). */
  rounded(mode: RoundingMode = RoundingMode.HalfUp): Money {
    return new Money(
      this.amount.decimalPlaces(currencyScale(this.currency), mode as unknown as BigNumber.RoundingMode),
      this.currency,
    );
  }

  compare(other: Money): -1 | 0 | 1 {
    this.assertSameCurrency(other);
    return this.amount.comparedTo(other.amount) as -1 | 0 | 1;
  }

  equals(other: Money): boolean {
    return this.currency === other.currency && this.amount.isEqualTo(other.amount);
  }

  isZero(): boolean {
    return this.amount.isZero();
  }

  isNegative(): boolean {
    return this.amount.isLessThan(0);
  }

  isPositive(): boolean {
    return this.amount.isGreaterThan(0);
  }

  /**
   * Cuts the amount (at its currency's scale) into parts proportional to `weights` by the largest remainder,
   * so that the parts always add up to the whole; ties go to the earlier part.
   */
  allocate(weights: readonly DecimalInput[]): Money[] {
    const shares = weights.map(decimal);
    const total = shares.reduce((sum, share) => sum.plus(share), new BigNumber(0));
    if (shares.some((share) => share.isLessThan(0)) || !total.isGreaterThan(0)) throw new InvalidAmountError(weights.join(', '));
    const scale = currencyScale(this.currency);
    const units = this.rounded().amount.shiftedBy(scale);
    const exact = shares.map((share) => units.times(share).dividedBy(total));
    const parts = exact.map((part) => part.integerValue(BigNumber.ROUND_DOWN));
    const missing = units.minus(parts.reduce((sum, part) => sum.plus(part), new BigNumber(0)));
    const byRemainder = exact
      .map((part, index) => ({ index, remainder: part.minus(parts[index]!).abs() }))
      .toSorted((left, right) => right.remainder.comparedTo(left.remainder)! || left.index - right.index);
    const step = missing.isLessThan(0) ? -1 : 1;
    for (let given = 0; given < missing.abs().toNumber(); given += 1) {
      const { index } = byRemainder[given % byRemainder.length]!;
      parts[index] = parts[index]!.plus(step);
    }
    return parts.map((part) => new Money(part.shiftedBy(-scale), this.currency));
  }

  /** The amount as a plain decimal string, with at least the currency's scale: "12.50", never "1.25e1". */
  toDecimalString(): string {
    return decimalString(this.amount, currencyScale(this.currency));
  }

  toJSON(): { amount: string; currency: CurrencyCode } {
    return { amount: this.toDecimalString(), currency: this.currency };
  }

  toString(): string {
    return `${this.toDecimalString()} ${this.currency}`;
  }

  private assertSameCurrency(other: Money): void {
    if (this.currency !== other.currency) throw new CurrencyMismatchError(this.currency, other.currency);
  }
}

/** A plain decimal string with at least `minimumScale` fractional digits. */
export function decimalString(value: BigNumber, minimumScale = 0): string {
  return value.toFixed(Math.max(value.decimalPlaces() ?? 0, minimumScale));
}
