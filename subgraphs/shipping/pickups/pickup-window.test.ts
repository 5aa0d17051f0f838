import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';
import { readWindow, type AskedWindow } from './pickup-window.ts';

const now = new Date('2026-03-02T09:00:00Z');
const window: AskedWindow = { date: '2026-03-05', readyTime: '09:00', closeTime: '17:00', timeZone: 'America/New_York' };

function read(change: Partial<AskedWindow>, country = 'US'): [string, string] | [[string, string]] {
  const faults: ErrorDetail[] = [];
  const found = readWindow({ ...window, ...change }, { country, now }, faults);
  if (found) return [found.readyAt.toISOString(), found.closesAt.toISOString()];
  return faults.map(({ field, code }) => [field, code]) as [[string, string]];
}

for (const [country, timeZone, readyAt, closesAt] of [
  ['US', 'America/New_York', '2026-03-05T14:00:00.000Z', '2026-03-05T22:00:00.000Z'],
  ['US', 'America/Los_Angeles', '2026-03-05T17:00:00.000Z', '2026-03-06T01:00:00.000Z'],
  ['US', 'Pacific/Honolulu', '2026-03-05T19:00:00.000Z', '2026-03-06T03:00:00.000Z'],
  ['DE', undefined, '2026-03-05T08:00:00.000Z', '2026-03-05T16:00:00.000Z'],
  ['GB', undefined, '2026-03-05T09:00:00.000Z', '2026-03-05T17:00:00.000Z'],
  ['IN', undefined, '2026-03-05T03:30:00.000Z', '2026-03-05T11:30:00.000Z'],
  ['JP', 'Asia/Tokyo', '2026-03-05T00:00:00.000Z', '2026-03-05T08:00:00.000Z'],
] as const) {
  test(`nine to five in ${country} (${timeZone ?? 'its one time'}) is ${readyAt} to ${closesAt}`, () => {
    assert.deepEqual(read({ timeZone }, country), [readyAt, closesAt]);
  });
}

for (const [change, field, code] of [
  [{ timeZone: undefined }, 'timeZone', 'TIME_ZONE_REQUIRED'],
  [{ timeZone: 'Mars/Olympus' }, 'timeZone', 'TIME_ZONE_UNKNOWN'],
  [{ timeZone: '' }, 'timeZone', 'TIME_ZONE_UNKNOWN'],
  [{ timeZone: 'Europe/Berlin' }, 'timeZone', 'TIME_ZONE_ELSEWHERE'],
  [{ readyTime: '9' }, 'readyTime', 'VALIDATION_FAILED'],
  [{ readyTime: '24:00' }, 'readyTime', 'VALIDATION_FAILED'],
  [{ closeTime: '17:60' }, 'closeTime', 'VALIDATION_FAILED'],
  [{ date: '2026-02-30' }, 'date', 'VALIDATION_FAILED'],
  [{ date: 'tomorrow' }, 'date', 'VALIDATION_FAILED'],
  [{ closeTime: '09:00' }, 'closeTime', 'PICKUP_WINDOW_TOO_SHORT'],
  [{ closeTime: '09:29' }, 'closeTime', 'PICKUP_WINDOW_TOO_SHORT'],
  [{ closeTime: '08:00' }, 'closeTime', 'PICKUP_WINDOW_TOO_SHORT'],
  [{ date: '2026-03-01' }, 'date', 'PICKUP_WINDOW_PAST'],
  [{ date: '2026-03-02', readyTime: '00:00', closeTime: '04:00' }, 'date', 'PICKUP_WINDOW_PAST'],
  [{ date: '2026-04-02' }, 'date', 'PICKUP_TOO_FAR_AHEAD'],
  // The clocks go from two to three that night.
  [{ date: '2026-03-08', readyTime: '02:30' }, 'readyTime', 'TIME_SKIPPED'],
] satisfies [Partial<AskedWindow>, string, string][]) {
  test(`${JSON.stringify(change)} is refused with ${code} on ${field}`, () => {
    assert.deepEqual(read(change), [[field, code]]);
  });
}

test('a window that has begun is good until it closes, and one of half an hour is long enough', () => {
  assert.deepEqual(read({ date: '2026-03-02', readyTime: '03:00', closeTime: '04:01' }), [
    '2026-03-02T08:00:00.000Z',
    '2026-03-02T09:01:00.000Z',
  ]);
  assert.deepEqual(read({ closeTime: '09:30' }), ['2026-03-05T14:00:00.000Z', '2026-03-05T14:30:00.000Z']);
});
