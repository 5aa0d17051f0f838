import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ManualClock } from '../../platform/context/clock.ts';
import { readyOrganization, type ReadyOrganization } from '../../test/support/first-parcel-world.ts';
import { SocketClient } from '../../test/support/socket-client.ts';
import { startTestGateway, type TestGateway } from '../../test/support/test-gateway.ts';
import { createTestWorld, type TestWorld } from '../../test/support/test-world.ts';
import type { SubgraphTransport } from '../data-source/subgraph-transport.ts';
import { DEFAULT_ALLOWANCES } from './allowances.ts';

const clock = new ManualClock(new Date('2026-03-02T10:00:00Z'));
const SMALL = {
  plans: { ...DEFAULT_ALLOWANCES.plans, starter: { operationCost: 200, organizationPoints: 300, tenantPoints: 500 } },
  operator: DEFAULT_ALLOWANCES.operator,
  stranger: { operationCost: 30, points: 40 },
};
let world: TestWorld;
/** Without limits that matter, for the set-up. */
let wide: TestGateway;
let shop: ReadyOrganization;
/** With small limits of its own for each test. */
let narrow: TestGateway;

before(async () => {
  world = await createTestWorld({ clock });
  wide = await startTestGateway(world, clock);
  shop = await readyOrganization(wide);
});
after(async () => {
  await wide.stop();
  await world.close();
});

async function withNarrow(
  run: () => Promise<void>,
  options: Parameters<typeof startTestGateway>[2] & { windowSeconds?: number } = {},
): Promise<void> {
  const { windowSeconds = 60, ...others } = options;
  narrow = await startTestGateway(world, clock, { limits: { allowances: SMALL, windowSeconds }, ...others });
  try {
    await run();
  } finally {
    await narrow.stop();
  }
}

interface Extensions {
  cost: { requested: number; actual: number; limit: number };
  rateLimit?: { policy: string; cost: number; limit: number; remaining: number; resetAt: string };
}

async function post(
  query: string,
  options: { token?: string; variables?: object } = {},
): Promise<{
  status: number;
  headers: Headers;
  data: unknown;
  extensions: Extensions;
  errors?: { message: string; extensions: { code: string } }[];
}> {
  const response = await fetch(narrow.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(options.token ? { authorization: `Bearer ${options.token}` } : {}) },
    body: JSON.stringify({ query, variables: options.variables }),
  });
  return {
    status: response.status,
    headers: response.headers,
    ...((await response.json()) as { data: unknown; extensions: Extensions }),
  };
}

const PAGE = 'query ($first: Int!) { organizations(first: $first) { edges { node { id name } } } }';

test('says what an operation asked for and what it came to, and charges what it came to', () =>
  withNarrow(async () => {
    const { status, extensions, headers } = await post(PAGE, { token: shop.ownerToken, variables: { first: 90 } });
    assert.equal(status, 200);
    assert.deepEqual(extensions.cost, { requested: 1 + 90 * 2, actual: 1 + 2, limit: 200 });
    assert.deepEqual(
      { ...extensions.rateLimit, resetAt: undefined },
      { policy: 'organization', cost: 3, limit: 300, remaining: 297, resetAt: undefined },
    );
    assert.ok(
      extensions.rateLimit!.resetAt <= '2026-03-02T10:01:00.000Z' && extensions.rateLimit!.resetAt > '2026-03-02T10:00:50',
    );
    assert.equal(headers.get('ratelimit-policy'), '"organization";q=300;w=60, "tenant";q=500;w=60');
    assert.match(headers.get('ratelimit') ?? '', /^"organization";r=297;t=(60|59), "tenant";r=497;t=(60|59)$/);
  }));

test('keeps all of it where a subgraph worked until its time was up, and gives back what one that is away did not cost', async () => {
  const failing = async (name: 'TimeoutError' | 'Error'): Promise<void> => {
    const error = Object.assign(new Error('no answer'), { name });
    const rewire = (transports: Map<string, SubgraphTransport>): void => {
      const tenants = transports.get('tenants')!;
      transports.set('shipping', { ...tenants, execute: () => Promise.reject(error) });
    };
    const [actual, charged] = name === 'TimeoutError' ? [101, 101] : [0, 1];
    await withNarrow(
      async () => {
        const query = '{ shipments(first: 50) { edges { node { id status } } } }';
        const { errors, extensions } = await post(query, { token: shop.ownerToken });
        assert.equal(errors?.[0]?.extensions.code, name === 'TimeoutError' ? 'SUBGRAPH_TIMEOUT' : 'SUBGRAPH_UNAVAILABLE');
        assert.deepEqual([extensions.cost.actual, extensions.rateLimit?.remaining], [actual, 300 - charged]);
      },
      { rewire },
    );
  };
  await failing('TimeoutError');
  await failing('Error');
});

test('refuses what costs more than one operation of the plan may, saying asked and allowed, before anything runs', () =>
  withNarrow(async () => {
    const { status, data, errors, extensions, headers } = await post(PAGE, { token: shop.ownerToken, variables: { first: 100 } });
    assert.equal(status, 400);
    assert.equal(data, undefined);
    assert.deepEqual(errors, [
      {
        message:
          'This operation asks for 201 points of cost; 200 are allowed. Ask for shorter pages or fewer fields, or in several operations.',
        extensions: { code: 'COST_LIMIT_EXCEEDED' },
      },
    ]);
    assert.deepEqual([extensions.cost, extensions.rateLimit], [{ requested: 201, actual: 0, limit: 200 }, undefined]);
    assert.equal(headers.get('ratelimit'), null);
  }));

test('strangers, plans and operators have limits of their own', async () => {
  const limitOf = async (token?: string): Promise<number> =>
    (await post('{ __typename }', token ? { token } : {})).extensions.cost.limit;
  await withNarrow(async () => {
    const limits = [
      await limitOf(),
      await limitOf(shop.ownerToken),
      await limitOf(shop.adminToken),
      await limitOf(wide.operatorToken),
    ];
    assert.deepEqual(limits, [30, 200, 200, 20_000]);
  });
  await world.inspect(`update tenants.tenants set plan = 'professional' where slug <> 'platform'`);
  await withNarrow(async () => assert.equal(await limitOf(shop.ownerToken), 10_000));
  await world.inspect(`update tenants.tenants set plan = 'starter' where slug <> 'platform'`);
});

test('refuses with 429 when an organization’s points are used up, says when to come back, and takes nothing for it', () =>
  withNarrow(async () => {
    const full = { token: shop.ownerToken, variables: { first: 90 } };
    // Of 300, each leaves what its one row costs: 181 must be there, 3 are spent.
    for (let sent = 0; sent < 40; sent += 1) assert.equal((await post(PAGE, full)).status, 200);
    const { status, errors, extensions, headers } = await post(PAGE, full);
    assert.equal(status, 429);
    assert.equal(errors![0]!.extensions.code, 'RATE_LIMITED');
    assert.match(
      errors![0]!.message,
      /^This operation asks for 181 points; 180 of 300 in 60 seconds are left for this organization\. Try again in \d+ seconds\.$/,
    );
    assert.deepEqual(
      { ...extensions.rateLimit, resetAt: undefined },
      { policy: 'organization', cost: 0, limit: 300, remaining: 180, resetAt: undefined },
    );
    assert.match(headers.get('retry-after') ?? '', /^(5\d|60)$/);
    assert.equal((await post(PAGE, { token: shop.ownerToken, variables: { first: 1 } })).extensions.rateLimit!.remaining, 177);
    // The tenant has lost what its organization has.
    const admin = await post(PAGE, { token: shop.adminToken, variables: { first: 1 } });
    assert.equal(admin.extensions.rateLimit!.remaining, 500 - 41 * 3 - 3);
  }));

test('points come back when the window is over', () =>
  withNarrow(
    async () => {
      const stranger = async (): Promise<number> => (await post('{ __typename }')).status;
      const statuses = await Promise.all(Array.from({ length: 41 }, stranger));
      assert.deepEqual(
        [statuses.filter((status) => status === 200).length, statuses.filter((status) => status === 429).length],
        [40, 1],
      );
      await new Promise((resolve) => setTimeout(resolve, 4_050));
      assert.equal(await stranger(), 200);
    },
    { windowSeconds: 4 },
  ));

test('what does not parse or is not valid costs a point too', () =>
  withNarrow(async () => {
    for (const query of ['{', '{ nonsense }', '{ organization }'])
      assert.equal((await post(query, { token: shop.ownerToken })).status, 400);
    assert.equal((await post('{ __typename }', { token: shop.ownerToken })).extensions.rateLimit!.remaining, 300 - 3 - 1);
  }));

test('operations over a socket and subscriptions take from the same points, and are refused by the same limits', () =>
  withNarrow(async () => {
    const client = await SocketClient.connect(narrow.url, shop.ownerToken);
    const answer = await client.start(PAGE, { variables: { first: 90 } }).result();
    assert.deepEqual((answer as { extensions?: Extensions }).extensions?.cost, { requested: 181, actual: 3, limit: 200 });
    const refused = await client.start(PAGE, { variables: { first: 100 } }).result();
    assert.equal(refused.errors![0]!.extensions.code, 'COST_LIMIT_EXCEEDED');
    const live = 'subscription { usageMetrics { trackers organization { name } } }';
    await client.start(live).data();
    // 300 less 3 for the query and 2 for the subscription.
    assert.equal((await post('{ __typename }', { token: shop.ownerToken })).extensions.rateLimit!.remaining, 300 - 3 - 2 - 1);
    const dear = `subscription { usageMetrics { organization { ${Array.from({ length: 20 }, (_, index) => `m${index}: members { id }`).join(' ')} } } }`;
    assert.deepEqual(await client.start(dear).refusal(), ['COST_LIMIT_EXCEEDED']);
    await client.close();
  }));

test('test mode has points of its own', () =>
  withNarrow(async () => {
    const { token } = await wide.ask<{ token: string }>(
      'mutation ($input: CreateApiTokenInput!) { createApiToken(input: $input) { token errors { code } } }',
      { token: shop.ownerToken, variables: { input: { name: 'trying', testMode: true } } },
    );
    await post(PAGE, { token: shop.ownerToken, variables: { first: 1 } });
    assert.equal((await post('{ __typename }', { token })).extensions.rateLimit!.remaining, 299);
  }));

test('strangers behind a trusted proxy have points of their own, by HTTP, at the door and over sockets; what others say of themselves counts for nothing', async () => {
  const from = async (address: string, body: object = { query: '{ __typename }' }): Promise<number> => {
    const headers = { 'content-type': 'application/json', 'x-forwarded-for': address };
    return (await fetch(narrow.url, { method: 'POST', headers, body: JSON.stringify(body) })).status;
  };
  const spend = (address: string, body?: object): Promise<number[]> =>
    Promise.all(Array.from({ length: 40 }, () => from(address, body)));
  await withNarrow(
    async () => {
      assert.deepEqual(new Set(await spend('203.0.113.1')), new Set([200]));
      assert.equal(await from('203.0.113.1'), 429);
      assert.equal(await from('198.51.100.7, 203.0.113.1'), 429, 'the last that the proxy saw is who it is');
      assert.equal(await from('203.0.113.2'), 200);
      // Refused at the door, before anybody is asked who it is: it costs its sender all the same.
      await spend('203.0.113.3', { documentId: 'nobody’s' });
      assert.equal(await from('203.0.113.3'), 429);
      const refusalOverSocket = async (address: string): Promise<string[]> => {
        const client = await SocketClient.open(narrow.url, { headers: { 'x-forwarded-for': address } });
        client.send({ type: 'connection_init' });
        await client.message(({ type }) => type === 'connection_ack', 'connection_ack');
        const stream = client.start('{ __typename }');
        const { errors = [] } = await stream.result();
        await client.close();
        return errors.map(({ extensions }) => extensions.code);
      };
      assert.deepEqual(await refusalOverSocket('203.0.113.1'), ['RATE_LIMITED']);
      assert.deepEqual(await refusalOverSocket('203.0.113.4'), []);
    },
    { trustedProxies: ['127.0.0.0/8'] },
  );
  await withNarrow(async () => {
    const statuses = await Promise.all(Array.from({ length: 41 }, (_, index) => from(`203.0.113.${index}`)));
    assert.equal(statuses.filter((status) => status === 429).length, 1, 'one address, whatever it says');
  });
});

test('the schema is told to developers and operators, not to strangers and members', () =>
  withNarrow(async () => {
    const ask = '{ __schema { queryType { name } } }';
    const stranger = await post(ask);
    assert.deepEqual([stranger.status, stranger.errors![0]!.extensions.code], [403, 'INTROSPECTION_FORBIDDEN']);
    assert.deepEqual(
      (await post('query { ...F } fragment F on Query { __type(name: "Money") { name } }')).errors?.[0]?.extensions.code,
      'INTROSPECTION_FORBIDDEN',
    );
    assert.deepEqual((await post(ask, { token: shop.ownerToken })).data, { __schema: { queryType: { name: 'Query' } } });
    assert.equal((await post(ask, { token: wide.operatorToken })).status, 200);
    assert.equal((await post('{ __typename }')).status, 200);
  }));

test('where it is open the schema is told to everybody', () =>
  withNarrow(
    async () => {
      assert.deepEqual((await post('{ __schema { queryType { name } } }')).errors, undefined);
      assert.match((await post('{ shipmens { totalCount } }')).errors![0]!.message, /Did you mean .*"shipments"/);
    },
    { isSchemaOpen: true, limits: {} },
  ));

test('names that were misspelt are put right for those who may read the schema only', () =>
  withNarrow(async () => {
    const misspelt = '{ shipmens { totalCount } }';
    assert.equal((await post(misspelt)).errors![0]!.message, 'Cannot query field "shipmens" on type "Query".');
    assert.match((await post(misspelt, { token: shop.ownerToken })).errors![0]!.message, /Did you mean .*"shipments"/);
    const client = await SocketClient.connect(narrow.url);
    const [error] = await client.start('subscription { usageMetric { trackers } }').refusals();
    assert.equal(error!.message, 'Cannot query field "usageMetric" on type "Subscription".');
    await client.close();
  }));
