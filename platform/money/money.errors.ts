import { DomainError } from '../errors/domain-error.ts';

/** An amount that is not an exact decimal of at most 20 digits before and 12 after the point. */
export class InvalidAmountError extends DomainError {
  readonly code = 'INVALID_AMOUNT';

  constructor(amount: string, field?: string) {
    super(`"${amount.slice(0, 40)}" is not an exact decimal amount.`, { field });
  }
}

/** Amounts of two currencies met where only one may be: they never add up silently. */
export class CurrencyMismatchError extends DomainError {
  readonly code = 'CURRENCY_MISMATCH';

  constructor(left: string, right: string, field?: string) {
    super(`${left} and ${right} cannot be combined without a conversion.`, { field });
  }
}
