import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { estimateDelivery } from './estimate-delivery.ts';
import type { ServiceSchedule } from './rate-sheet.ts';

const weekdays: ServiceSchedule = {
  timeZone: 'America/New_York',
  cutOffHour: 16,
  businessDays: [1, 2, 3, 4, 5],
  holidays: ['2026-12-25'],
};

function estimate(
  shipDate: string,
  askedAt: string,
  transitDays: number,
  schedule: ServiceSchedule | undefined = weekdays,
): string {
  return estimateDelivery(schedule, { shipDate, askedAt: new Date(askedAt), transitDays });
}

test('without a schedule every day counts and no hour is too late', () => {
  assert.equal(
    estimateDelivery(undefined, { shipDate: '2026-02-27', askedAt: new Date('2026-02-27T23:59:59Z'), transitDays: 3 }),
    '2026-03-02',
  );
});

// 2026-03-02 is a Monday; New York is five hours behind until the 8th.
for (const [what, shipDate, askedAt, days, expected] of [
  ['before the hour it leaves today', '2026-03-02', '2026-03-02T20:59:59Z', 2, '2026-03-04'],
  ['at the hour it leaves tomorrow', '2026-03-02', '2026-03-02T21:00:00Z', 2, '2026-03-05'],
  ['the hour is where the parcels are: it is still Monday there', '2026-03-02', '2026-03-03T01:00:00Z', 1, '2026-03-04'],
  ['a later ship date has no hour', '2026-03-03', '2026-03-02T23:00:00Z', 1, '2026-03-04'],
  ['a weekend is no time in transit', '2026-03-05', '2026-03-02T09:00:00Z', 2, '2026-03-09'],
  ['handed over on a Saturday it leaves on Monday', '2026-03-07', '2026-03-02T09:00:00Z', 1, '2026-03-10'],
  ['a holiday is none either', '2026-12-24', '2026-12-20T09:00:00Z', 1, '2026-12-28'],
  ['no days in transit arrive on the day of handing over', '2026-03-07', '2026-03-02T09:00:00Z', 0, '2026-03-09'],
] as const) {
  test(`${what}: ${shipDate}, ${days} days, is there on ${expected}`, () =>
    assert.equal(estimate(shipDate, askedAt, days), expected));
}

test('summer time is minded: 16:00 in New York is 20:00 UTC in July', () => {
  assert.equal(estimate('2026-07-06', '2026-07-06T19:59:00Z', 1), '2026-07-07');
  assert.equal(estimate('2026-07-06', '2026-07-06T20:00:00Z', 1), '2026-07-08');
});

test('an estimate is a business day, never before the ship date, and more days never arrive earlier', () => {
  const day = fc.integer({ min: 0, max: 2_000 }).map((days) => new Date(Date.UTC(2026, 0, 1 + days)).toISOString().slice(0, 10));
  const schedule = fc.record({
    timeZone: fc.constantFrom('America/Los_Angeles', 'Europe/Berlin', 'Asia/Tokyo', 'UTC'),
    cutOffHour: fc.integer({ min: 0, max: 23 }),
    businessDays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
    holidays: fc.array(day, { maxLength: 50 }),
  });
  fc.assert(
    fc.property(schedule, day, fc.integer({ min: 0, max: 48 }), fc.nat(20), (plan, shipDate, hoursBefore, transitDays) => {
      const askedAt = new Date(Date.parse(`${shipDate}T12:00:00Z`) - hoursBefore * 3_600_000);
      const arrival = estimateDelivery(plan, { shipDate, askedAt, transitDays });
      const next = estimateDelivery(plan, { shipDate, askedAt, transitDays: transitDays + 1 });
      assert.ok(arrival >= shipDate && next > arrival);
      assert.ok(plan.businessDays.includes(new Date(`${arrival}T00:00:00Z`).getUTCDay() || 7));
      assert.equal(plan.holidays.includes(arrival), false);
    }),
  );
});
