import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ManualClock } from '../../platform/context/clock.ts';
import { readyOrganization, type ReadyOrganization } from '../../test/support/first-parcel-world.ts';
import { narrowToken } from '../../test/support/narrow-token.ts';
import { SocketClient } from '../../test/support/socket-client.ts';
import { startTestGateway, type TestGateway } from '../../test/support/test-gateway.ts';
import { createTestWorld, type TestWorld } from '../../test/support/test-world.ts';

const clock = new ManualClock(new Date('2026-03-02T10:00:00Z'));
let world: TestWorld;
let gateway: TestGateway;
let shop: ReadyOrganization;
let narrow: string;

before(async () => {
  world = await createTestWorld({ clock });
  gateway = await startTestGateway(world, clock, { identityRememberedMs: 100 });
  shop = await readyOrganization(gateway);
  const { apiToken, token } = await gateway.ask<{ apiToken: { id: string }; token: string }>(
    'mutation ($input: CreateApiTokenInput!) { createApiToken(input: $input) { apiToken { id } token errors { code } } }',
    { token: shop.ownerToken, variables: { input: { name: 'narrow' } } },
  );
  narrow = token;
  await narrowToken(world, apiToken.id, ['create_shipments', 'view_shipments']);
});
after(async () => {
  await gateway.stop();
  await world.close();
});

const CONNECTIONS = `query ($money: Boolean! = true) {
  carrierConnections { edges { node { displayName organization { name mine: entities @include(if: $money) { name } usage { members } } } } }
}`;

test('answers null for fields inside a query that are not for the caller, each with its path and reason, without asking their subgraphs', async () => {
  const plain = 'query { carrierConnections { edges { node { displayName organization { name } } } } }';
  const asked = await gateway.send(plain, { token: narrow });
  const again = await gateway.send(plain, { token: narrow });
  assert.deepEqual([asked.errors, again.errors], [[], []]);
  const { status, data, errors, statements } = await gateway.send<Record<string, unknown>>(CONNECTIONS, { token: narrow });
  assert.deepEqual(data, {
    carrierConnections: {
      edges: [{ node: { displayName: 'USPS commercial', organization: { name: 'Birch & Co', mine: null, usage: null } } }],
    },
  });
  const place = ['carrierConnections', 'edges', 0, 'node', 'organization'];
  assert.deepEqual(
    errors.map(({ path, message, extensions }) => [path, message, extensions.code]),
    [
      [[...place, 'mine'], 'This needs the permission view_billing or manage_billing or manage_credits.', 'FORBIDDEN'],
      [[...place, 'usage'], 'This needs the permission view_analytics.', 'FORBIDDEN'],
    ],
  );
  assert.equal(status, 200);
  // The organization's name is kept at the gateway from the first time on.
  assert.equal(statements, again.statements);
});

test('the same text is answered in full to whom it is for, before and after, and to the other without what was left out', async () => {
  const owner = await gateway.send<{ carrierConnections: { edges: { node: { organization: object } }[] } }>(CONNECTIONS, {
    token: shop.ownerToken,
  });
  assert.deepEqual(owner.errors, []);
  assert.deepEqual(owner.data?.carrierConnections.edges[0]?.node.organization, {
    name: 'Birch & Co',
    mine: [{ name: 'Birch & Co LLC' }],
    usage: { members: 1 },
  });
  const without = await gateway.send(CONNECTIONS, { token: narrow, variables: { money: false } });
  assert.deepEqual(
    without.errors.map(({ path }) => path?.at(-1)),
    ['usage'],
  );
  const literal = CONNECTIONS.replace(/mine: entities @include\(if: \$money\) \{ name \}/, 'mine: __typename').replace(
    '($money: Boolean! = true)',
    '',
  );
  const named = await gateway.send(literal, { token: narrow });
  assert.deepEqual(
    named.errors.map(({ path }) => path?.at(-1)),
    ['usage'],
    'a name of its own is not taken for what was withheld',
  );
});

test('refuses the whole query for one root field, and reads nothing', async () => {
  const { status, data, errors, statements } = await gateway.send(
    '{ carrierConnections { totalCount } money: entities { totalCount } }',
    { token: narrow },
  );
  assert.deepEqual(
    [status, data, errors[0]?.path, errors[0]?.extensions, statements],
    [403, null, ['money'], { code: 'FORBIDDEN' }, 0],
  );
  const stranger = await gateway.send('{ carrierConnections { totalCount } }');
  assert.deepEqual([stranger.status, stranger.errors[0]?.extensions.code], [401, 'UNAUTHENTICATED']);
});

test('runs no mutation of whose answer a field is not for the caller', async () => {
  const input = {
    shipper: { street1: '410 Townsend St', city: 'San Francisco', state: 'CA', postalCode: '94107', country: 'US', name: 'Desk' },
    recipient: { street1: '350 5th Ave', city: 'New York', state: 'NY', postalCode: '10118', country: 'US', name: 'Grace' },
    parcels: [{ weight: { value: '2', unit: 'LB' } }],
  };
  const ask = (selection: string) =>
    gateway.send<{ requestQuotes: { quote: { id: string } } }>(
      `mutation ($input: RequestQuotesInput!) { requestQuotes(input: $input) { quote { id ${selection} } } }`,
      { token: narrow, variables: { input } },
    );
  const refused = await ask('organization { entities { name } }');
  assert.deepEqual(
    [refused.status, refused.data, refused.errors[0]?.message],
    [403, null, 'entities: This needs the permission view_billing or manage_billing or manage_credits.'],
  );
  const count = 'query { quotes { totalCount } }';
  assert.equal((await gateway.ask<{ totalCount: number }>(count, { token: narrow })).totalCount, 0);
  assert.deepEqual((await ask('')).errors, []);
  assert.equal((await gateway.ask<{ totalCount: number }>(count, { token: narrow })).totalCount, 1);
});

test('a policy is no permission: staff who may ship everywhere name the organization first', async () => {
  const mutation =
    'mutation ($input: CreateCarrierConnectionInput!) { createCarrierConnection(input: $input) { errors { code } } }';
  const variables = { input: { carrier: 'nobody', displayName: 'x' } };
  const unnamed = await gateway.send(mutation, { token: shop.adminToken, variables });
  assert.deepEqual([unnamed.status, unnamed.errors[0]?.extensions.code], [403, 'FORBIDDEN']);
  assert.match(unnamed.errors[0]!.message, /^Name the organization/);
  const named = await gateway.send(mutation, {
    token: shop.adminToken,
    variables,
    headers: { 'x-organization-id': shop.organizationId },
  });
  assert.equal(named.status, 200);
});

test('holds over sockets as over HTTP, for queries and for subscriptions', async () => {
  const client = await SocketClient.connect(gateway.url, narrow);
  assert.deepEqual(await client.start('subscription { usageMetrics { trackers } }').refusal(), ['FORBIDDEN']);
  const query = await client.start('{ money: entities { totalCount } }').result();
  assert.deepEqual(
    query.errors?.map(({ extensions }) => extensions.code),
    ['FORBIDDEN'],
  );
  const withheld = await client.start(CONNECTIONS).result();
  assert.deepEqual(
    withheld.errors?.map(({ path }) => path?.at(-1)),
    ['mine', 'usage'],
  );
  assert.equal(gateway.live().upstreams, 0);
  await client.close();
});
