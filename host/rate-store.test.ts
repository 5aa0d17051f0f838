import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';
import { RateLimits, type RateStore } from '../gateway/limits/rate-limits.ts';
import { systemClock } from '../platform/context/clock.ts';
import { openRateStore } from './rate-store.ts';

const log = pino({ level: 'silent' });
const url = process.env['WAYBILL_TEST_DATABASE_URL']!;
const counter = (store: RateStore): RateLimits => new RateLimits({ store, clock: systemClock, windowSeconds: 60 });
const rateOf = (key: string): { policy: 'organization'; key: string; points: number }[] => [
  { policy: 'organization', key, points: 100 },
];

async function remainingAfter(rates: RateLimits, key: string, points: number): Promise<[isAllowed: boolean, remaining: number]> {
  const { standings, refusedBy } = await rates.take(rateOf(key), points);
  return [refusedBy === undefined, standings[0]!.remaining];
}

test('gateways that share a PostgreSQL count together, each point once, under a race', async () => {
  const [one, other] = await Promise.all([openRateStore(url, log), openRateStore(url, log)]);
  try {
    const gateways = [counter(one), counter(other)];
    const decisions = await Promise.all(Array.from({ length: 40 }, (_, index) => gateways[index % 2]!.take(rateOf('shared'), 4)));
    assert.equal(decisions.filter(({ refusedBy }) => refusedBy === undefined).length, 25);
    await gateways[0]!.giveBack(rateOf('shared'), 30);
    assert.deepEqual(await remainingAfter(gateways[1]!, 'shared', 10), [true, 20]);
  } finally {
    await Promise.all([one.close(), other.close()]);
  }
});

test('a store that cannot be reached stops nobody: each gateway counts for itself', async () => {
  for (const away of ['postgres://nobody@127.0.0.1:1/none', 'redis://127.0.0.1:1']) {
    const store = await openRateStore(away, log);
    try {
      const rates = counter(store);
      assert.deepEqual(await remainingAfter(rates, 'alone', 60), [true, 40], away);
      assert.deepEqual(await remainingAfter(rates, 'alone', 60), [false, 40], away);
    } finally {
      await store.close();
    }
  }
});

test('without a URL each gateway counts for itself', async () => {
  const rates = counter(await openRateStore(undefined, log));
  assert.deepEqual(await remainingAfter(rates, 'own', 1), [true, 99]);
});
