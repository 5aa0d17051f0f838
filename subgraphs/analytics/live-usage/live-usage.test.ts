import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { ExecutionResult } from 'graphql';
import { OrganizationCreated } from '../../../contracts/events/organization-events.ts';
import { PERMISSIONS } from '../../../contracts/identity/permissions.ts';
import type { RequestIdentity } from '../../../platform/context/request-context.ts';
import { newEvent } from '../../../platform/events/new-event.ts';
import { encodeId, newId } from '../../../platform/ids/public-id.ts';
import type { SubgraphRuntime } from '../../../platform/server/subgraph-runtime.ts';
import { trackParcels } from '../../../test/support/live-world.ts';
import { createTestWorld, type TestTenant, type TestWorld } from '../../../test/support/test-world.ts';
import { USAGE_TOPIC } from './usage-topic.ts';

const ACME = newId();
const GLOBEX = newId();
let world: TestWorld;
let tenant: TestTenant;
let analytics: SubgraphRuntime;

before(async () => {
  world = await createTestWorld({ poolSize: 3 });
  tenant = await world.createTenant();
  analytics = world.marketplace.subgraphs.get('analytics')!;
  const context = world.context('tenants', { tenant });
  await context.session.transaction(async (transaction) => {
    for (const organizationId of [ACME, GLOBEX]) {
      const data = { organizationId, name: 'Some', slug: 'some' };
      transaction.publish(
        newEvent(context, OrganizationCreated, { subject: `organization/${organizationId}`, organizationId, data }),
      );
    }
  });
  await world.settle();
});
after(() => world.close());

type Stream = AsyncIterableIterator<ExecutionResult>;

async function subscribe(identity: Partial<RequestIdentity>, organizationId?: string): Promise<Stream | ExecutionResult> {
  const identityToken = await world.marketplace.signer.sign({
    actor: 'system/test',
    level: identity.organizationId ? 'organization' : 'tenant',
    userId: null,
    tenant,
    organizationId: null,
    partnerId: null,
    testMode: false,
    permissions: [...PERMISSIONS],
    ...identity,
  });
  return analytics.subscribe({
    query: 'subscription ($id: ID) { usageMetrics(organizationId: $id) { trackers } }',
    variables: { id: organizationId === undefined ? null : encodeId('org', organizationId) },
    identityToken,
    requestId: 'test',
  });
}

async function trackers(stream: Stream | ExecutionResult): Promise<number> {
  const { value } = await (stream as Stream).next();
  assert.equal(value.errors, undefined, JSON.stringify(value.errors));
  return (value.data as { usageMetrics: { trackers: number } }).usageMetrics.trackers;
}

const track = (organizationId: string): Promise<void> => trackParcels(world, tenant, encodeId('org', organizationId));

test('shows each organization its own changes, staff those of the one they name, and test mode none of the live ones', async () => {
  const [acme, globex, staff, trial] = await Promise.all([
    subscribe({ organizationId: ACME }),
    subscribe({ organizationId: GLOBEX }),
    subscribe({}, GLOBEX),
    subscribe({ organizationId: ACME, testMode: true }),
  ]);
  for (const stream of [acme, globex, staff, trial]) assert.equal(await trackers(stream), 0);
  const waiting = [trackers(acme), trackers(trial)];
  await track(GLOBEX);
  assert.deepEqual(await Promise.all([trackers(globex), trackers(staff)]), [1, 1]);
  const isStillWaiting = await Promise.race([Promise.any(waiting).then(() => false), wait(100).then(() => true)]);
  assert.ok(isStillWaiting);
  await track(ACME);
  assert.equal(await waiting[0], 1);
  for (const stream of [acme, globex, staff, trial]) await (stream as Stream).return!();
  assert.deepEqual([analytics.openStreams, analytics.topics.watchCount], [0, 0]);
});

test('reads the present state in one statement and holds no connection while it waits', async () => {
  const streams = await Promise.all(Array.from({ length: 50 }, () => subscribe({ organizationId: ACME })));
  const { value } = await (streams[0] as Stream).next();
  assert.deepEqual(value.extensions, { statements: 1 });
  await Promise.all(streams.slice(1).map(trackers));
  const { pool } = analytics.database;
  const waiting = streams.map((stream) => (stream as Stream).next());
  await wait(300);
  assert.equal(pool.totalCount - pool.idleCount, 0);
  assert.deepEqual([analytics.openStreams, analytics.topics.watchCount], [50, 50]);
  await Promise.all(streams.map((stream) => (stream as Stream).return!()));
  for (const each of await Promise.all(waiting)) assert.equal(each.done, true);
  assert.deepEqual([analytics.openStreams, analytics.topics.watchCount], [0, 0]);
});

test('tells nobody of what was rolled back, and nothing twice that stayed the same', async () => {
  const stream = (await subscribe({ organizationId: ACME })) as Stream;
  await trackers(stream);
  const next = stream.next();
  const announce = (fails: boolean): Promise<void> =>
    world.context('analytics', { tenant, level: 'internal' }).session.transaction(async (transaction) => {
      transaction.announce(USAGE_TOPIC, ACME);
      if (fails) throw new Error('changed my mind');
    });
  const woken: string[] = [];
  analytics.database.onAnnounced((topics) => woken.push(...topics));
  await assert.rejects(announce(true), /changed my mind/);
  assert.deepEqual(woken, []);
  await announce(false);
  await announce(false);
  assert.equal(woken.length, 2);
  assert.equal(await Promise.race([next.then(() => 'a state'), wait(400).then(() => 'nothing')]), 'nothing');
  await stream.return!();
});

test('refuses foreign and unknown organizations, unnamed ones, missing rights and strangers before anything is watched', async () => {
  const refusal = async (...args: Parameters<typeof subscribe>): Promise<unknown[]> => {
    const answer = await subscribe(...args);
    assert.ok(!(Symbol.asyncIterator in answer));
    const [error] = answer.errors!;
    return [error!.extensions['code'], error!.extensions['field']];
  };
  assert.deepEqual(await refusal({ organizationId: ACME }, GLOBEX), ['NOT_FOUND', 'organizationId']);
  assert.deepEqual(await refusal({}, newId()), ['NOT_FOUND', 'organizationId']);
  assert.deepEqual(await refusal({}), ['VALIDATION_FAILED', 'organizationId']);
  assert.deepEqual(await refusal({ organizationId: ACME, permissions: ['view_shipments'] }), ['FORBIDDEN', undefined]);
  assert.deepEqual(await refusal({ level: 'anonymous', tenant: null }), ['UNAUTHENTICATED', undefined]);
  assert.deepEqual([analytics.openStreams, analytics.topics.watchCount], [0, 0]);
});
