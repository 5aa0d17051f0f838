import { Temporal } from 'temporal-polyfill';
import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';

const SHORTEST_MINUTES = 30;
const MOST_DAYS_AHEAD = 30;
const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

/** When a carrier may come, by the clocks where the parcels are. */
export interface AskedWindow {
  /** E.g. "2026-03-05". */
  date: string;
  /** E.g. "09:00". */
  readyTime: string;
  closeTime: string;
  /** IANA name, e.g. "America/New_York"; may be left out where the whole country has one time. */
  timeZone?: string | null | undefined;
}

/** The span in which a carrier may come. */
export interface PickupWindow {
  readyAt: Date;
  closesAt: Date;
  timeZone: string;
}

/**
 * The span that a window stands for at a place. Undefined when it is none, with every fault: malformed or nonexistent times, less than half an
 * hour, over already, more than thirty days ahead, no time zone or one that is not the country's.
 */
export function readWindow(
  asked: AskedWindow,
  { country, now }: { country: string; now: Date },
  faults: ErrorDetail[],
): PickupWindow | undefined {
  const report = (field: string, code: string, message: string): undefined => void faults.push({ field, code, message });
  for (const field of ['readyTime', 'closeTime'] as const)
    if (!TIME.test(asked[field])) report(field, 'VALIDATION_FAILED', 'A time is written as hours and minutes, e.g. "09:00".');
  const day = dayOf(asked.date);
  if (!day) report('date', 'VALIDATION_FAILED', 'A day is written as e.g. "2026-03-05".');
  const timeZone = day && zoneOf(asked.timeZone, { country, day }, report);
  if (!day || !timeZone || !TIME.test(asked.readyTime) || !TIME.test(asked.closeTime)) return undefined;
  const readyAt = instantOf(day, asked.readyTime, timeZone);
  const closesAt = instantOf(day, asked.closeTime, timeZone);
  if (!readyAt) report('readyTime', 'TIME_SKIPPED', 'The clocks skip this time on that day, or show it twice.');
  if (!closesAt) report('closeTime', 'TIME_SKIPPED', 'The clocks skip this time on that day, or show it twice.');
  if (!readyAt || !closesAt) return undefined;
  if (closesAt.getTime() - readyAt.getTime() < SHORTEST_MINUTES * 60_000)
    return report('closeTime', 'PICKUP_WINDOW_TOO_SHORT', `A carrier needs at least ${SHORTEST_MINUTES} minutes to come in.`);
  if (closesAt <= now) return report('date', 'PICKUP_WINDOW_PAST', 'The window is over already.');
  if (readyAt.getTime() > now.getTime() + MOST_DAYS_AHEAD * 86_400_000)
    return report('date', 'PICKUP_TOO_FAR_AHEAD', `Pickups are ordered up to ${MOST_DAYS_AHEAD} days ahead.`);
  return { readyAt, closesAt, timeZone };
}

type Report = (field: string, code: string, message: string) => undefined;

function zoneOf(
  given: string | null | undefined,
  { country, day }: { country: string; day: Temporal.PlainDate },
  report: Report,
): string | undefined {
  const zones = zonesOf(country);
  const offsets = new Set(zones.map((zone) => offsetAt(day, zone)));
  if (given === null || given === undefined) {
    if (offsets.size === 1) return zones[0];
    const choices = zones.length > 0 ? `, e.g. ${zones.slice(0, 5).join(', ')}` : '';
    return report('timeZone', 'TIME_ZONE_REQUIRED', `There is more than one time in that country: name the time zone${choices}.`);
  }
  if (!isZone(given)) return report('timeZone', 'TIME_ZONE_UNKNOWN', 'Name a time zone such as "America/New_York".');
  if (zones.length === 0 || offsets.has(offsetAt(day, given))) return given;
  return report('timeZone', 'TIME_ZONE_ELSEWHERE', 'This time zone is not of the country that the address is in.');
}

function zonesOf(country: string): string[] {
  const locale = new Intl.Locale(`und-${country}`) as Intl.Locale & { getTimeZones?: () => string[] | undefined };
  return locale.getTimeZones?.() ?? [];
}

function isZone(name: string): boolean {
  try {
    return (
      new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '' &&
      /^[A-Za-z_+-]+(\/[\w+-]+)*$/.test(name)
    );
  } catch {
    return false;
  }
}

function offsetAt(day: Temporal.PlainDate, timeZone: string): number {
  return day.toZonedDateTime({ timeZone, plainTime: '12:00' }).offsetNanoseconds;
}

function dayOf(text: string): Temporal.PlainDate | undefined {
  try {
    return /^\d{4}-\d{2}-\d{2}$/.test(text) ? Temporal.PlainDate.from(text, { overflow: 'reject' }) : undefined;
  } catch {
    return undefined;
  }
}

// Undefined for a time that the clocks skip, or show twice.
function instantOf(day: Temporal.PlainDate, time: string, timeZone: string): Date | undefined {
  try {
    const local = day.toPlainDateTime(Temporal.PlainTime.from(time));
    return new Date(local.toZonedDateTime(timeZone, { disambiguation: 'reject' }).epochMilliseconds);
  } catch {
    return undefined;
  }
}
