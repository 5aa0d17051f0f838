import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forecastDepletion } from './credit-forecast.ts';

const now = new Date('2026-03-02T10:00:00Z');
const on = (day: string): Date => new Date(`2026-${day}T10:00:00Z`);

test('30.00 spent in 30 days and 10.00 left: nothing is left on the tenth day', () => {
  const grants = [{ remaining: '10.00', expiresAt: on('12-31') }];
  assert.deepEqual(forecastDepletion({ now, spent: '30.00', days: 30, grants }), {
    averagePerDay: '1',
    depletesAt: on('03-12'),
    expiringUnspent: '0',
  });
});

test('what ends on the fifth day takes its 5.00 along, and the other grant goes on', () => {
  const grants = [
    { remaining: '10.00', expiresAt: on('03-07') },
    { remaining: '2.00', expiresAt: on('12-31') },
  ];
  assert.deepEqual(forecastDepletion({ now, spent: '30.00', days: 30, grants }), {
    averagePerDay: '1',
    depletesAt: on('03-09'),
    expiringUnspent: '5',
  });
});

test('without a spend nothing is foretold, and thirds of a cent are', () => {
  const grants = [{ remaining: '0.01', expiresAt: on('12-31') }];
  assert.equal(forecastDepletion({ now, spent: '0', days: 30, grants }).depletesAt, null);
  assert.deepEqual(forecastDepletion({ now, spent: '0.10', days: 30, grants }), {
    averagePerDay: '0.003333',
    depletesAt: on('03-06'),
    expiringUnspent: '0',
  });
});
