import { periodStart } from '../rollups/covering-periods.ts';
import { daysOf, type UsageRange } from '../usage/usage-range.ts';
import type { TimeBucket } from './group-plan.ts';

/** The first day of each bucket that a range touches, in order; without a bucket the range is one. */
export function bucketsOf(range: UsageRange, bucket: TimeBucket | null): string[] {
  if (bucket === null) return [range.first];
  return [...new Set(daysOf(range).map((day) => periodStart(day, bucket)))];
}
