import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sortRates, type RateOrder } from './sort-rates.ts';

const RATES = [
  { id: 'ground', currency: 'USD', carrierCharge: '10.00', transitDays: 5 },
  { id: 'priority', currency: 'USD', carrierCharge: '12.00', transitDays: 2 },
  { id: 'express', currency: 'USD', carrierCharge: '45.00', transitDays: 1 },
  { id: 'whenever', currency: 'USD', carrierCharge: '8.00', transitDays: null },
  { id: 'post', currency: 'CAD', carrierCharge: '99.00', transitDays: 3 },
];

const order = (by: RateOrder): string[] => sortRates(RATES, by).map(({ id }) => id);

test('by price the cheapest comes first, currency by currency', () => {
  assert.deepEqual(order('price'), ['post', 'whenever', 'ground', 'priority', 'express']);
});

test('by speed the fastest comes first, and what names no time last', () => {
  assert.deepEqual(order('speed'), ['express', 'priority', 'post', 'ground', 'whenever']);
});

test('by value priority (1.5 + 2) comes before ground (1.25 + 5) and express (5.625 + 1)', () => {
  assert.deepEqual(order('value'), ['post', 'priority', 'ground', 'express', 'whenever']);
});

test('rates without time, one rate and none are sorted as well', () => {
  const timeless = RATES.map((rate) => ({ ...rate, transitDays: null }));
  for (const by of ['price', 'speed', 'value'] as const) {
    assert.equal(sortRates(timeless, by).length, 5);
    assert.equal(sortRates(RATES.slice(0, 1), by).length, 1);
    assert.deepEqual(sortRates([], by), []);
  }
});
