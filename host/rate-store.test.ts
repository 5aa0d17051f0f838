import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { pino } from 'pino';
import { DEFAULT_ALLOWANCES } from '../gateway/limits/allowances.ts';
import { RateLimits, type RateStore } from '../gateway/limits/rate-limits.ts';
import { systemClock } from '../platform/context/clock.ts';
import { startRedisServer, type RedisServer } from '../test/support/redis-server.ts';
import { startTestGateway, type TestGateway } from '../test/support/test-gateway.ts';
import { createTestWorld } from '../test/support/test-world.ts';
import { openRateStore } from './rate-store.ts';

const log = pino({ level: 'silent' });
const url = process.env['WAYBILL_TEST_DATABASE_URL']!;
// However busy this machine is: what is tested is the counting.
const PATIENT = { answerWithinMs: 60_000 };
const counter = (store: RateStore): RateLimits => new RateLimits({ store, clock: systemClock, windowSeconds: 60 });
const rateOf = (key: string): { policy: 'organization'; key: string; points: number }[] => [
  { policy: 'organization', key, points: 100 },
];

async function remainingAfter(rates: RateLimits, key: string, points: number): Promise<[isAllowed: boolean, remaining: number]> {
  const { standings, refusedBy } = await rates.take(rateOf(key), points);
  return [refusedBy === undefined, standings[0]!.remaining];
}

/** Two gateways that take 4 of 100 points forty times, at once: 25 get them, and what one gives back the other may take. */
async function countTogether(gateways: readonly [RateLimits, RateLimits]): Promise<void> {
  const decisions = await Promise.all(Array.from({ length: 40 }, (_, index) => gateways[index % 2]!.take(rateOf('shared'), 4)));
  assert.equal(decisions.filter(({ refusedBy }) => refusedBy === undefined).length, 25);
  await gateways[0].giveBack(rateOf('shared'), 30);
  assert.deepEqual(await remainingAfter(gateways[1], 'shared', 10), [true, 20]);
}

test('gateways that share a PostgreSQL count together, each point once, under a race', async () => {
  const [one, other] = await Promise.all([openRateStore(url, log, PATIENT), openRateStore(url, log, PATIENT)]);
  try {
    await countTogether([counter(one), counter(other)]);
  } finally {
    await Promise.all([one.close(), other.close()]);
  }
});

test('gateways that share a Redis count together by its protocol, alone while it is away, and together again', async () => {
  const redis = await startRedisServer();
  const stores = await Promise.all([openRateStore(redis.url, log, PATIENT), openRateStore(redis.url, log, PATIENT)]);
  try {
    const [one, other] = [counter(stores[0]), counter(stores[1])];
    for (const each of [one, other]) await untilIts(redis, each);
    await countTogether([one, other]);
    const counted = redis.calls.get('EVALSHA')!;
    assert.ok(counted >= 42, `${counted} counts at the server`);
    await redis.away();
    const countedThere = redis.calls.get('EVALSHA');
    for (const each of [one, other]) assert.deepEqual(await remainingAfter(each, 'apart', 60), [true, 40]);
    assert.equal(redis.calls.get('EVALSHA'), countedThere);
    await redis.back();
    for (const each of [one, other]) await untilIts(redis, each);
    await one.take(rateOf('together again'), 60);
    assert.deepEqual(await remainingAfter(other, 'together again', 30), [true, 10]);
  } finally {
    await Promise.all(stores.map((store) => store.close()));
    await redis.stop();
  }
});

test('a Redis that takes questions and gives no answer holds nobody up for long', async () => {
  const redis = await startRedisServer();
  const store = await openRateStore(redis.url, log, { answerWithinMs: 100 });
  try {
    const rates = counter(store);
    await untilIts(redis, rates);
    redis.mute();
    assert.deepEqual(await remainingAfter(rates, 'in silence', 60), [true, 40]);
    redis.unmute();
    await untilIts(redis, rates);
  } finally {
    await store.close();
    await redis.stop();
  }
});

test('two gateways on one PostgreSQL let an address have its points once, whichever it asks', async () => {
  const world = await createTestWorld({ startsWorkers: false });
  const stores = await Promise.all([openRateStore(world.ownerUrl, log, PATIENT), openRateStore(world.ownerUrl, log, PATIENT)]);
  const allowances = { ...DEFAULT_ALLOWANCES, stranger: { operationCost: 100, points: 30 } };
  const gateways: TestGateway[] = [];
  try {
    for (const rateStore of stores)
      gateways.push(await startTestGateway(world, systemClock, { limits: { allowances, rateStore, windowSeconds: 600 } }));
    const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => gateways[index % 2]!.send('{ __typename }')));
    const statuses = answers.map(({ status }) => status);
    assert.deepEqual([statuses.filter((status) => status === 200).length, new Set(statuses)], [30, new Set([200, 429])]);
  } finally {
    await Promise.all(gateways.map((gateway) => gateway.stop()));
    await Promise.all(stores.map((store) => store.close()));
    await world.close();
  }
});

/** Waits until a gateway counts at the server; each try is a key of its own. */
async function untilIts(redis: RedisServer, rates: RateLimits): Promise<void> {
  for (let tries = 0; tries < 500; tries += 1) {
    const before = redis.calls.get('EVALSHA') ?? 0;
    await rates.take(rateOf(`try ${randomUUID()}`), 1);
    if ((redis.calls.get('EVALSHA') ?? 0) > before) return;
    await wait(20);
  }
  throw new Error('the store was not reached');
}

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
