import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { ManualClock } from '../../platform/context/clock.ts';
import { readyOrganization, type ReadyOrganization } from '../../test/support/first-parcel-world.ts';
import { latestTenant, trackParcels } from '../../test/support/live-world.ts';
import { narrowToken } from '../../test/support/narrow-token.ts';
import { SocketClient } from '../../test/support/socket-client.ts';
import { startTestGateway, type TestGateway } from '../../test/support/test-gateway.ts';
import { createTestWorld, type TestTenant, type TestWorld } from '../../test/support/test-world.ts';

const clock = new ManualClock(new Date('2026-03-02T10:00:00Z'));
let world: TestWorld;
let gateway: TestGateway;
let elsewhere: ReadyOrganization;
let shop: ReadyOrganization;
let tenant: TestTenant;

before(async () => {
  world = await createTestWorld({ clock });
  gateway = await startTestGateway(world, clock, { identityRememberedMs: 150 });
  elsewhere = await readyOrganization(gateway);
  shop = await readyOrganization(gateway);
  tenant = await latestTenant(world);
  await world.settle();
});
after(async () => {
  await gateway.stop();
  await world.close();
});

const TRACKERS = 'subscription { usageMetrics { trackers } }';
const track = (count = 1): Promise<void> => trackParcels(world, tenant, shop.organizationId, count);

async function trackersNow(): Promise<number> {
  const answer = await gateway.ask<{ usage: { trackers: number } }>(
    'query ($id: ID!) { organization(id: $id) { usage { trackers } } }',
    {
      token: shop.ownerToken,
      variables: { id: shop.organizationId },
    },
  );
  return answer.usage.trackers;
}

async function eventually(holds: () => boolean, what: () => unknown): Promise<void> {
  const deadline = performance.now() + 5_000;
  while (!holds()) {
    assert.ok(performance.now() < deadline, JSON.stringify(what()));
    await wait(5);
  }
}

/** Waits until nothing is open any more: no socket, no stream, at the gateway and at every subgraph but for the gateway's own. */
async function nothingIsOpen(): Promise<void> {
  const open = (): number[] => [
    ...Object.values(gateway.live()),
    ...[...world.marketplace.subgraphs].flatMap(([name, { openStreams, topics }]) => [
      openStreams - (name === 'tenants' ? 1 : 0),
      topics.watchCount,
    ]),
  ];
  await eventually(() => open().every((count) => count === 0), open);
}

test('sends the present state first, then each change, with fields of another subgraph in each', async () => {
  const client = await SocketClient.connect(gateway.url, shop.ownerToken);
  const stream = client.start(`subscription {
    usageMetrics { trackers shipments shippingSpend { amount } organization { id name entities { name creditBalance { available { amount } } } } } }`);
  const organization = {
    id: shop.organizationId,
    name: 'Birch & Co',
    entities: [{ name: 'Birch & Co LLC', creditBalance: { available: { amount: '100.00' } } }],
  };
  const state = (trackers: number): object => ({ usageMetrics: { trackers, shipments: 0, shippingSpend: [], organization } });
  const now = await trackersNow();
  assert.deepEqual(await stream.data(), state(now));
  await track();
  assert.deepEqual(await stream.data(), state(now + 1));
  await track();
  assert.deepEqual(await stream.data(), state(now + 2));
  await client.close();
  await nothingIsOpen();
});

test('carries aliases, fragments, variables and conditions as a query does', async () => {
  const client = await SocketClient.connect(gateway.url, shop.adminToken);
  const query = `
    subscription Live($organization: ID!, $names: Boolean!, $slugs: Boolean = false) {
      live: usageMetrics(organizationId: $organization) { ...Counts shop: organization { called: name @include(if: $names) slug @skip(if: $slugs) } }
    }
    fragment Counts on UsageMetrics { parcels: trackers __typename }
    subscription Other { usageMetrics { trackers } }`;
  const start = (variables: object): ReturnType<SocketClient['start']> =>
    client.start(query, { operationName: 'Live', variables });
  const parcels = await trackersNow();
  const counts = { parcels, __typename: 'UsageMetrics' };
  const { slug } = (await start({ organization: shop.organizationId, names: false }).data<{ live: { shop: { slug: string } } }>())
    .live.shop;
  assert.match(slug, /^birch-co/);
  assert.deepEqual(await start({ organization: shop.organizationId, names: true, slugs: true }).data(), {
    live: { ...counts, shop: { called: 'Birch & Co' } },
  });
  assert.deepEqual(await start({ organization: shop.organizationId, names: false, slugs: true }).data(), {
    live: { ...counts, shop: {} },
  });
  assert.deepEqual(await start({ names: true }).refusal(), ['BAD_USER_INPUT']);
  assert.deepEqual(await client.start(query).refusal(), ['OPERATION_RESOLUTION_FAILURE']);
  await client.close();
});

test('shows billing status as it changes, with the entity’s and the organization’s fields', async () => {
  const client = await SocketClient.connect(gateway.url, shop.ownerToken);
  const stream = client.start(
    'subscription { billingStatusChanged { status graceEndsAt changedAt entity { id creditBalance { spent { amount } } } organization { name } } }',
  );
  const entity = { id: shop.entityId, creditBalance: { spent: { amount: '0.00' } } };
  const state = (status: string, facts: object): object => ({
    billingStatusChanged: { status, graceEndsAt: null, entity, organization: { name: 'Birch & Co' }, ...facts },
  });
  assert.deepEqual(await stream.data(), state('ACTIVE', { changedAt: '2026-03-02T10:00:00.000Z' }));
  clock.advance(3_600_000);
  const change = (status: string): Promise<unknown> =>
    gateway.ask('mutation ($input: UpdateEntityInput!) { updateEntity(input: $input) { entity { id } errors { code } } }', {
      token: shop.adminToken,
      variables: { input: { entityId: shop.entityId, status } },
    });
  await change('SUSPENDED');
  assert.deepEqual(await stream.data(), state('SUSPENDED', { changedAt: '2026-03-02T11:00:00.000Z' }));
  await change('ACTIVE');
  assert.deepEqual(await stream.data(), state('ACTIVE', { changedAt: '2026-03-02T11:00:00.000Z' }));
  const foreign = client.start('subscription ($id: ID) { billingStatusChanged(entityId: $id) { status } }', {
    variables: { id: elsewhere.entityId },
  });
  assert.deepEqual(await foreign.refusal(), ['NOT_FOUND']);
  await client.close();
});

test('refuses a foreign organization, a missing right and strangers, and opens nothing for them', async () => {
  const query = 'subscription ($id: ID) { usageMetrics(organizationId: $id) { trackers } }';
  const refusalOf = async (token: string | undefined, id?: string): Promise<string[]> => {
    const client = await SocketClient.connect(gateway.url, token);
    const codes = await client.start(query, { variables: { id } }).refusal();
    await client.close();
    return codes;
  };
  assert.deepEqual(await refusalOf(shop.ownerToken, elsewhere.organizationId), ['NOT_FOUND']);
  assert.deepEqual(await refusalOf(shop.adminToken, elsewhere.organizationId), ['NOT_FOUND']);
  assert.deepEqual(await refusalOf(shop.ownerToken, 'org_nonsense'), ['INVALID_ID']);
  assert.deepEqual(await refusalOf(shop.adminToken), ['VALIDATION_FAILED']);
  assert.deepEqual(await refusalOf(undefined), ['UNAUTHENTICATED']);
  assert.deepEqual(await refusalOf(await tokenWith(['view_shipments'])), ['FORBIDDEN']);
  await nothingIsOpen();
});

test('lets clients that ask for the same share one upstream, and closes it with the last of them', async () => {
  const [one, two] = [
    await SocketClient.connect(gateway.url, shop.ownerToken),
    await SocketClient.connect(gateway.url, shop.ownerToken),
  ];
  const streams = [one.start(TRACKERS), two.start(TRACKERS), two.start(TRACKERS)];
  const now = await trackersNow();
  for (const stream of streams) assert.equal((await stream.data()).usageMetrics.trackers, now);
  const other = one.start('subscription { usageMetrics { trackers shipments } }');
  await other.data();
  assert.deepEqual(gateway.live(), { connections: 2, subscriptions: 4, upstreams: 2 });
  assert.equal(world.marketplace.subgraphs.get('analytics')!.openStreams, 2);
  other.complete();
  await track();
  for (const stream of streams) assert.equal((await stream.data()).usageMetrics.trackers, now + 1);
  await one.close();
  await eventually(() => gateway.live().subscriptions === 2, gateway.live);
  assert.equal(gateway.live().upstreams, 1);
  two.vanish();
  await nothingIsOpen();
});

test('shows a newcomer what other subgraphs know now, not what they knew at the last event', async () => {
  const client = await SocketClient.connect(gateway.url, shop.ownerToken);
  const query = 'subscription { usageMetrics { organization { name } } }';
  assert.equal((await client.start(query).data()).usageMetrics.organization.name, 'Birch & Co');
  const rename = (name: string): Promise<object[]> =>
    world.inspect(`update "${tenant.schema}".organizations set name = $1`, [name]);
  await rename('Birch & Sons');
  assert.equal((await client.start(query).data()).usageMetrics.organization.name, 'Birch & Sons');
  assert.equal(gateway.live().upstreams, 1);
  await rename('Birch & Co');
  await client.close();
});

test('tells at most four states a second, the last of them the present one', async () => {
  const client = await SocketClient.connect(gateway.url, shop.ownerToken);
  const stream = client.start(TRACKERS);
  let { trackers } = (await stream.data()).usageMetrics;
  const goal = trackers + 60;
  const startedAt = performance.now();
  let states = 0;
  const changing = (async () => {
    for (let made = 0; made < 60; made += 1) await track();
  })();
  for (; trackers < goal; states += 1) trackers = (await stream.data()).usageMetrics.trackers;
  await changing;
  assert.equal(trackers, goal);
  const most = Math.floor((performance.now() - startedAt) / 250) + 2;
  assert.ok(states <= most, `${states} states, at most ${most}`);
  await client.close();
});

test('ends the streams of a revoked token with an error and closes its socket with 4403, and no other', async () => {
  const created = await gateway.ask<{ apiToken: { id: string }; token: string }>(
    'mutation ($input: CreateApiTokenInput!) { createApiToken(input: $input) { apiToken { id } token errors { code } } }',
    { token: shop.ownerToken, variables: { input: { name: 'dashboard' } } },
  );
  const [doomed, other] = [
    await SocketClient.connect(gateway.url, created.token),
    await SocketClient.connect(gateway.url, shop.ownerToken),
  ];
  const streams = [doomed.start(TRACKERS), doomed.start('subscription { billingStatusChanged { status } }')];
  for (const stream of streams) await stream.data();
  const staying = other.start(TRACKERS);
  const now = (await staying.data()).usageMetrics.trackers;
  await gateway.ask(
    'mutation ($input: RevokeApiTokenInput!) { revokeApiToken(input: $input) { apiToken { id } errors { code } } }',
    {
      token: shop.ownerToken,
      variables: { input: { id: created.apiToken.id } },
    },
  );
  for (const stream of streams) assert.deepEqual(await stream.refusal(), ['UNAUTHENTICATED']);
  assert.equal(await doomed.closed, 4403);
  await track();
  assert.equal((await staying.data()).usageMetrics.trackers, now + 1);
  await other.close();
  await nothingIsOpen();
});

test('ends the streams that a right was needed for when it is taken away, and leaves the socket open', async () => {
  const created = await gateway.ask<{ apiToken: { id: string }; token: string }>(
    'mutation ($input: CreateApiTokenInput!) { createApiToken(input: $input) { apiToken { id } token errors { code } } }',
    { token: shop.ownerToken, variables: { input: { name: 'narrowed' } } },
  );
  const client = await SocketClient.connect(gateway.url, created.token);
  const [usage, status] = [client.start(TRACKERS), client.start('subscription { billingStatusChanged { status } }')];
  await Promise.all([usage.data(), status.data()]);
  await narrowToken(world, created.apiToken.id, ['view_billing']);
  assert.deepEqual(await usage.refusal(), ['FORBIDDEN']);
  // The other one goes on in its narrower scope, and says again how things are.
  assert.equal((await status.data()).billingStatusChanged.status, 'ACTIVE');
  assert.deepEqual(gateway.live(), { connections: 1, subscriptions: 1, upstreams: 1 });
  await client.close();
  await nothingIsOpen();
});

test('runs queries and mutations over the socket as over HTTP, errors included', async () => {
  const client = await SocketClient.connect(gateway.url, shop.ownerToken);
  const query = client.start('query ($id: ID!) { organization(id: $id) { name } }', { variables: { id: shop.organizationId } });
  assert.deepEqual(await query.data(), { organization: { name: 'Birch & Co' } });
  await query.completed();
  const mutation = client.start(
    'mutation ($input: CreateEntityInput!) { createEntity(input: $input) { entity { name } errors { code field } } }',
    { variables: { input: { name: 'Second', country: 'XX1', currency: 'USD' } } },
  );
  const refused = await mutation.data<{ createEntity: { entity: object | null; errors: { field: string }[] } }>();
  assert.deepEqual([refused.createEntity.entity, refused.createEntity.errors[0]!.field], [null, 'country']);
  const unknown = await client.start('{ nonsense }').result();
  assert.equal(unknown.errors![0]!.extensions.code, 'GRAPHQL_VALIDATION_FAILED');
  await client.close();
});

test('answers a subscription by HTTP with SUBSCRIPTION_OVER_HTTP', async () => {
  const { status, errors, data } = await gateway.send(TRACKERS, { token: shop.ownerToken });
  assert.deepEqual([status, data, errors[0]!.extensions.code], [400, null, 'SUBSCRIPTION_OVER_HTTP']);
});

async function tokenWith(permissions: string[]): Promise<string> {
  const { token } = await gateway.ask<{ token: string }>(
    'mutation ($input: CreateApiTokenInput!) { createApiToken(input: $input) { token errors { code } } }',
    { token: shop.ownerToken, variables: { input: { name: permissions.join(), permissions } } },
  );
  return token;
}
