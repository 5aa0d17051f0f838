import type { ServiceSchedule } from './rate-sheet.ts';

const DAY_MS = 86_400_000;
/** Making one takes longer than all the rest; there are few time zones. */
const clocks = new Map<string, Intl.DateTimeFormat>();

/**
 * The day by which a parcel arrives, e.g. "2026-02-03": handed over on `shipDate`, or on the next business day when that is no
 * business day or its hour has passed, and `transitDays` business days later. Without a schedule every day counts.
 */
export function estimateDelivery(
  schedule: ServiceSchedule | undefined,
  parcel: { shipDate: string; askedAt: Date; transitDays: number },
): string {
  const { shipDate, askedAt, transitDays } = parcel;
  if (!schedule) return dayAfter(shipDate, transitDays);
  const local = localTime(askedAt, schedule.timeZone);
  const isTooLate = local.day > shipDate || (local.day === shipDate && local.hour >= schedule.cutOffHour);
  let day = businessDayFrom(schedule, isTooLate ? dayAfter(local.day, 1) : shipDate);
  for (let passed = 0; passed < transitDays; passed += 1) day = businessDayFrom(schedule, dayAfter(day, 1));
  return day;
}

// A schedule has one weekday at least and a list of holidays, so there is a business day to come.
function businessDayFrom(schedule: ServiceSchedule, from: string): string {
  let day = from;
  while (!schedule.businessDays.includes(weekday(day)) || schedule.holidays.includes(day)) day = dayAfter(day, 1);
  return day;
}

function localTime(instant: Date, timeZone: string): { day: string; hour: number } {
  const parts = clockOf(timeZone).formatToParts(instant);
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((each) => each.type === type)!.value;
  return { day: `${part('year')}-${part('month')}-${part('day')}`, hour: Number(part('hour')) };
}

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone);
  if (known) return known;
  const twoDigits = { month: '2-digit', day: '2-digit', hour: '2-digit' } as const;
  const clock = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', ...twoDigits, hourCycle: 'h23' });
  clocks.set(timeZone, clock);
  return clock;
}

/** 1 is Monday, 7 Sunday. */
function weekday(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay() || 7;
}

function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}
