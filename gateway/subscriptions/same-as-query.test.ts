import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ManualClock } from '../../platform/context/clock.ts';
import { readyOrganization, type ReadyOrganization } from '../../test/support/first-parcel-world.ts';
import { SocketClient } from '../../test/support/socket-client.ts';
import { startTestGateway, type TestGateway } from '../../test/support/test-gateway.ts';
import { createTestWorld, type TestWorld } from '../../test/support/test-world.ts';

// What is selected of an organization is answered the same, whether it is reached by a query or by each event of a live field.

const clock = new ManualClock(new Date('2026-03-02T10:00:00Z'));
const down = new Set<string>();
let world: TestWorld;
let gateway: TestGateway;
let shop: ReadyOrganization;
let narrowToken: string;

before(async () => {
  world = await createTestWorld({ clock });
  gateway = await startTestGateway(world, clock, {
    rewire: (transports) => {
      for (const [name, transport] of transports) {
        const execute: typeof transport.execute = async (call) => {
          if (down.has(name)) throw new Error('connection refused');
          return transport.execute(call);
        };
        transports.set(name, { ...transport, execute });
      }
    },
  });
  shop = await readyOrganization(gateway);
  const created = await gateway.ask<{ token: string }>(
    'mutation ($input: CreateApiTokenInput!) { createApiToken(input: $input) { token errors { code } } }',
    { token: shop.ownerToken, variables: { input: { name: 'narrow', permissions: ['view_analytics'] } } },
  );
  narrowToken = created.token;
  for (const idempotencyKey of ['second', 'third'])
    await gateway.ask(
      'mutation ($input: GrantCreditsInput!) { grantCredits(input: $input) { creditGrant { id } errors { code } } }',
      {
        token: shop.adminToken,
        variables: {
          input: { entityId: shop.entityId, amount: { amount: '5.00', currency: 'USD' }, kind: 'PURCHASED', idempotencyKey },
        },
      },
    );
  await world.settle();
});
after(async () => {
  await gateway.stop();
  await world.close();
});

interface Case {
  selection: string;
  fragments?: string;
  variables?: Record<string, unknown>;
  declared?: string;
  token?: () => string;
  down?: string[];
  /** What the answer must be like besides. */
  expected?: (organization: { entities: Record<string, { edges: unknown[] }>[] }) => boolean;
}

const CASES: Record<string, Case> = {
  'fields of four subgraphs': {
    selection:
      'id name slug members { email roles } memberCount entities { id name currency creditBalance { available { amount currency } } } usage { members shipments } customCommissionRate',
  },
  'aliases of the same field with different selections': {
    selection: 'a: name b: name one: entities { id } two: entities { called: name id } __typename kind: __typename',
  },
  'fragments, named, inline and nested, with conditions': {
    selection: '...Shop ... on Organization { usage { trackers } } ... @include(if: $with) { members { ...Who } }',
    fragments:
      'fragment Shop on Organization { name entities { ...Paying @skip(if: $without) } } fragment Paying on Entity { name creditBalance { spent { amount } } } fragment Who on Member { email }',
    declared: ', $with: Boolean!, $without: Boolean!',
    variables: { with: true, without: false },
  },
  'conditions that leave everything out': {
    selection: 'name @skip(if: $yes) entities @include(if: $no) { id } usage @include(if: $no) { members }',
    declared: ', $yes: Boolean = true, $no: Boolean = false',
  },
  'arguments by variables, defaults and literals': {
    selection: `entities { name
      byVariable: creditGrants(first: $one) { edges { node { id } } }
      byDefault: creditGrants(last: $two) { edges { node { id amount { amount } } } }
      byLiteral: creditGrants(first: 3) { edges { node { id } } pageInfo { hasNextPage } }
      byNothing: creditGrants(first: $one, after: $nowhere) { totalCount edges { node { id } } } }`,
    declared: ', $one: Int!, $two: Int = 2, $nowhere: String',
    variables: { one: 1 },
    // So that an argument which is lost on the way, in both ways alike, shows.
    expected: ({ entities: [entity] }) =>
      ['byVariable', 'byDefault', 'byLiteral', 'byNothing'].map((name) => entity![name]!.edges.length).join() === '1,2,3,1',
  },
  'a nullable field of a subgraph that is down': {
    selection: 'name partner { name } usage { members }',
    down: ['partners'],
    token: () => shop.adminToken,
  },
  'entities of a subgraph that is down': {
    selection: 'name entities { id name creditBalance { available { amount } } }',
    down: ['billing'],
  },
  'everything down but the subgraph of the event': { selection: 'id name entities { id }', down: ['tenants', 'billing'] },
  'fields that the caller may not see': {
    selection: 'name entities { name creditBalance { available { amount } } }',
    token: () => narrowToken,
  },
};

/** Errors as they are told, with their paths beginning at the organization. */
function toldOf(errors: readonly object[] = [], depth: number): object[] {
  return errors
    .map((error) => error as { message: string; path?: (string | number)[]; extensions: object })
    .map(({ message, path, extensions }) => ({ message, path: path?.slice(depth), extensions }))
    .toSorted((left, right) => JSON.stringify(left).localeCompare(JSON.stringify(right)));
}

for (const [name, { selection, fragments = '', declared = '', variables = {}, token, ...faults }] of Object.entries(CASES)) {
  test(`${name}: the same by query and with each event`, async () => {
    const credentials = (token ?? (() => shop.ownerToken))();
    const given = { id: shop.organizationId, ...variables };
    for (const subgraph of faults.down ?? []) down.add(subgraph);
    const client = await SocketClient.connect(gateway.url, credentials);
    const byQuery = await gateway.send<{ organization: object | null }>(
      `query ($id: ID!${declared}) { organization(id: $id) { ${selection} } } ${fragments}`,
      { token: credentials, variables: given },
    );
    const event = await client
      .start(
        `subscription ($id: ID!${declared}) { usageMetrics(organizationId: $id) { organization { ${selection} } } } ${fragments}`,
        { variables: given },
      )
      .result();
    down.clear();
    const shown = event.data as { usageMetrics: { organization: object } };
    const isEntityLost = byQuery.data?.organization === null;
    if (!isEntityLost) {
      assert.deepEqual(shown.usageMetrics.organization, byQuery.data?.organization);
      assert.deepEqual(toldOf(event.errors, 2), toldOf(byQuery.errors, 1));
      if (faults.expected) assert.ok(faults.expected(byQuery.data?.organization as never), JSON.stringify(byQuery.data));
    }
    // The query asks tenants for the organization itself; the event has it already, and loses only what others add.
    else assert.deepEqual(shown.usageMetrics.organization, { id: shop.organizationId, name: null, entities: null });
    await client.close();
  });
}
