import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import { pino } from 'pino';
import { ManualClock } from '../context/clock.ts';
import { Database, NO_SCOPE, tenantScope } from '../database/database.ts';
import { roleUrl } from '../database/migrator.ts';
import type { Transaction } from '../database/session.ts';
import { newId, type Uuid } from '../ids/public-id.ts';
import { TEST_ROLE_PREFIX, TEST_SECRET } from '../../test/support/test-settings.ts';
import { createTestWorld, type TestTenant, type TestWorld } from '../../test/support/test-world.ts';
import { ConsumerRunner } from './consumer-runner.ts';
import type { DeliveredEvent } from './consumer.ts';
import { EventRelay } from './event-relay.ts';
import { parkedDeliveries, replayParked } from './parked-deliveries.query.ts';

const START = new Date('2026-03-01T12:00:00Z');
const CONSUMER = 'billing.note-happenings';
const log = pino({ level: 'silent' });

let world: TestWorld;
let tenants: TestTenant[];
let clock: ManualClock;
let onConsumed: (transaction: Transaction, events: readonly DeliveredEvent[]) => Promise<void> = async () => {};
const cleanups: (() => Promise<unknown>)[] = [];

before(async () => {
  world = await createTestWorld({ startsWorkers: false });
  tenants = [await world.createTenant(), await world.createTenant()];
  // Without a unique key: an effect that is made twice shows.
  for (const { schema } of tenants) {
    await world.inspect(`create table "${schema}".effects (place bigint generated always as identity, subject text, number int)`);
    await world.inspect(`grant select, insert on "${schema}".effects to waybill_billing`);
  }
});
after(() => world.close());
beforeEach(() => {
  clock = new ManualClock(START);
  onConsumed = async () => {};
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
  for (const { schema } of tenants) await world.inspect(`delete from "${schema}".effects`);
  for (const table of ['outbox', 'deliveries', 'consumed_events', 'subscriptions'])
    await world.inspect(`delete from platform.${table}`);
});

function open(role: string): Database {
  const url = roleUrl({ ownerUrl: world.ownerUrl, secret: TEST_SECRET, rolePrefix: TEST_ROLE_PREFIX }, role);
  const database = new Database({ url, applicationName: `delivery-${role}`, entities: [], poolSize: 2 });
  cleanups.push(() => database.close());
  return database;
}

/** A process of its own: its consumer writes down what happened, then does what the test is about. */
async function startRunner(): Promise<ConsumerRunner> {
  const consumer = {
    name: CONSUMER,
    eventTypes: ['test.happened'],
    async consume(transaction: Transaction, events: readonly DeliveredEvent[]): Promise<void> {
      for (const { subject, data } of events)
        await transaction.query(
          sql`insert into effects (subject, number) values (${subject}, ${(data as { number: number }).number})`,
        );
      await onConsumed(transaction, events);
    },
  };
  const runner = new ConsumerRunner({ database: open('billing'), consumer, clock, log });
  await runner.start();
  cleanups.push(() => runner.stop());
  return runner;
}

function startRelay(runners: readonly ConsumerRunner[]): EventRelay {
  const relay = new EventRelay({ database: open('relay'), log });
  relay.onRelayed(() => runners.forEach((runner) => runner.wake()));
  relay.start();
  cleanups.push(() => relay.stop());
  return relay;
}

/** Commits events 1 to `count` of each subject, one of each in turn. */
async function publish(subjects: readonly string[], count: number, tenant = tenants[0]!, type = 'test.happened'): Promise<void> {
  const session = world.marketplace.subgraphs.get('shipping')!.database.session(tenantScope(tenant, false));
  await session.transaction(async (transaction) => {
    for (let number = 1; number <= count; number += 1)
      for (const subject of subjects)
        transaction.publish({
          type,
          version: 1,
          subject,
          organizationId: null,
          data: { number },
          occurredAt: clock.now(),
          actor: 'system/test',
          testMode: false,
        });
  });
}

async function effects(tenant = tenants[0]!): Promise<Record<string, number[]>> {
  const rows = await world.inspect<{ subject: string; number: number }>(
    `select subject, number from "${tenant.schema}".effects order by place`,
  );
  const bySubject = Map.groupBy(rows, (row) => row.subject);
  return Object.fromEntries([...bySubject].map(([subject, list]) => [subject, list.map((row) => row.number)]));
}

interface DeliveryState {
  number: number;
  attempts: number;
  pause: number | null;
  is_parked: boolean;
}

const deliveries = (): Promise<DeliveryState[]> =>
  world.inspect(
    `select (data->>'number')::int as number, attempts, (extract(epoch from next_attempt_at - $1) * 1000)::int as pause, parked_at is not null as is_parked
    from platform.deliveries order by position`,
    [clock.now()],
  );

async function until(holds: () => Promise<boolean>, what: string): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!(await holds())) {
    assert.ok(performance.now() < deadline, `waited 10 s for ${what}`);
    await wait(3);
  }
}

const settled = (): Promise<void> =>
  until(async () => {
    const [row] = await world.inspect<{ open: number }>(
      `select ((select count(*) from platform.outbox) + (select count(*) from platform.deliveries where parked_at is null))::int as open`,
    );
    return row!.open === 0;
  }, 'every event to have had its effect');

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
const failing = (isBad: (event: DeliveredEvent) => boolean) => async (_: Transaction, events: readonly DeliveredEvent[]) => {
  if (events.some(isBad)) throw new Error('not today');
};

test('two relays and two runners at once bring 600 events of 6 subjects and two tenants to their effect once each and in order', async () => {
  const runners = [await startRunner(), await startRunner()];
  startRelay(runners);
  startRelay(runners);
  const subjects = ['a/1', 'a/2', 'a/3'];
  await Promise.all(tenants.flatMap((tenant) => [publish(subjects, 50, tenant), publish(['b/1', 'b/2', 'b/3'], 50, tenant)]));
  await settled();
  for (const tenant of tenants)
    assert.deepEqual(
      await effects(tenant),
      Object.fromEntries([...subjects, 'b/1', 'b/2', 'b/3'].map((subject) => [subject, upTo(50)])),
    );
});

test('a consumer that dies after its effect, before its receipt, makes the effect once', async () => {
  let deaths = 0;
  onConsumed = async () => {
    if (deaths < 6) {
      deaths += 1;
      throw new Error('gone');
    }
  };
  const runner = await startRunner();
  startRelay([runner]);
  await publish(['a/1', 'a/2'], 10);
  await until(async () => {
    clock.advance(500);
    runner.wake();
    return (await world.inspect('select from platform.consumed_events')).length === 20;
  }, '20 effects');
  await settled();
  assert.equal(deaths, 6);
  assert.deepEqual(await effects(), { 'a/1': upTo(10), 'a/2': upTo(10) });
});

test('a process whose connection is cut in the middle of an effect leaves it to the next attempt', async () => {
  let cuts = 0;
  onConsumed = async (transaction) => {
    if ((cuts += 1) > 1) return;
    const own = await transaction.first(sql<{ pid: number }>`select pg_backend_pid() as pid`);
    await world.inspect('select pg_terminate_backend($1)', [own!.pid]);
    await transaction.query(sql`select 1`);
  };
  const runner = await startRunner();
  startRelay([runner]);
  await publish(['a/1'], 1);
  await until(async () => cuts > 0 && (await deliveries()).some(({ attempts }) => attempts === 1), 'the failed attempt');
  assert.deepEqual(await effects(), {});
  clock.advance(200);
  runner.wake();
  await settled();
  assert.deepEqual([await effects(), cuts], [{ 'a/1': [1] }, 2]);
});

test('an event that is delivered again, in the same batch or later, has no second effect', async () => {
  const runner = await startRunner();
  const relay = startRelay([]);
  await publish(['a/1'], 5);
  relay.wake();
  await until(async () => (await world.inspect('select from platform.consumed_events')).length === 5, '5 effects');
  await settled();
  const again = (id: Uuid): Promise<unknown> =>
    world.inspect(
      `insert into platform.deliveries (consumer, reader, event_id, type, version, subject, tenant_id, test_mode, actor, occurred_at, data)
      values ($1, 'waybill_billing', $2, 'test.happened', 1, 'a/1', $3, false, 'system/test', now(), '{"number": 99}')`,
      [CONSUMER, id, tenants[0]!.id],
    );
  const consumed = await world.inspect<{ id: Uuid }>('select event_id as id from platform.consumed_events');
  for (const { id } of consumed) await again(id);
  const fresh = newId();
  for (let time = 0; time < 3; time += 1) await again(fresh);
  runner.wake();
  await settled();
  assert.deepEqual(await effects(), { 'a/1': [...upTo(5), 99] });
});

test('a failing event is tried again after growing pauses, holds back its own subject alone, and is parked after eight attempts', async () => {
  onConsumed = failing((event) => event.subject === 'a/1' && (event.data as { number: number }).number === 2);
  const runner = await startRunner();
  startRelay([runner]);
  await publish(['a/1', 'a/2'], 4);
  const failedTimes = (attempts: number) => async (): Promise<boolean> => (await deliveries())[0]?.attempts === attempts;
  await until(failedTimes(1), 'the first failure');
  await until(async () => (await effects())['a/2']?.length === 4, 'the other subject');
  for (let attempts = 1; attempts < 8; attempts += 1) {
    const pause = 200 * 2 ** (attempts - 1);
    assert.deepEqual(await deliveries(), [
      { number: 2, attempts, pause, is_parked: false },
      { number: 3, attempts: 0, pause: null, is_parked: false },
      { number: 4, attempts: 0, pause: null, is_parked: false },
    ]);
    clock.advance(pause - 1);
    runner.wake();
    await wait(15);
    assert.equal((await deliveries())[0]!.attempts, attempts, 'tried before its time');
    assert.deepEqual(await effects(), { 'a/1': [1], 'a/2': upTo(4) });
    clock.advance(1);
    runner.wake();
    await until(failedTimes(attempts + 1), `attempt ${attempts + 1}`);
  }
  await settled();
  assert.deepEqual(await deliveries(), [{ number: 2, attempts: 8, pause: null, is_parked: true }]);
  assert.deepEqual(await effects(), { 'a/1': [1, 3, 4], 'a/2': upTo(4) });
});

test('parked deliveries are listed with their fault, and replayed once it is mended: each has its effect once', async () => {
  onConsumed = failing((event) => event.subject === 'a/1');
  const runner = await startRunner();
  startRelay([runner]);
  const park = async (count: number): Promise<void> => {
    await until(async () => {
      clock.advance(60_000);
      runner.wake();
      return (await deliveries()).filter((each) => each.is_parked).length === count;
    }, `${count} parked deliveries`);
  };
  await publish(['a/1'], 3);
  await publish(['a/2'], 1);
  await park(3);
  const billing = open('billing').session(NO_SCOPE);
  const parked = await parkedDeliveries(billing);
  assert.deepEqual(
    parked.map(({ consumer, type, subject, tenantId, attempts, lastError }) => [
      consumer,
      type,
      subject,
      tenantId,
      attempts,
      lastError,
    ]),
    Array.from({ length: 3 }, () => [CONSUMER, 'test.happened', 'a/1', tenants[0]!.id, 8, 'not today']),
  );
  assert.ok(parked.every((each) => each.parkedAt > START));
  assert.equal((await parkedDeliveries(billing, { consumer: CONSUMER, limit: 2 })).length, 2);
  assert.deepEqual(await parkedDeliveries(billing, { consumer: 'billing.another' }), []);
  const shipping = open('shipping').session(NO_SCOPE);
  assert.deepEqual([await parkedDeliveries(shipping), await replayParked(shipping, { consumer: CONSUMER })], [[], 0]);

  assert.equal(await replayParked(billing, { consumer: CONSUMER, positions: [parked[1]!.position] }), 1);
  await park(3);
  assert.equal((await parkedDeliveries(billing))[1]!.attempts, 8);

  onConsumed = async () => {};
  assert.equal(await replayParked(billing, { consumer: CONSUMER, positions: [parked[2]!.position] }), 1);
  await until(async () => (await effects())['a/1']?.length === 1, 'the third');
  assert.equal(await replayParked(billing, { consumer: CONSUMER }), 2);
  assert.equal(await replayParked(billing, { consumer: CONSUMER }), 0);
  runner.wake();
  await settled();
  assert.deepEqual(await effects(), { 'a/2': [1], 'a/1': [3, 1, 2] });
  assert.deepEqual(await parkedDeliveries(billing), []);
});

test('events wait for a consumer that is subscribed and down; what nobody is subscribed to leaves the outbox', async () => {
  const first = await startRunner();
  await first.stop();
  startRelay([]);
  await publish(['a/1'], 3);
  await publish(['a/1'], 3, tenants[0], 'test.ignored');
  await until(async () => (await world.inspect('select from platform.outbox')).length === 0, 'an empty outbox');
  assert.deepEqual([(await deliveries()).length, await effects()], [3, {}]);
  await startRunner();
  await settled();
  assert.deepEqual(await effects(), { 'a/1': upTo(3) });
});

test('an event of a tenant without a schema is parked and nobody else waits for it', async () => {
  const runner = await startRunner();
  startRelay([runner]);
  await publish(['a/1'], 1, { id: newId(), schema: tenants[0]!.schema });
  await publish(['a/2'], 1);
  await until(async () => {
    clock.advance(60_000);
    runner.wake();
    return (await deliveries()).some((each) => each.is_parked);
  }, 'the parked delivery');
  await settled();
  assert.deepEqual(await effects(), { 'a/2': [1] });
});
