import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { DAY_MS, dayOf, daysOf } from '../usage/usage-range.ts';
import { coveringPeriods, periodStart, type Grain } from './covering-periods.ts';

const GRAINS: Grain[] = ['day', 'week', 'month'];

test('reads a quarter as three months, and thirty days as three weeks and the days around them', () => {
  assert.deepEqual(coveringPeriods({ first: '2026-01-01', last: '2026-03-31' }, new Set(GRAINS)), [
    { grain: 'month', first: '2026-01-01', last: '2026-03-01' },
  ]);
  assert.deepEqual(coveringPeriods({ first: '2026-02-06', last: '2026-03-07' }, new Set(GRAINS)), [
    { grain: 'day', first: '2026-02-06', last: '2026-02-08' },
    { grain: 'week', first: '2026-02-09', last: '2026-02-23' },
    { grain: 'day', first: '2026-03-02', last: '2026-03-07' },
  ]);
});

test('the periods of any range hold each of its days once and no other', () => {
  const ranges = fc.tuple(fc.nat(1_000), fc.nat(399), fc.subarray(GRAINS));
  fc.assert(
    fc.property(ranges, ([offset, length, grains]) => {
      const start = Date.UTC(2024, 1, 1) + offset * DAY_MS;
      const range = { first: dayOf(start), last: dayOf(start + length * DAY_MS) };
      const spans = coveringPeriods(range, new Set(grains));
      const starts = (grain: Grain, day: string): boolean =>
        spans.some((span) => span.grain === grain && day >= span.first && day <= span.last);
      // Every day around the range, by the rows that it is part of.
      const held = daysOf({ first: dayOf(start - 40 * DAY_MS), last: dayOf(start + (length + 40) * DAY_MS) }).flatMap((day) =>
        GRAINS.filter((grain) => starts(grain, periodStart(day, grain))).map(() => day),
      );
      assert.deepEqual(held, daysOf(range));
    }),
    { numRuns: 500 },
  );
});
