import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import type { ExecutionResult, GraphQLField, GraphQLFormattedError } from 'graphql';
import { ManualClock } from '../../platform/context/clock.ts';
import type { RequestContext } from '../../platform/context/request-context.ts';
import { encodeId, newId } from '../../platform/ids/public-id.ts';
import { SubgraphHttpClient } from '../../platform/server/subgraph-http-client.ts';
import { SubscriptionRefusedError } from '../../platform/server/subscription-refused.ts';
import { LatestValue } from '../../platform/streams/latest-value.ts';
import { readyOrganization, type ReadyOrganization } from '../../test/support/first-parcel-world.ts';
import { SocketClient } from '../../test/support/socket-client.ts';
import { startTestGateway, type TestGateway } from '../../test/support/test-gateway.ts';
import { createTestWorld, type TestWorld } from '../../test/support/test-world.ts';
import type { SubgraphCall, SubgraphTransport } from '../data-source/subgraph-transport.ts';

// Whatever goes wrong inside, and whichever way it was asked for: a client learns the code, and nothing of the inside.

const INSIDE = /10\.0\.0\.7|secret_|relation|syntax|undefined|reading|TypeError|<html|nginx|\/srv\/|\.ts:|select /i;
const clock = new ManualClock(new Date('2026-03-02T10:00:00Z'));
let world: TestWorld;
let gateway: TestGateway;
let shop: ReadyOrganization;
let proxy: Server;
/** What the next resolver of tenants that is asked for here fails with. */
let inside: ((context: RequestContext) => unknown) | undefined;
/** What answers in the place of tenants. */
let outside: ((call: SubgraphCall) => Promise<ExecutionResult>) | undefined;

before(async () => {
  world = await createTestWorld({ clock });
  proxy = createServer((_request, response) =>
    response.writeHead(502, { 'content-type': 'text/html' }).end('<html><h1>502</h1>nginx at 10.0.0.7: /srv/app.ts:12</html>'),
  );
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  breakable();
  gateway = await startTestGateway(world, clock, {
    rewire: (transports) => transports.set('tenants', replaceable(transports.get('tenants')!)),
  });
  shop = await readyOrganization(gateway);
});
after(async () => {
  await gateway.stop();
  await world.close();
  proxy.closeAllConnections();
  proxy.close();
});

/** Has those fields of tenants that the doors below ask for fail as `inside` says. */
function breakable(): void {
  const { schema } = world.marketplace.subgraphs.get('tenants')!.schema;
  const fields = [
    schema.getQueryType()!.getFields()['organizations'],
    schema.getQueryType()!.getFields()['auditLog'],
    schema.getMutationType()!.getFields()['updateOrganization'],
    schema.getSubscriptionType()!.getFields()['jobProgress'],
  ] as GraphQLField<unknown, RequestContext>[];
  for (const field of fields)
    for (const part of ['resolve', 'subscribe'] as const) {
      const original = field[part];
      if (original) field[part] = (...args) => (inside ? inside(args[2]) : original(...args));
    }
}

/** What identifies callers goes on working. */
const isAsked = ({ query }: SubgraphCall): boolean =>
  /organizations|updateOrganization|auditLog|jobProgress|_entities/.test(query);

function replaceable(tenants: SubgraphTransport): SubgraphTransport {
  return {
    execute: (call) => (outside && isAsked(call) ? outside(call) : tenants.execute(call)),
    subscribe: (call) => {
      if (!outside || !isAsked(call)) return tenants.subscribe(call);
      const refused = new LatestValue<ExecutionResult>();
      void outside(call).then(({ errors = [] }) =>
        refused.fail(new SubscriptionRefusedError(errors as unknown as GraphQLFormattedError[])),
      );
      return refused;
    },
  };
}

const answering = (error: object) => async (): Promise<ExecutionResult> => ({ data: null, errors: [error as never] });

interface Fault {
  inside?: typeof inside;
  outside?: typeof outside;
  /** As the client is told it. */
  code: string;
}

const FAULTS: Record<string, Fault> = {
  'an error of SQL': {
    inside: (context) => context.session.query(sql`select secret_column from secret_table`),
    code: 'INTERNAL_ERROR',
  },
  'a broken transaction': {
    inside: (context) => context.session.transaction((transaction) => transaction.query(sql`selec 1 from secret_table`)),
    code: 'INTERNAL_ERROR',
  },
  'a type error': {
    inside: () => (undefined as unknown as { secret_field: object }).secret_field,
    code: 'INTERNAL_ERROR',
  },
  'something thrown that is no error': {
    inside: () => {
      const aborting = new AbortController();
      aborting.abort('secret_text of 10.0.0.7');
      return aborting.signal.throwIfAborted();
    },
    code: 'INTERNAL_ERROR',
  },
  'HTML in the place of an answer': {
    outside: (call) =>
      new SubgraphHttpClient({ url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/` }).execute(call),
    code: 'SUBGRAPH_UNAVAILABLE',
  },
  'a connection that is refused': {
    outside: () => Promise.reject(new Error('connect ECONNREFUSED 10.0.0.7:4001')),
    code: 'SUBGRAPH_UNAVAILABLE',
  },
  'no answer in time': {
    outside: () => Promise.reject(Object.assign(new Error('10.0.0.7 was silent'), { name: 'TimeoutError' })),
    code: 'SUBGRAPH_TIMEOUT',
  },
  'an error that the subgraph did not mask': {
    outside: answering({
      message: 'relation "secret_table" does not exist at /srv/app.ts:12',
      extensions: { stacktrace: ['/srv/app.ts:12'], host: '10.0.0.7' },
    }),
    code: 'INTERNAL_ERROR',
  },
  'an error that a library marked as internal': {
    outside: answering({ message: 'secret_text', extensions: { code: 'INTERNAL_SERVER_ERROR', exception: '/srv/app.ts:12' } }),
    code: 'INTERNAL_ERROR',
  },
};

type Told = { codes: string[]; text: string };

async function by(query: string, variables: Record<string, unknown> = {}): Promise<Told> {
  const response = await fetch(gateway.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${shop.adminToken}` },
    body: JSON.stringify({ query, variables }),
  });
  return told(await response.text());
}

function told(text: string): Told {
  const { errors = [] } = JSON.parse(text) as { errors?: { extensions: { code: string } }[] };
  return { codes: errors.map(({ extensions }) => extensions.code), text };
}

async function overSocket(query: string, variables: Record<string, unknown>): Promise<Told> {
  const client = await SocketClient.connect(gateway.url, shop.adminToken, { 'x-organization-id': shop.organizationId });
  const stream = client.start(query, { variables });
  const message = await client.message(({ id }) => id === stream.id, 'an answer');
  await client.close();
  return told(JSON.stringify(message.type === 'error' ? { errors: message.payload } : message.payload));
}

const RENAME =
  'mutation ($id: ID!) { updateOrganization(input: { id: $id, name: "New" }) { organization { name } errors { code message } } }';

/** The ways to ask. A subscription that cannot be reached waits for its subgraph; what it is told of is what the subgraph says. */
const DOORS: Record<string, { ask: () => Promise<Told>; isFor?: (fault: Fault) => boolean; code?: (fault: Fault) => string }> = {
  'a query': { ask: () => by('{ organizations(first: 1) { totalCount } viewer { level } }') },
  'a mutation': { ask: () => by(RENAME, { id: shop.organizationId }) },
  'a query over a socket': { ask: () => overSocket('{ organizations(first: 1) { totalCount } }', {}) },
  'a mutation over a socket': { ask: () => overSocket(RENAME, { id: shop.organizationId }) },
  'an entity of another subgraph’s answer': {
    ask: () => by('{ entities(first: 1) { edges { node { name organization { slug } } } } }'),
    isFor: (fault) => fault.outside !== undefined,
  },
  'a subscription that is refused': {
    ask: () => overSocket('subscription ($id: ID!) { jobProgress(id: $id) { done } }', { id: encodeId('job', newId()) }),
    isFor: ({ code }) => code === 'INTERNAL_ERROR',
  },
  'an event of a subscription': {
    ask: () => overSocket('subscription { usageMetrics { trackers organization { slug } } }', {}),
    isFor: (fault) => fault.outside !== undefined,
  },
  'the door of exports': {
    ask: async () => {
      const headers = { authorization: `Bearer ${shop.adminToken}` };
      return told(await (await fetch(gateway.url.replace('/graphql', '/exports/audit-log?format=csv'), { headers })).text());
    },
    // It asks the subgraph itself, without circuit or plan: what gives no answer is a fault of ours.
    code: () => 'INTERNAL_ERROR',
  },
};

for (const [what, fault] of Object.entries(FAULTS)) {
  test(`${what}: told by its code alone, whichever way it was asked for`, async () => {
    let asked = 0;
    for (const [door, { ask, isFor = () => true, code = (each: Fault) => each.code }] of Object.entries(DOORS)) {
      if (!isFor(fault)) continue;
      ({ inside, outside } = { inside: undefined, outside: undefined, ...fault });
      const { codes, text } = await ask().finally(() => ([inside, outside] = [undefined, undefined]));
      assert.deepEqual([...new Set(codes)], [code(fault)], `${door}: ${text}`);
      assert.doesNotMatch(text, INSIDE, door);
      asked += 1;
      // A subgraph that failed five times is left alone: that would be told instead.
      await by('{ organizations(first: 1) { totalCount } }');
    }
    assert.ok(asked >= 5, `${asked} doors`);
  });
}

test('all of these doors are open where nothing is wrong', async () => {
  for (const [door, { ask }] of Object.entries(DOORS)) {
    if (door === 'the door of exports' || door === 'a subscription that is refused') continue;
    assert.deepEqual((await ask()).codes, [], door);
  }
});
