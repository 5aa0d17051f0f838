import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { sql } from 'kysely';
import { pino } from 'pino';
import { createTestWorld, type TestTenant, type TestWorld } from '../../test/support/test-world.ts';
import { ManualClock } from '../context/clock.ts';
import type { RequestContext } from '../context/request-context.ts';
import { JobRunner } from './job-runner.ts';
import type { JobOutcome } from './subgraph-definition.ts';

const NAME = 'billing.water-plants';
const HOUR_MS = 3_600_000;
const clock = new ManualClock(new Date('2026-03-01T00:00:00Z'));
let world: TestWorld;
let tenants: TestTenant[];
let statements = 0;
let visits: string[] = [];
let outcome: () => JobOutcome | void = () => {};

before(async () => {
  world = await createTestWorld({ clock, startsWorkers: false });
  tenants = [];
  for (let index = 0; index < 25; index += 1) tenants.push(await world.createTenant());
});
beforeEach(async () => {
  await world.inspect('delete from platform.due_work');
  await world.inspect(
    'insert into platform.job_runs values ($1, 1000, $2, $2, 0, null, $2) on conflict (job) do update set swept_at = $2',
    [NAME, clock.now()],
  );
  outcome = () => {};
  visits = [];
});
after(() => world.close());

const runner = (): JobRunner =>
  new JobRunner({
    database: world.marketplace.subgraphs.get('billing')!.database,
    clock,
    log: pino({ level: 'silent' }),
    onStatement: () => void (statements += 1),
    contextFor: (identity) => world.context('billing', identity),
    jobs: [
      {
        name: NAME,
        everyMs: 1_000,
        run: async ({ identity }) => {
          visits.push(`${identity.tenant!.id} ${identity.testMode ? 'test' : 'live'}`);
          return outcome();
        },
      },
    ],
  });

const turn = (): Promise<void> => runner().runDue(NAME);
const liveOf = (tenant: TestTenant): string => `${tenant.id} live`;

async function expectWork(tenant: TestTenant, dueAt: Date, work: (context: RequestContext) => Promise<void> = async () => {}) {
  const context = world.context('billing', { tenant });
  await context.session.transaction(async (transaction) => {
    transaction.expectWork({ job: NAME, dueAt, now: clock.now() });
    await work(context);
  });
}

const later = (ms: number): Date => new Date(clock.now().getTime() + ms);

async function noted(): Promise<number> {
  const [row] = await world.inspect<{ count: number }>('select count(*)::int as count from platform.due_work where job = $1', [
    NAME,
  ]);
  return row!.count;
}

test('an idle turn takes four statements and visits nobody, with one tenant as with twenty-five', async () => {
  statements = 0;
  await turn();
  assert.deepEqual([statements, visits], [4, []]);
});

test('a tenant is visited once its work is due, in its mode, once; the others are left alone', async () => {
  const [one, other] = tenants as [TestTenant, TestTenant];
  await expectWork(one, later(HOUR_MS / 2));
  await expectWork(other, later(HOUR_MS / 3));
  await turn();
  assert.deepEqual(visits, []);
  clock.advance(HOUR_MS / 3);
  await turn();
  assert.deepEqual(visits, [liveOf(other)]);
  clock.advance(HOUR_MS / 6);
  await turn();
  await turn();
  assert.deepEqual(visits, [liveOf(other), liveOf(one)]);
  assert.equal(await noted(), 0);
});

test('work of a transaction that was rolled back is not expected, and a thousand changes of a minute leave one note', async () => {
  const [tenant] = tenants as [TestTenant];
  await assert.rejects(expectWork(tenant, later(1_000), () => Promise.reject(new Error('rolled back'))));
  assert.equal(await noted(), 0);
  const dueAt = later(HOUR_MS / 2);
  const before = world.statements();
  for (let count = 0; count < 1_000; count += 1) await expectWork(tenant, dueAt);
  assert.deepEqual([await noted(), world.statements() - before], [1, 1]);
});

test('what failed or is unfinished comes back at the next turn; what was expected meanwhile is not lost', async () => {
  const [tenant] = tenants as [TestTenant];
  await expectWork(tenant, clock.now());
  outcome = () => {
    throw new Error('out of water');
  };
  await turn();
  outcome = () => 'unfinished';
  await turn();
  assert.deepEqual([visits.length, await noted()], [2, 1]);
  outcome = () => 'done';
  await turn();
  await turn();
  assert.deepEqual([visits.length, await noted()], [3, 0]);
});

test('work that is noted while the job visits the tenant is left for the next turn', async () => {
  const [tenant] = tenants as [TestTenant];
  await expectWork(tenant, clock.now());
  clock.advance(5_000);
  const lively = new JobRunner({
    database: world.marketplace.subgraphs.get('billing')!.database,
    clock,
    log: pino({ level: 'silent' }),
    contextFor: (identity) => world.context('billing', identity),
    jobs: [{ name: NAME, everyMs: 1_000, run: () => expectWork(tenant, clock.now()) }],
  });
  await lively.runDue(NAME);
  assert.equal(await noted(), 1);
  await turn();
  assert.deepEqual(visits, [liveOf(tenant)]);
});

test('once an hour every tenant is visited in both modes, whatever was expected; what is left then is noted', async () => {
  clock.advance(HOUR_MS - 1);
  await turn();
  assert.equal(visits.length, 0);
  clock.advance(1);
  outcome = () => 'unfinished';
  await turn();
  assert.equal(new Set(visits).size, 50);
  assert.equal(await noted(), 50);
  outcome = () => 'done';
  await turn();
  assert.deepEqual([visits.length, await noted()], [100, 0]);
  await turn();
  assert.equal(visits.length, 100);
});

test('more jobs than connections, all due at once, come to their ends', async () => {
  const { database } = world.marketplace.subgraphs.get('billing')!;
  const names = Array.from({ length: database.pool.options.max + 4 }, (_, index) => `billing.at-once-${index}`);
  const [tenant] = tenants;
  const ran: string[] = [];
  const crowd = new JobRunner({
    database,
    clock,
    log: pino({ level: 'silent' }),
    contextFor: (identity) => world.context('billing', identity),
    jobs: names.map((name) => ({
      name,
      everyMs: 1_000,
      scopesWithWork: async () => [{ tenant: tenant!, testMode: false }],
      run: async ({ session }) => {
        await session.transaction(async (transaction) => void (await transaction.query(sql`select 1`)));
        ran.push(name);
      },
    })),
  });
  await Promise.all(names.map((name) => crowd.runDue(name)));
  assert.deepEqual(ran.toSorted(), names.toSorted());
});
