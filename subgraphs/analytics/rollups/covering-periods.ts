import { DAY_MS, dayOf, type UsageRange } from '../usage/usage-range.ts';

/** How long the periods of a roll-up are: UTC days, weeks from Monday, months. */
export type Grain = 'day' | 'week' | 'month';

/** Whole periods of one length, from the first to the last, each by its first day. */
export interface PeriodSpan extends UsageRange {
  grain: Grain;
}

/** The spans of whole periods that together make up a range exactly: months, then weeks and days at their ends, of those that may be used. */
export function coveringPeriods(range: UsageRange, grains: ReadonlySet<Grain>): PeriodSpan[] {
  const longest = (['month', 'week'] as const).filter((grain) => grains.has(grain));
  return cover({ start: range.first, end: shifted(range.last, 1) }, longest);
}

/** The first day of the period that a day lies in. */
export function periodStart(day: string, grain: Grain): string {
  if (grain === 'day') return day;
  if (grain === 'month') return `${day.slice(0, 8)}01`;
  // 1970-01-05 was a Monday.
  return shifted(day, -((Date.parse(day) / DAY_MS + 3) % 7));
}

// Half open: the end is the day after the last.
function cover({ start, end }: { start: string; end: string }, grains: readonly Grain[]): PeriodSpan[] {
  if (start >= end) return [];
  const [grain, ...shorter] = grains;
  if (grain === undefined) return [{ grain: 'day', first: start, last: shifted(end, -1) }];
  const [from, until] = [periodStart(start, grain) === start ? start : nextPeriod(start, grain), periodStart(end, grain)];
  if (from >= until) return cover({ start, end }, shorter);
  return [
    ...cover({ start, end: from }, shorter),
    { grain, first: from, last: periodStart(shifted(until, -1), grain) },
    ...cover({ start: until, end }, shorter),
  ];
}

function nextPeriod(day: string, grain: Grain): string {
  return grain === 'week' ? shifted(periodStart(day, grain), 7) : periodStart(shifted(periodStart(day, grain), 31), grain);
}

function shifted(day: string, days: number): string {
  return dayOf(Date.parse(day) + days * DAY_MS);
}
