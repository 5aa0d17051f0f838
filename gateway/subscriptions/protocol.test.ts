import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ManualClock } from '../../platform/context/clock.ts';
import { readyOrganization, type ReadyOrganization } from '../../test/support/first-parcel-world.ts';
import { SocketClient } from '../../test/support/socket-client.ts';
import { startTestGateway, type TestGateway } from '../../test/support/test-gateway.ts';
import { createTestWorld, type TestWorld } from '../../test/support/test-world.ts';

const clock = new ManualClock(new Date('2026-03-02T10:00:00Z'));
let world: TestWorld;
let gateway: TestGateway;
let shop: ReadyOrganization;

before(async () => {
  world = await createTestWorld({ clock });
  gateway = await startTestGateway(world, clock);
  shop = await readyOrganization(gateway);
});
after(async () => {
  await gateway.stop();
  await world.close();
});

const TRACKERS = 'subscription { usageMetrics { trackers } }';

/** The code with which the gateway closes a socket on which these messages are sent. */
async function closeCodeOf(...messages: (object | string)[]): Promise<number> {
  const client = await SocketClient.open(gateway.url);
  for (const message of messages) client.send(message as never);
  return client.closed;
}

const init = (payload?: object): object => ({ type: 'connection_init', ...(payload ? { payload } : {}) });
const subscribe = (id: string, query = TRACKERS): object => ({ type: 'subscribe', id, payload: { query } });

test('closes with 4403 for credentials that are no good', async () => {
  assert.equal(await closeCodeOf(init({ authorization: 'Bearer nonsense' })), 4403);
  assert.equal(await closeCodeOf(init({ authorization: 7 })), 4403);
  assert.equal(await closeCodeOf(init({ Authorization: `Bearer ${shop.ownerToken.slice(0, -1)}` })), 4403);
  assert.equal(
    await closeCodeOf(init({ Authorization: `Bearer ${shop.ownerToken}`, 'x-organization-id': 'org_nonsense' })),
    4403,
  );
});

test('closes with the protocol’s code for every breach of it', async () => {
  const token = { Authorization: `Bearer ${shop.ownerToken}` };
  assert.equal(await closeCodeOf(subscribe('1')), 4401);
  assert.equal(await closeCodeOf(init(token), init(token)), 4429);
  assert.equal(await closeCodeOf('no JSON'), 4400);
  assert.equal(await closeCodeOf({ type: 'subscribe', id: '1', payload: {} }), 4400);
  assert.equal(await closeCodeOf({ type: 'next', id: '1', payload: {} }), 4400);
  assert.equal(await closeCodeOf(JSON.stringify({ ...init(), padding: 'x'.repeat(66_000) })), 1009);
  const client = await SocketClient.connect(gateway.url, shop.ownerToken);
  client.start(TRACKERS, { id: 'twice' });
  client.start(TRACKERS, { id: 'twice' });
  assert.equal(await client.closed, 4409);
  await assert.rejects(SocketClient.open(gateway.url, { protocol: 'graphql-ws' }), /subprotocol/i);
  await assert.rejects(SocketClient.open(gateway.url.replace('/graphql', '/other')), {
    message: 'Unexpected server response: 404',
  });
});

test('takes the token in either spelling, and the organization for staff who name one', async () => {
  const client = await SocketClient.connect(gateway.url, undefined, {
    Authorization: `Bearer ${shop.adminToken}`,
    'X-Organization-Id': shop.organizationId,
  });
  assert.equal(
    (await client.start('subscription { usageMetrics { organization { id } } }').data()).usageMetrics.organization.id,
    shop.organizationId,
  );
  await client.close();
});

test('answers a malformed or invalid operation on its own stream, and the socket goes on', async () => {
  const client = await SocketClient.connect(gateway.url, shop.ownerToken);
  const running = client.start(TRACKERS);
  await running.data();
  assert.deepEqual(await client.start('subscription { usageMetrics {').refusal(), ['GRAPHQL_PARSE_FAILED']);
  assert.deepEqual(await client.start('').refusal(), ['GRAPHQL_PARSE_FAILED']);
  assert.deepEqual(await client.start('subscription { usageMetrics { nonsense } }').refusal(), ['GRAPHQL_VALIDATION_FAILED']);
  assert.deepEqual(await client.start('subscription { usageMetrics { trackers } other: usageMetrics { trackers } }').refusal(), [
    'GRAPHQL_VALIDATION_FAILED',
  ]);
  assert.deepEqual(await client.start('subscription ($n: Int!) { usageMetrics { trackers } }').refusal(), [
    'GRAPHQL_VALIDATION_FAILED',
  ]);
  client.send({ type: 'ping', payload: { sent: 1 } });
  const pong = await client.message(({ type }) => type === 'pong', 'pong');
  assert.deepEqual(pong.payload, { sent: 1 });
  assert.deepEqual(gateway.live(), { connections: 1, subscriptions: 1, upstreams: 1 });
  await client.close();
});

test('carries 100 operations on a connection and refuses the next', async () => {
  const client = await SocketClient.connect(gateway.url, shop.ownerToken);
  const streams = Array.from({ length: 100 }, () => client.start(TRACKERS));
  await Promise.all(streams.map((stream) => stream.data()));
  assert.deepEqual(gateway.live(), { connections: 1, subscriptions: 100, upstreams: 1 });
  assert.deepEqual(await client.start(TRACKERS).refusal(), ['TOO_MANY_OPERATIONS']);
  streams[0]!.complete();
  await client.start(TRACKERS).data();
  await client.close();
});

test('holds each tenant to its limits, closes who waits too long with 4408 and who is one too many with 4430', async () => {
  const tight = await startTestGateway(world, clock, {
    liveLimits: { connectionsPerTenant: 2, subscriptionsPerTenant: 3, initWithinMs: 300, messageBytes: 2_000 },
  });
  const neighbour = await readyOrganization(tight);
  const silent = await SocketClient.open(tight.url);
  const [one, two] = [
    await SocketClient.connect(tight.url, shop.ownerToken),
    await SocketClient.connect(tight.url, shop.adminToken),
  ];
  const third = await SocketClient.open(tight.url);
  third.send(init({ authorization: `Bearer ${shop.ownerToken}` }) as never);
  assert.equal(await third.closed, 4430);
  const STATUS = `subscription ($id: ID) { billingStatusChanged(entityId: $id) { status } }`;
  const streams = [one.start(TRACKERS), one.start(TRACKERS), two.start(STATUS, { variables: { id: shop.entityId } })];
  for (const stream of streams) await stream.data();
  assert.deepEqual(await two.start(STATUS).refusal(), ['TOO_MANY_SUBSCRIPTIONS']);
  // Another tenant is not in anybody's way.
  const other = await SocketClient.connect(tight.url, neighbour.ownerToken);
  await other.start(TRACKERS).data();
  streams[0]!.complete();
  await one.start(TRACKERS).data();
  await two.close();
  const next = await SocketClient.connect(tight.url, shop.ownerToken);
  await next.start(TRACKERS).data();
  next.send({ type: 'ping', payload: { padding: 'x'.repeat(2_000) } });
  assert.equal(await next.closed, 1009);
  assert.equal(await silent.closed, 4408);
  await Promise.all([one.close(), other.close()]);
  await tight.stop();
});

test('forgets a subscription that is ended while it is being opened', async () => {
  const client = await SocketClient.connect(gateway.url, shop.ownerToken);
  for (let round = 0; round < 20; round += 1) client.start(TRACKERS).complete();
  await client.start('{ viewer { level } }').data();
  assert.deepEqual(gateway.live(), { connections: 1, subscriptions: 0, upstreams: 0 });
  await client.close();
});

test('sends clients away with 1001 when it stops', async () => {
  const second = await startTestGateway(world, clock);
  const client = await SocketClient.connect(second.url, shop.ownerToken);
  await client.start(TRACKERS).data();
  await second.stop();
  assert.equal(await client.closed, 1001);
  assert.equal(world.marketplace.subgraphs.get('analytics')!.openStreams, 0);
});
