import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { calendarMonth, previousMonth } from './calendar-month.ts';

const span = (instant: string, timeZone: string): string[] => {
  const { label, start, end } = calendarMonth(new Date(instant), timeZone);
  return [label, start.toISOString(), end.toISOString()];
};

test('cuts a month where the zone’s own clocks show midnight, whatever the offset on either side', () => {
  assert.deepEqual(span('2026-03-15T12:00:00Z', 'UTC'), ['2026-03', '2026-03-01T00:00:00.000Z', '2026-04-01T00:00:00.000Z']);
  // March 2026 has 743 hours in New York and in Berlin, October 745 in Berlin.
  assert.deepEqual(span('2026-03-15T12:00:00Z', 'America/New_York'), [
    '2026-03',
    '2026-03-01T05:00:00.000Z',
    '2026-04-01T04:00:00.000Z',
  ]);
  assert.deepEqual(span('2026-03-15T12:00:00Z', 'Europe/Berlin'), [
    '2026-03',
    '2026-02-28T23:00:00.000Z',
    '2026-03-31T22:00:00.000Z',
  ]);
  assert.deepEqual(span('2026-10-15T12:00:00Z', 'Europe/Berlin'), [
    '2026-10',
    '2026-09-30T22:00:00.000Z',
    '2026-10-31T23:00:00.000Z',
  ]);
  assert.deepEqual(span('2026-03-15T12:00:00Z', 'Asia/Kathmandu'), [
    '2026-03',
    '2026-02-28T18:15:00.000Z',
    '2026-03-31T18:15:00.000Z',
  ]);
  assert.deepEqual(span('2026-03-15T12:00:00Z', 'Pacific/Kiritimati'), [
    '2026-03',
    '2026-02-28T10:00:00.000Z',
    '2026-03-31T10:00:00.000Z',
  ]);
});

test('the end of a month belongs to the next one, in leap years and over the turn of the year too', () => {
  const newYork = 'America/New_York';
  assert.equal(calendarMonth(new Date('2026-04-01T03:59:59.999Z'), newYork).label, '2026-03');
  assert.equal(calendarMonth(new Date('2026-04-01T04:00:00.000Z'), newYork).label, '2026-04');
  assert.deepEqual(span('2028-02-29T23:59:59.999Z', 'UTC'), ['2028-02', '2028-02-01T00:00:00.000Z', '2028-03-01T00:00:00.000Z']);
  assert.deepEqual(span('2026-12-31T23:00:00Z', 'Asia/Tokyo'), [
    '2027-01',
    '2026-12-31T15:00:00.000Z',
    '2027-01-31T15:00:00.000Z',
  ]);
  assert.equal(previousMonth(new Date('2026-01-10T00:00:00Z'), newYork).label, '2025-12');
});

test('where clocks jump over midnight the month begins with the jump, where they go back over it with the first midnight', () => {
  assert.equal(span('2023-10-15T12:00:00Z', 'America/Asuncion')[1], '2023-10-01T04:00:00.000Z');
  assert.equal(span('2020-11-15T12:00:00Z', 'America/Havana')[1], '2020-11-01T04:00:00.000Z');
  // Newfoundland went from 00:01 on the 1st back to 23:01 on the 31st: that hour is November already.
  assert.deepEqual(span('2009-11-01T03:00:00Z', 'America/St_Johns').slice(0, 2), ['2009-11', '2009-11-01T02:30:00.000Z']);
});

test('in every time zone each instant lies in exactly one month, and months follow each other without a gap', () => {
  const zones = fc.constantFrom(...Intl.supportedValuesOf('timeZone'));
  const instants = fc.date({ min: new Date('1995-01-01T00:00:00Z'), max: new Date('2040-01-01T00:00:00Z'), noInvalidDate: true });
  fc.assert(
    fc.property(zones, instants, (timeZone, instant) => {
      const month = calendarMonth(instant, timeZone);
      assert.ok(month.start <= instant && instant < month.end);
      assert.deepEqual(calendarMonth(month.start, timeZone), month);
      assert.deepEqual(previousMonth(instant, timeZone).end, month.start);
      assert.deepEqual(calendarMonth(month.end, timeZone).start, month.end);
    }),
    { numRuns: 400 },
  );
});
