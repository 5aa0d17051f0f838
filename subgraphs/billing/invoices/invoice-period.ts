import { ValidationError } from '../../../platform/errors/errors.ts';
import { calendarMonth, previousMonth } from '../periods/calendar-month.ts';

const DAY_MS = 86_400_000;
const LONGEST_DAYS = 366;

/** The span of instants [start, end) that an invoice is for. */
export interface InvoicePeriod {
  start: Date;
  end: Date;
}

/** What callers may say about the period. */
export interface AskedPeriod {
  periodStart?: Date | null | undefined;
  periodEnd?: Date | null | undefined;
}

/**
 * The period asked for. The last whole month of the time zone when nothing is said; from the start of its month when only
 * the end is said, up to the end of its month (or now) when only the start is. It ends now at the latest.
 */
export function invoicePeriod(asked: AskedPeriod, timeZone: string, now: Date): InvoicePeriod {
  const period = completed(asked, timeZone, now);
  if (period.start >= period.end) throw ValidationError.of('periodEnd', 'The period must end after it starts.');
  if (period.end > now)
    throw ValidationError.of('periodEnd', 'The period must have ended: what is still to come cannot be billed.');
  if (period.end.getTime() - period.start.getTime() > LONGEST_DAYS * DAY_MS)
    throw ValidationError.of('periodStart', `A period has at most ${LONGEST_DAYS} days.`);
  return period;
}

function completed({ periodStart, periodEnd }: AskedPeriod, timeZone: string, now: Date): InvoicePeriod {
  if (periodStart && periodEnd) return { start: periodStart, end: periodEnd };
  if (periodEnd) return { start: calendarMonth(new Date(periodEnd.getTime() - 1), timeZone).start, end: periodEnd };
  if (!periodStart) return previousMonth(now, timeZone);
  const { end } = calendarMonth(periodStart, timeZone);
  return { start: periodStart, end: end < now ? end : now };
}
