import { DAY_MS, dayOf, daysOf, type UsageRange } from '../usage/usage-range.ts';
import type { TimeBucket } from './group-plan.ts';

/** The first day of each bucket that a range touches, in order; without a bucket the range is one. */
export function bucketsOf(range: UsageRange, bucket: TimeBucket | null): string[] {
  if (bucket === null) return [range.first];
  return [...new Set(daysOf(range).map((day) => bucketStart(day, bucket)))];
}

/** The first day of a day's bucket: itself, its Monday, or the first of its month. */
function bucketStart(day: string, bucket: TimeBucket): string {
  if (bucket === 'day') return day;
  if (bucket === 'month') return `${day.slice(0, 8)}01`;
  const instant = Date.parse(day);
  // 1970-01-05 was a Monday.
  return dayOf(instant - ((instant / DAY_MS + 3) % 7) * DAY_MS);
}
