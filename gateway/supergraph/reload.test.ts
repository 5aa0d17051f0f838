import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { ManualClock } from '../../platform/context/clock.ts';
import { readyOrganization, type ReadyOrganization } from '../../test/support/first-parcel-world.ts';
import { latestTenant, trackParcels } from '../../test/support/live-world.ts';
import { SocketClient } from '../../test/support/socket-client.ts';
import { startTestGateway, type TestGateway } from '../../test/support/test-gateway.ts';
import { createTestWorld, type TestTenant, type TestWorld } from '../../test/support/test-world.ts';
import type { SubgraphTransport } from '../data-source/subgraph-transport.ts';
import { SupergraphRefusedError } from './served-supergraph.ts';

const clock = new ManualClock(new Date('2026-03-02T10:00:00Z'));
let sdl: string;
let world: TestWorld;
let gateway: TestGateway;
let shop: ReadyOrganization;
let tenant: TestTenant;
/** What the next operations at the tenants subgraph wait for. */
let hold: Promise<void> | undefined;
let heldBack = 0;

before(async () => {
  sdl = await readFile(join(import.meta.dirname, '../../../schema/supergraph.graphql'), 'utf8');
  world = await createTestWorld({ clock });
  gateway = await startTestGateway(world, clock, {
    rewire: (transports) => transports.set('tenants', holding(transports.get('tenants')!)),
  });
  shop = await readyOrganization(gateway);
  tenant = await latestTenant(world);
  await world.settle();
});
afterEach(() => gateway.replaceSupergraph(sdl));
after(async () => {
  await gateway.stop();
  await world.close();
});

function holding(tenants: SubgraphTransport): SubgraphTransport {
  return {
    ...tenants,
    execute: async (call) => {
      if (hold && call.query.includes('slug')) {
        heldBack += 1;
        await hold;
      }
      return tenants.execute(call);
    },
  };
}

/** The supergraph without one field of a type. */
function without(type: string, field: string): string {
  const start = sdl.indexOf(`\ntype ${type}\n`);
  const end = sdl.indexOf('\n}', start);
  const kept = sdl.slice(start, end).replace(new RegExp(String.raw`\n  "{3}[^"]*"{3}\n  ${field}: .*`), '');
  assert.notEqual(kept, sdl.slice(start, end), `${type}.${field}`);
  return sdl.slice(0, start) + kept + sdl.slice(end);
}

const openStreams = (): number => world.marketplace.subgraphs.get('analytics')!.openStreams;

test('keeps the streams that fit the new supergraph, and ends the others with one error that says why', async () => {
  const client = await SocketClient.connect(gateway.url, shop.ownerToken);
  const fitting = client.start('subscription { usageMetrics { trackers organization { name } } }');
  const twin = client.start('subscription { usageMetrics { trackers organization { name } } }');
  const doomed = client.start('subscription { usageMetrics { shipments trackers } }');
  const { trackers } = (await fitting.data()).usageMetrics;
  await Promise.all([twin.data(), doomed.data()]);
  assert.equal(await gateway.replaceSupergraph(without('UsageMetrics', 'shipments')), true);
  const ended = await client.message(({ id }) => id === doomed.id, 'the end');
  assert.deepEqual(ended.payload, [
    {
      message:
        'The schema has changed and does not serve this subscription any more: Cannot query field "shipments" on type "UsageMetrics".',
      extensions: { code: 'SCHEMA_CHANGED' },
    },
  ]);
  assert.deepEqual([gateway.live(), openStreams()], [{ connections: 1, subscriptions: 2, upstreams: 1 }, 1]);
  assert.equal(client.unread, 0);
  await trackParcels(world, tenant, shop.organizationId, 1);
  for (const stream of [fitting, twin]) assert.equal((await stream.data()).usageMetrics.trackers, trackers + 1);
  // New operations are of the new supergraph, over sockets and by HTTP.
  assert.deepEqual(await client.start('subscription { usageMetrics { shipments } }').refusal(), ['GRAPHQL_VALIDATION_FAILED']);
  await gateway.replaceSupergraph(sdl);
  await client.start('subscription { usageMetrics { shipments } }').data();
  await client.close();
});

test('lets a query at hand finish under the supergraph that it began under', async () => {
  // No two alike: equal ones that begin together would be one.
  const ask = (index = 5): ReturnType<TestGateway['send']> =>
    gateway.send(`query ($id: ID!) { organization(id: $id) { name${index}: name slug } }`, {
      token: shop.ownerToken,
      variables: { id: shop.organizationId },
    });
  const released = Promise.withResolvers<void>();
  hold = released.promise;
  const atHand = [0, 1, 2, 3, 4].map((index) => ask(index));
  while (heldBack < 5) await wait(5);
  await gateway.replaceSupergraph(without('Organization', 'slug'));
  const later = await ask();
  assert.deepEqual(
    later.errors.map(({ extensions }) => extensions.code),
    ['GRAPHQL_VALIDATION_FAILED'],
  );
  hold = undefined;
  released.resolve();
  for (const answer of await Promise.all(atHand)) {
    assert.deepEqual(answer.errors, []);
    assert.match((answer.data as { organization: { slug: string } }).organization.slug, /^birch-co/);
  }
  await gateway.replaceSupergraph(sdl);
  assert.deepEqual((await ask()).errors, []);
});

test('refuses what is no supergraph, or names a subgraph that cannot be reached, and serves the old one', async () => {
  const client = await SocketClient.connect(gateway.url, shop.ownerToken);
  const stream = client.start('subscription { usageMetrics { trackers } }');
  const { trackers } = (await stream.data()).usageMetrics;
  const refusals = [
    '',
    'type Query {',
    'type Query { ping: String }',
    sdl.replaceAll('graph: ANALYTICS', 'graph: NOBODY'),
    sdl.replaceAll('name: "analytics"', 'name: "elsewhere"'),
  ];
  for (const refused of refusals) await assert.rejects(gateway.replaceSupergraph(refused), SupergraphRefusedError);
  assert.equal(await gateway.replaceSupergraph(sdl), false);
  await trackParcels(world, tenant, shop.organizationId, 1);
  assert.equal((await stream.data()).usageMetrics.trackers, trackers + 1);
  assert.deepEqual((await gateway.send('{ viewer { level } }', { token: shop.ownerToken })).errors, []);
  await client.close();
});
