import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { ANONYMOUS, type Identity } from '../../contracts/identity/identity.ts';
import { ManualClock } from '../../platform/context/clock.ts';
import { decodeId, encodeId, newId } from '../../platform/ids/public-id.ts';
import {
  NEW_YORK,
  readyOrganization,
  SAN_FRANCISCO,
  TWO_POUNDS,
  type ReadyOrganization,
} from '../../test/support/first-parcel-world.ts';
import { startTestGateway, type TestGateway } from '../../test/support/test-gateway.ts';
import { createTestWorld, type TestWorld } from '../../test/support/test-world.ts';
import type { SubgraphTransport } from '../data-source/subgraph-transport.ts';
import type { FetchAnswer, PlannedFetch } from '../execution/plan-execution.ts';
import type { GatewayContext } from '../gateway-context.ts';
import { EntityCache } from './entity-cache.ts';

const clock = new ManualClock(new Date('2026-03-02T10:00:00Z'));
let world: TestWorld;
let gateway: TestGateway;
let other: TestGateway;
let maple: ReadyOrganization;
let oak: ReadyOrganization;
let asked = 0;

before(async () => {
  world = await createTestWorld({ clock });
  gateway = await startTestGateway(world, clock, {
    rewire: (transports) => transports.set('tenants', counting(transports.get('tenants')!)),
  });
  other = await startTestGateway(world, clock);
  maple = await readyOrganization(gateway);
  oak = await readyOrganization(gateway);
});
beforeEach(() => void (asked = 0));
after(async () => {
  await gateway.stop();
  await other.stop();
  await world.close();
});

function counting(tenants: SubgraphTransport): SubgraphTransport {
  return {
    subscribe: (call) => tenants.subscribe(call),
    execute: (call) => {
      if (call.query.includes('_entities')) asked += 1;
      return tenants.execute(call);
    },
  };
}

const QUERY = '{ entities(first: 5) { edges { node { organization { id name } } } } }';

async function nameFor(token: string, query = QUERY): Promise<string | undefined> {
  const { edges } = await gateway.ask<{ edges: { node: { organization: { name: string } | null } }[] }>(query, { token });
  return edges[0]?.node.organization?.name;
}

async function rename(through: TestGateway, name: string): Promise<void> {
  await through.ask(
    'mutation ($input: UpdateOrganizationInput!) { updateOrganization(input: $input) { organization { id } errors { code message } } }',
    {
      token: maple.adminToken,
      variables: { input: { id: maple.organizationId, name } },
    },
  );
}

/** Until the gateway hears of changes: before that it keeps nothing. */
async function kept(token: string): Promise<void> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    await nameFor(token);
    const before = asked;
    await nameFor(token);
    if (asked === before) break;
    assert.ok(Date.now() < deadline, 'nothing is kept');
    await wait(20);
  }
  asked = 0;
}

test('asks for an organization once and keeps it, and shows a new name at once to whoever gave it', async () => {
  await kept(maple.ownerToken);
  const name = await nameFor(maple.ownerToken);
  assert.equal(asked, 0);
  await rename(gateway, `${name} & Sons`);
  assert.equal(await nameFor(maple.ownerToken), `${name} & Sons`);
  assert.equal(asked, 1);
});

test('forgets what another gateway changed as soon as it is announced', async () => {
  await kept(maple.ownerToken);
  await rename(other, 'Changed elsewhere');
  const committedAt = performance.now();
  while ((await nameFor(maple.ownerToken)) !== 'Changed elsewhere') assert.ok(performance.now() - committedAt < 5_000);
  assert.ok(performance.now() - committedAt < 2_000, `${performance.now() - committedAt} ms`);
});

test('keeps nothing for another tenant, another level, another mode, or other rights', async () => {
  await kept(maple.ownerToken);
  const { token } = await gateway.ask<{ token: string }>(
    'mutation ($input: CreateApiTokenInput!) { createApiToken(input: $input) { token errors { code } } }',
    { token: maple.ownerToken, variables: { input: { name: 'narrow', permissions: ['view_billing'] } } },
  );
  await kept(maple.ownerToken);
  const mapleName = await nameFor(maple.ownerToken);
  for (const [each, stranger] of [maple.adminToken, token, oak.ownerToken].entries()) {
    const name = await nameFor(stranger);
    assert.equal(asked, each + 1);
    if (stranger === oak.ownerToken) assert.notEqual(name, mapleName);
  }
});

test('keeps no fields whose changes are not announced', async () => {
  const counted = '{ entities(first: 5) { edges { node { organization { name memberCount } } } } }';
  await nameFor(maple.ownerToken, counted);
  await nameFor(maple.ownerToken, counted);
  assert.equal(asked, 2);
});

const identity: Identity = {
  ...ANONYMOUS,
  level: 'organization',
  tenant: { id: newId(), schema: 't_1' },
  organizationId: newId(),
};
const context = {
  identity,
  identityToken: 'signed',
  requestId: 'r',
  ipAddress: null,
  userAgent: null,
  statements: 0,
} as GatewayContext;
const organization = (): { __typename: string; id: string } => ({ __typename: 'Organization', id: encodeId('org', newId()) });
const fetchOf = (representations: object[]): PlannedFetch => ({
  query: 'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Organization { name } } }',
  operationName: undefined,
  variables: { representations },
  isQuery: true,
});

test('asks only for those that are missing, and tells errors at the places of those that were asked for', async () => {
  const calls: unknown[][] = [];
  let fails = false;
  const cache = new EntityCache(() => true);
  const source = cache.before('tenants', {
    fetch: async ({ variables }): Promise<FetchAnswer> => {
      const asked = variables['representations'] as { id: string }[];
      calls.push(asked);
      const errors = fails ? [{ message: 'gone', path: ['_entities', 0, 'name'] }] : undefined;
      return { data: { _entities: asked.map(({ id }) => (fails ? null : { name: id })) }, errors };
    },
  });
  const [one, two, three] = [organization(), organization(), organization()];
  await source.fetch(fetchOf([one, three]), context);
  fails = true;
  const answer = await source.fetch(fetchOf([one, two, three]), context);
  assert.deepEqual(calls, [[one, three], [two]]);
  assert.deepEqual(answer.data, { _entities: [{ name: one.id }, null, { name: three.id }] });
  assert.deepEqual(answer.errors, [{ message: 'gone', path: ['_entities', 1, 'name'] }]);
  assert.equal(cache.size, 2);
});

test('does not keep what was read before a change was heard of, nor anything while changes are not heard', async () => {
  let isHeard = true;
  let release = (): void => {};
  const cache = new EntityCache(() => isHeard);
  const source = cache.before('tenants', {
    fetch: async (): Promise<FetchAnswer> => {
      await new Promise<void>((resolve) => (release = resolve));
      return { data: { _entities: [{ name: 'old' }] } };
    },
  });
  const reading = source.fetch(fetchOf([organization()]), context);
  cache.onChanged(['organization/some-other']);
  release();
  await reading;
  assert.equal(cache.size, 0);
  isHeard = false;
  const unheard = source.fetch(fetchOf([organization()]), context);
  release();
  await unheard;
  assert.equal(cache.size, 0);
});

const namedBy = (type: string, field: string, representations: object[]): PlannedFetch => ({
  ...fetchOf(representations),
  query: `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on ${type} { ${field} } } }`,
});
const mutation = (field: string): PlannedFetch => ({
  query: `mutation ($input: X!) { ${field}(input: $input) { errors { code } } }`,
  operationName: undefined,
  variables: {},
  isQuery: false,
});

/** A source that answers everything, and counts what it was asked. */
function countingSource(cache: EntityCache, subgraph: string) {
  let fetches = 0;
  const source = cache.before(subgraph, {
    fetch: async ({ variables }): Promise<FetchAnswer> => {
      fetches += 1;
      const asked = (variables['representations'] ?? []) as { id: string }[];
      return { data: { _entities: asked.map(({ id }) => ({ name: id })) } };
    },
  });
  return { source, fetches: () => fetches };
}

const connection = { __typename: 'CarrierConnection', id: encodeId('con', newId()) };
const addon = { __typename: 'Addon', id: encodeId('add', newId()) };

test('keeps what a connection is called through every purchase, until it is renamed or its change is announced', async () => {
  const cache = new EntityCache(() => true);
  const { source, fetches } = countingSource(cache, 'shipping');
  const read = async (): Promise<number> => {
    await source.fetch(namedBy('CarrierConnection', 'displayName', [connection]), context);
    return fetches();
  };
  assert.deepEqual([await read(), await read()], [1, 1]);
  await source.fetch(mutation('purchaseShipment'), context);
  assert.equal(await read(), 2, 'the purchase alone');
  await source.fetch(mutation('updateCarrierConnection'), context);
  assert.equal(await read(), 4);
  cache.onChanged([`organization/${newId()}`]);
  assert.equal(await read(), 4);
  cache.onChanged([`connection/${decodeId('con', connection.id)}`]);
  assert.equal(await read(), 5);
  await source.fetch(namedBy('CarrierConnection', 'isActive', [connection]), context);
  await source.fetch(namedBy('CarrierConnection', 'isActive', [connection]), context);
  assert.equal(fetches(), 7, 'whether it is active is asked for each time');
});

test('keeps addons for those who manage them; what an organization is shown comes and goes with time', async () => {
  const cache = new EntityCache(() => true);
  const { source, fetches } = countingSource(cache, 'addons');
  const manager = { ...context, identity: { ...identity, permissions: ['manage_addons'] } };
  for (let turn = 0; turn < 2; turn += 1) await source.fetch(namedBy('Addon', 'name', [addon]), manager);
  assert.equal(fetches(), 1);
  for (let turn = 0; turn < 2; turn += 1) await source.fetch(namedBy('Addon', 'name', [addon]), context);
  assert.equal(fetches(), 3);
  await source.fetch(mutation('updateAddon'), manager);
  await source.fetch(namedBy('Addon', 'name', [addon]), manager);
  assert.equal(fetches(), 5, 'any change by this subgraph');
});

test('a change by one subgraph forgets nothing of another, nor of another tenant', async () => {
  const cache = new EntityCache(() => true);
  const shipping = countingSource(cache, 'shipping');
  const tenants = countingSource(cache, 'tenants');
  const elsewhere = { ...context, identity: { ...identity, tenant: { id: newId(), schema: 't_2' } } };
  for (const each of [context, elsewhere]) {
    await shipping.source.fetch(namedBy('CarrierConnection', 'displayName', [connection]), each);
    await tenants.source.fetch(fetchOf([organization()]), each);
  }
  assert.equal(cache.size, 4);
  await shipping.source.fetch(mutation('updateCarrierConnection'), context);
  assert.equal(cache.size, 3);
  await tenants.source.fetch(mutation('updateOrganization'), elsewhere);
  assert.equal(cache.size, 2);
});

test('a connection renamed at another gateway, and an addon, are shown by their new names as soon as that is announced', async () => {
  const names = `{ carrierConnectionAnalytics(limit: 5) { connection { displayName } }
    analytics(groupBy: [ADDON]) { addon { name } } }`;
  const shown = async (): Promise<string> => JSON.stringify((await gateway.send(names, { token: oak.ownerToken })).data);
  await buyLabel(oak.ownerToken);
  await world.settle();
  assert.match(await shown(), /USPS commercial/);
  await other.ask(
    'mutation ($input: UpdateCarrierConnectionInput!) { updateCarrierConnection(input: $input) { carrierConnection { id } errors { code } } }',
    { token: oak.ownerToken, variables: { input: { id: oak.connectionId, displayName: 'The post' } } },
  );
  const committedAt = performance.now();
  while (!(await shown()).includes('The post')) assert.ok(performance.now() - committedAt < 5_000, await shown());
});

async function buyLabel(token: string): Promise<void> {
  const { quote } = await gateway.ask<{ quote: { rates: { id: string }[] } }>(
    'mutation ($input: RequestQuotesInput!) { requestQuotes(input: $input) { quote { rates { id } } errors { code } } }',
    { token, variables: { input: { shipper: SAN_FRANCISCO, recipient: NEW_YORK, parcels: [TWO_POUNDS] } } },
  );
  const input = { rateId: quote.rates[0]!.id, idempotencyKey: 'label' };
  await gateway.ask(
    'mutation ($input: PurchaseShipmentInput!) { purchaseShipment(input: $input) { shipment { id } errors { code } } }',
    { token, variables: { input } },
  );
}
