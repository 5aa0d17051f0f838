import { DateRangeTooLongError, InvalidDateRangeError } from './usage.errors.ts';

/** A UTC day. */
export const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 30;
const MOST_DAYS = 400;

/** UTC days from the first to the last, both included, as `2026-01-31`. */
export interface UsageRange {
  first: string;
  last: string;
}

/** The first and last day that were asked for; `field` is where the first one was said, `dateFrom` if not named. */
export interface AskedRange {
  first?: string | null | undefined;
  last?: string | null | undefined;
  field?: string;
}

/** The range that was asked for: 30 days up to today unless said otherwise; throws InvalidDateRangeError and DateRangeTooLongError. */
export function usageRange(asked: AskedRange, now: Date): UsageRange {
  const last = asked.last ?? dayOf(now.getTime());
  const first = asked.first ?? dayOf(Date.parse(last) - (DEFAULT_DAYS - 1) * DAY_MS);
  const days = (Date.parse(last) - Date.parse(first)) / DAY_MS + 1;
  const { field = 'dateFrom' } = asked;
  if (days < 1) throw new InvalidDateRangeError(first, last, field);
  if (days > MOST_DAYS) throw new DateRangeTooLongError(days, MOST_DAYS, field);
  return { first, last };
}

/** Every day of a range, in order. */
export function daysOf(range: UsageRange): string[] {
  const [first, last] = [Date.parse(range.first), Date.parse(range.last)];
  return Array.from({ length: (last - first) / DAY_MS + 1 }, (_, index) => dayOf(first + index * DAY_MS));
}

/** The UTC day of an instant, as `2026-01-31`. */
export function dayOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10);
}
