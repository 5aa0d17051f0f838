import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { pino } from 'pino';
import { ManualClock } from '../../platform/context/clock.ts';
import { identityKeys, IdentityVerifier } from '../../platform/identity/identity-token.ts';
import { diskStore } from '../../platform/objects/disk-store.ts';
import { SubgraphHttpClient } from '../../platform/server/subgraph-http-client.ts';
import { startSubgraphServer, type SubgraphHttpServer } from '../../platform/server/subgraph-http-server.ts';
import { SubgraphRuntime } from '../../platform/server/subgraph-runtime.ts';
import { Vault } from '../../platform/vault/vault.ts';
import { SubgraphStreamClient } from '../../platform/server/subgraph-stream-client.ts';
import { openStream } from '../../platform/server/open-stream.ts';
import { readyOrganization, type ReadyOrganization } from '../../test/support/first-parcel-world.ts';
import {
  alarmListeners,
  MOST_ALARMS_WAITING,
  ParcelAlarmsResolver,
  raiseAlarm,
  type ParcelAlarm,
} from '../../test/support/parcel-alarms.resolver.ts';
import { SocketClient, type SocketStream } from '../../test/support/socket-client.ts';
import { startTestGateway, type TestGateway } from '../../test/support/test-gateway.ts';
import { TEST_SECRET } from '../../test/support/test-settings.ts';
import { createTestWorld, type TestWorld } from '../../test/support/test-world.ts';
import type { SubgraphTransport } from '../data-source/subgraph-transport.ts';

// A field that tells happenings instead of states, in a subgraph of its own beside the real ones.

const clock = new ManualClock(new Date('2026-03-02T10:00:00Z'));
const log = pino({ level: 'silent' });
const ALARMS = 'subscription { parcelAlarm { number text organization { id name } } }';
let world: TestWorld;
let server: SubgraphHttpServer;
let nearby: TestGateway;
let remote: TestGateway;
let shop: ReadyOrganization;
/** The socket between the second gateway and the subgraph. */
let way: SubgraphStreamClient;

before(async () => {
  world = await createTestWorld({ clock });
  const runtime = await alarms();
  server = await startSubgraphServer({ subgraph: runtime, log }, { port: 0, host: '127.0.0.1', path: '/alarms' });
  const supergraphSdl = await composed(runtime);
  const start = (transport: SubgraphTransport): Promise<TestGateway> =>
    startTestGateway(world, clock, { supergraphSdl, rewire: (transports) => transports.set('alarms', transport) });
  nearby = await start({ execute: (call) => runtime.execute(call), subscribe: (call) => openStream(runtime, call) });
  const operations = new SubgraphHttpClient({ url: server.url });
  way = new SubgraphStreamClient({ url: server.url });
  remote = await start({ execute: (call) => operations.execute(call), subscribe: (call) => way.subscribe(call) });
  shop = await readyOrganization(nearby);
});
after(async () => {
  await Promise.all([nearby.stop(), remote.stop()]);
  await way.close();
  await server.stop();
  await world.close();
});

async function alarms(): Promise<SubgraphRuntime> {
  const { database } = world.marketplace.subgraphs.get('analytics')!;
  return SubgraphRuntime.create({
    definition: {
      name: 'alarms',
      entities: [],
      migrations: { owner: 'alarms', global: [], tenant: [] },
      schema: { resolvers: [ParcelAlarmsResolver] },
      consumers: [],
      jobs: [],
    },
    database,
    operatorsDatabase: database,
    verifier: new IdentityVerifier(identityKeys(TEST_SECRET).publicKey),
    operations: () => () => Promise.reject(new Error('asks nobody')),
    vault: new Vault(TEST_SECRET),
    objects: diskStore(world.objectFolder),
    clock,
    log,
  });
}

async function composed(runtime: SubgraphRuntime): Promise<string> {
  const names = [...world.marketplace.subgraphs.keys()];
  const printed = (name: string): Promise<string> =>
    readFile(join(import.meta.dirname, `../../../schema/subgraphs/${name}.graphql`), 'utf8');
  const services = await Promise.all(names.map(async (name) => ({ name, typeDefs: parse(await printed(name)) })));
  const { supergraphSdl, errors } = composeServices([...services, { name: 'alarms', typeDefs: runtime.schema.typeDefs }]);
  assert.ok(supergraphSdl, JSON.stringify(errors));
  return supergraphSdl;
}

async function listening(count: number): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (alarmListeners() !== count) {
    assert.ok(performance.now() < deadline, `${alarmListeners()} listen, not ${count}`);
    await wait(5);
  }
}

const raise = (number: number, text = 'dropped'): void => raiseAlarm({ number, text, organization: { id: shop.organizationId } });

async function alarmOn(stream: SocketStream): Promise<ParcelAlarm & { organization: { name: string } }> {
  return (await stream.data<{ parcelAlarm: ParcelAlarm & { organization: { name: string } } }>()).parcelAlarm;
}

for (const [place, gatewayOf] of Object.entries({ 'in process': () => nearby, 'by a socket': () => remote })) {
  test(`${place}, each happening comes once, in order, with fields of other subgraphs; whoever comes later hears of the next`, async () => {
    const client = await SocketClient.connect(gatewayOf().url, shop.ownerToken);
    const first = client.start(ALARMS);
    await listening(1);
    // Faster than they are read, and the third says the same as the second.
    for (const number of [1, 2, 2, 3]) raise(number);
    const heard = [await alarmOn(first), await alarmOn(first), await alarmOn(first), await alarmOn(first)];
    assert.deepEqual(
      heard.map(({ number }) => number),
      [1, 2, 2, 3],
    );
    assert.deepEqual(heard[3]!.organization, { id: shop.organizationId, name: 'Birch & Co' });
    const later = client.start(ALARMS);
    await until(() => gatewayOf().live().subscriptions === 2);
    raise(4);
    assert.deepEqual([(await alarmOn(first)).number, (await alarmOn(later)).number], [4, 4]);
    assert.equal(alarmListeners(), 1, 'both share one');
    await client.close();
    await listening(0);
  });
}

test('a client that reads too slowly is told so after what it was sent in order, and costs the others nothing', async () => {
  const [slow, fast] = [
    await SocketClient.connect(nearby.url, shop.ownerToken),
    await SocketClient.connect(nearby.url, shop.ownerToken),
  ];
  const [lagging, quick] = [slow.start(ALARMS), fast.start(ALARMS)];
  await listening(1);
  await until(() => nearby.live().subscriptions === 2);
  slow.pause();
  // As long as the way to the slow one takes more, it is not slow yet.
  const text = 'x'.repeat(262_144);
  let number = 0;
  while (nearby.live().subscriptions === 2 && number < 500) {
    raise((number += 1), text);
    assert.equal((await alarmOn(quick)).number, number);
  }
  assert.equal(nearby.live().subscriptions, 1, `${number} alarms and it is still there`);
  assert.ok(number > MOST_ALARMS_WAITING);
  slow.resume();
  let seen = 0;
  for (;;) {
    const message = await slow.message(({ id }) => id === lagging.id, 'an alarm or the end');
    if (message.type === 'error') {
      assert.equal((message.payload as { extensions: { code: string } }[])[0]!.extensions.code, 'TOO_SLOW');
      break;
    }
    assert.equal((message.payload as { data: { parcelAlarm: ParcelAlarm } }).data.parcelAlarm.number, (seen += 1));
  }
  assert.ok(seen < number, `${seen} of ${number}`);
  raise((number += 1));
  assert.equal((await alarmOn(quick)).number, number);
  await Promise.all([slow.close(), fast.close()]);
  await listening(0);
});

test('where the way to the subgraph breaks, some may have been missed: the stream ends and says so', async () => {
  const client = await SocketClient.connect(remote.url, shop.ownerToken);
  const stream = client.start(ALARMS);
  await listening(1);
  raise(1);
  await alarmOn(stream);
  await way.close();
  assert.deepEqual(await stream.refusal(), ['EVENTS_MISSED']);
  assert.deepEqual([remote.live().subscriptions, remote.live().upstreams], [0, 0]);
  await client.close();
  await listening(0);
});

test('so does a stream of somebody whose rights changed', async () => {
  const { apiToken, token } = await nearby.ask<{ apiToken: { id: string }; token: string }>(
    'mutation ($input: CreateApiTokenInput!) { createApiToken(input: $input) { apiToken { id } token errors { code } } }',
    { token: shop.ownerToken, variables: { input: { name: 'alarms', permissions: ['view_shipments', 'view_analytics'] } } },
  );
  const client = await SocketClient.connect(nearby.url, token);
  const stream = client.start(ALARMS);
  await listening(1);
  await nearby.ask(
    'mutation ($input: UpdateApiTokenInput!) { updateApiToken(input: $input) { apiToken { id } errors { code message } } }',
    { token: shop.ownerToken, variables: { input: { id: apiToken.id, permissions: ['view_shipments'] } } },
  );
  assert.deepEqual(await stream.refusal(), ['EVENTS_MISSED']);
  await client.close();
  await listening(0);
});

async function until(isSo: () => boolean): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!isSo()) {
    assert.ok(performance.now() < deadline, 'it did not come to be');
    await wait(5);
  }
}
