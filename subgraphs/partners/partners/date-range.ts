import { ValidationError } from '../../../platform/errors/errors.ts';

const LONGEST_DAYS = 1_830;
const DAY_MS = 86_400_000;

/** The names under which a caller states a range, for the refusal. */
export interface DateRangeFields {
  start: string;
  end: string;
}

/** Throws a ValidationError unless [start, end) begins before its end and covers five years at most; open ends are fine. */
export function assertDateRange(
  start: Date | null | undefined,
  end: Date | null | undefined,
  fields: DateRangeFields = { start: 'periodStart', end: 'periodEnd' },
): void {
  if (!start || !end) return;
  if (start >= end)
    throw ValidationError.of(fields.start, `${fields.start} must come before ${fields.end}.`, 'INVALID_DATE_RANGE');
  if (end.getTime() - start.getTime() > LONGEST_DAYS * DAY_MS)
    throw ValidationError.of(fields.start, `The range covers more than ${LONGEST_DAYS} days.`, 'DATE_RANGE_TOO_LONG');
}
