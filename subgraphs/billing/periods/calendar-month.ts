import { LRUCache } from 'lru-cache';

const DAY_MS = 86_400_000;
const KNOWN_MONTHS = 2_000;

/** A calendar month of a time zone: the half-open span of instants [start, end). */
export interface CalendarMonth {
  /** `2026-03`. */
  label: string;
  start: Date;
  end: Date;
}

interface WallClock {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();
const months = new LRUCache<string, CalendarMonth>({ max: KNOWN_MONTHS });

/** The month of the time zone (IANA name) that holds the instant. Months of a zone tile time: no gap, no overlap. */
export function calendarMonth(instant: Date, timeZone: string): CalendarMonth {
  const { year, month } = wallClock(instant.getTime(), timeZone);
  const read = monthOf(year, month, timeZone);
  // Clocks that go back over midnight read the old month again after the new one has begun.
  if (instant >= read.end) return monthOf(year, month + 1, timeZone);
  return instant < read.start ? monthOf(year, month - 1, timeZone) : read;
}

/** The month of the time zone before the one that holds the instant. */
export function previousMonth(instant: Date, timeZone: string): CalendarMonth {
  return calendarMonth(new Date(calendarMonth(instant, timeZone).start.getTime() - 1), timeZone);
}

// `month` counts from 1 and may run over either end of the year.
function monthOf(year: number, month: number, timeZone: string): CalendarMonth {
  const first = new Date(Date.UTC(year, month - 1, 1));
  const label = first.toISOString().slice(0, 7);
  const key = `${timeZone} ${label}`;
  const known = months.get(key);
  if (known) return known;
  const made = {
    label,
    start: new Date(startOfDay(first.getTime(), timeZone)),
    end: new Date(startOfDay(Date.UTC(year, month, 1), timeZone)),
  };
  months.set(key, made);
  return made;
}

// The first instant at which the zone's clocks show the day whose midnight in UTC is given.
function startOfDay(utcMidnight: number, timeZone: string): number {
  const offsets = [offsetAt(utcMidnight - DAY_MS, timeZone), offsetAt(utcMidnight + DAY_MS, timeZone)];
  const candidates = offsets.map((offset) => utcMidnight - offset);
  const midnights = candidates.filter((candidate) => candidate + offsetAt(candidate, timeZone) === utcMidnight);
  if (midnights.length > 0) return Math.min(...midnights);
  // Clocks go forward over midnight: the day begins with the jump, which is found by halving.
  let [before, after] = [utcMidnight - DAY_MS, utcMidnight + DAY_MS];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (middle + offsetAt(middle, timeZone) < utcMidnight) before = middle;
    else after = middle;
  }
  return after;
}

// What the zone's clocks show beyond UTC, in milliseconds.
function offsetAt(instant: number, timeZone: string): number {
  const wall = wallClock(instant, timeZone);
  const shown = Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second);
  return shown - Math.floor(instant / 1_000) * 1_000;
}

function wallClock(instant: number, timeZone: string): WallClock {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(timeZone, format);
  }
  const parts = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
  return parts as unknown as WallClock;
}
