import { DomainError } from '../../../platform/errors/domain-error.ts';

/** The range of days ends before it begins. */
export class InvalidDateRangeError extends DomainError {
  readonly code = 'INVALID_DATE_RANGE';

  constructor(first: string, last: string, field: string) {
    super(`The range begins on ${first}, after its end on ${last}.`, { field });
  }
}

/** The range of days is longer than one answer may cover. */
export class DateRangeTooLongError extends DomainError {
  readonly code = 'DATE_RANGE_TOO_LONG';

  constructor(days: number, most: number, field: string) {
    super(`The range covers ${days} days; ask for at most ${most}.`, { field });
  }
}
