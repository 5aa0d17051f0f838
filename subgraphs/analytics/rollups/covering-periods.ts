import { DAY_MS, dayOf, type UsageRange } from '../usage/usage-range.ts';

/** A range as its whole months (from the first day of one to the first day of another) and the days at its ends. */
export interface CoveringPeriods {
  months: UsageRange | null;
  days: UsageRange[];
}

/** The fewest months and days that make up a range exactly. */
export function coveringPeriods(range: UsageRange): CoveringPeriods {
  const after = dayAfter(range.last);
  const [firstMonth, endMonth] = [range.first.endsWith('-01') ? range.first : nextMonth(range.first), `${after.slice(0, 8)}01`];
  if (firstMonth >= endMonth) return { months: null, days: [range] };
  const edges = [
    { first: range.first, last: dayBefore(firstMonth) },
    { first: endMonth, last: range.last },
  ];
  return {
    months: { first: firstMonth, last: `${dayBefore(endMonth).slice(0, 8)}01` },
    days: edges.filter(({ first, last }) => first <= last),
  };
}

function dayAfter(day: string): string {
  return dayOf(Date.parse(day) + DAY_MS);
}

function dayBefore(day: string): string {
  return dayOf(Date.parse(day) - DAY_MS);
}

function nextMonth(day: string): string {
  return `${dayOf(Date.parse(`${day.slice(0, 8)}01`) + 31 * DAY_MS).slice(0, 8)}01`;
}
