import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { GraphqlClient } from '../../host/seed/graphql-client.ts';
import { createOperator } from '../../subgraphs/tenants/operators/create-operator.ts';
import { readyOrganization, type ReadyOrganization } from '../support/first-parcel-world.ts';
import { latestTenant, trackParcels } from '../support/live-world.ts';
import { SeparatePlatform } from '../support/separate-platform.ts';
import { SocketClient } from '../support/socket-client.ts';
import { createTestWorld, type TestTenant, type TestWorld } from '../support/test-world.ts';

// A batch of counted requests leaves every two seconds; half a second more for the one that is on its way.
const FORGOTTEN_AT_MOST_MS = 2_500;
const LIVE = 'subscription { usageMetrics { trackers organization { name } } }';

let world: TestWorld;
let platform: SeparatePlatform;
let shop: ReadyOrganization;
let tenant: TestTenant;

before(async () => {
  world = await createTestWorld({ startsWorkers: false });
  const { token: operatorToken } = await createOperator(world.context('tenants', { level: 'internal' }), {
    email: 'ops@waybill.example',
    name: 'Olga Ops',
  });
  platform = await SeparatePlatform.start(world.ownerUrl);
  const client = new GraphqlClient(platform.url);
  shop = await readyOrganization({ operatorToken, ask: (query, options = {}) => client.ask(query, options) });
  tenant = await latestTenant(world);
  await world.settle();
});
after(async () => {
  await platform.stop();
  await world.close();
});

function send(query: string, variables: object = {}): Promise<Response> {
  return fetch(platform.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${shop.ownerToken}` },
    body: JSON.stringify({ query, variables }),
  });
}

async function ask(
  query: string,
): Promise<{ data?: Record<string, unknown> | null; errors?: { extensions: { code: string } }[] }> {
  return (await (await send(query)).json()) as Awaited<ReturnType<typeof ask>>;
}

async function eventually(holds: () => Promise<boolean>, what: string): Promise<void> {
  const deadline = performance.now() + 15_000;
  while (!(await holds())) {
    assert.ok(performance.now() < deadline, what);
    await wait(50);
  }
}

/** How many operations of this name billing knows of. */
async function counted(operation: string): Promise<number> {
  await world.settle();
  const [row] = await world.inspect<{ count: number }>(
    `select coalesce(sum((op ->> 'count')::int), 0)::int as count
     from billing.usage_events, jsonb_array_elements(data -> 'operations') as op where op ->> 'operation' = $1`,
    [operation],
  );
  return row!.count;
}

test('shows the last state to 100 subscribers though their subgraph was killed while usage changed, and tells them of nothing', async () => {
  const client = await SocketClient.connect(platform.url, shop.ownerToken);
  const streams = Array.from({ length: 100 }, () => client.start(LIVE));
  const [first] = await Promise.all(streams.map((stream) => stream.data()));
  const goal = first!.usageMetrics.trackers + 60;
  const changing = (async () => {
    for (let made = 0; made < 60; made += 1) {
      await trackParcels(world, tenant, shop.organizationId, 1);
      await wait(20);
    }
  })();
  await wait(300);
  await platform.kill('analytics');
  // Others’ fields are served meanwhile.
  assert.equal((await ask('{ viewer { level } }')).errors, undefined);
  await platform.startSubgraph('analytics');
  await changing;
  for (const stream of streams) while ((await stream.data()).usageMetrics.trackers < goal);
  await client.close();
});

interface LoadAnswer {
  status: number;
  data: { viewer: object | null; shipments: object | null; entities: object | null };
  errors?: { path?: (string | number)[]; extensions: { code: string } }[];
}

/** Asks for fields of four subgraphs and makes a connection at shipping, over and over, until it is told to stop. */
class Load {
  readonly answers: LoadAnswer[] = [];
  /** What became of each connection that was asked for, by its name. */
  readonly connections = new Map<string, 'made' | 'unknown'>();
  private readonly working: Promise<unknown>;
  private readonly rateSheetId: string;
  private isOver = false;

  constructor(rateSheetId: string) {
    this.rateSheetId = rateSheetId;
    this.working = Promise.all(Array.from({ length: 12 }, (_, client) => this.work(client)));
    // Told by `stop`, also when the test fails before it gets there.
    this.working.catch(() => {});
  }

  /** Whether the last answers had everything. */
  isWhole(last: number): boolean {
    return this.answers.length >= last && this.answers.slice(-last).every(({ errors }) => errors === undefined);
  }

  async stop(): Promise<void> {
    this.isOver = true;
    await this.working;
  }

  private async work(client: number): Promise<void> {
    for (let turn = 0; !this.isOver; turn += 1) {
      const response = await send('{ viewer { level } shipments(first: 1) { totalCount } entities(first: 1) { totalCount } }');
      this.answers.push({ status: response.status, ...((await response.json()) as Omit<LoadAnswer, 'status'>) });
      if (turn % 5 === 0) await this.connect(`load ${client} ${turn}`);
    }
  }

  private async connect(displayName: string): Promise<void> {
    const input = { carrier: 'ratesheet', displayName, rateSheetId: this.rateSheetId, priceList: 'commercial' };
    const response = await send(
      'mutation ($input: CreateCarrierConnectionInput!) { createCarrierConnection(input: $input) { carrierConnection { id } errors { code } } }',
      { input },
    );
    const { data } = (await response.json()) as {
      data: { createCarrierConnection: { carrierConnection: object | null } | null };
    };
    this.connections.set(displayName, data.createCarrierConnection?.carrierConnection ? 'made' : 'unknown');
  }
}

test('serves 12 clients through the kill of shipping and its restart: its fields are lost with a code and no others, and no change is made twice', async () => {
  const sheets = await ask('{ rateSheets(first: 1) { edges { node { id } } } }');
  const { edges } = sheets.data!['rateSheets'] as { edges: { node: { id: string } }[] };
  const load = new Load(edges[0]!.node.id);
  const lost = (): LoadAnswer[] => load.answers.filter(({ errors }) => errors !== undefined);
  await eventually(async () => load.isWhole(60), 'whole answers');
  await platform.kill('shipping');
  await eventually(async () => lost().length >= 60, 'answers without shipping');
  await platform.startSubgraph('shipping');
  await eventually(async () => load.isWhole(60), 'whole answers again');
  await load.stop();
  for (const { status, data } of load.answers) {
    assert.equal(status, 200);
    assert.ok(data.viewer && data.entities, 'fields of others');
  }
  for (const { data, errors } of lost()) {
    assert.equal(data.shipments, null);
    assert.deepEqual(
      errors!.map(({ path }) => path),
      [['shipments']],
    );
    assert.ok(['SUBGRAPH_UNAVAILABLE', 'SUBGRAPH_TIMEOUT'].includes(errors![0]!.extensions.code), errors![0]!.extensions.code);
  }
  const rows = await world.inspect<{ name: string; count: number }>(
    `select display_name as name, count(*)::int as count from "${tenant.schema}".carrier_connections where display_name like 'load %' group by 1`,
  );
  const counts = new Map(rows.map(({ name, count }) => [name, count]));
  const outcomes = [...load.connections];
  for (const [name, outcome] of outcomes) {
    const count = counts.get(name) ?? 0;
    assert.ok(outcome === 'made' ? count === 1 : count <= 1, `${name} is ${outcome}, and there are ${count}`);
  }
  assert.ok(outcomes.some(([, outcome]) => outcome === 'made') && outcomes.some(([, outcome]) => outcome === 'unknown'));
});

test('follows its files: serves another supergraph, reaches a subgraph that moved, refuses what cannot be served', async () => {
  const sdl = await readFile(join(import.meta.dirname, '../../../schema/supergraph.graphql'), 'utf8');
  const client = await SocketClient.connect(platform.url, shop.ownerToken);
  const stream = client.start(LIVE);
  const { trackers } = (await stream.data()).usageMetrics;
  const isServed = async (): Promise<boolean> =>
    (await ask('{ __type(name: "UsageMetrics") { fields { name } } }').then(({ data }) => JSON.stringify(data))).includes(
      'shipments',
    );
  await platform.writeSupergraph('type Query { nothing: Nothing }');
  await wait(2_500);
  assert.equal(await isServed(), true);
  const type = sdl.indexOf('\ntype UsageMetrics\n');
  await platform.writeSupergraph(sdl.slice(0, type) + sdl.slice(type).replace(/\n {2}"{3}[^"]*"{3}\n {2}shipments: Int!/, ''));
  await eventually(async () => !(await isServed()), 'the supergraph without shipments');
  await platform.moveSubgraph('analytics');
  await trackParcels(world, tenant, shop.organizationId, 1);
  while ((await stream.data()).usageMetrics.trackers < trackers + 1);
  await platform.writeSupergraph(sdl);
  await eventually(isServed, 'the supergraph with shipments');
  assert.equal(client.unread, 0);
  await client.close();
});

test('forgets, when it is killed, what it answered in its last two seconds and nothing before', async () => {
  const answeredAt: number[] = [];
  const startedAt = performance.now();
  while (performance.now() - startedAt < 6_000) {
    await ask('query BeforeTheKill { viewer { level } }');
    answeredAt.push(performance.now());
  }
  const killedAt = performance.now();
  await platform.kill('gateway');
  const known = await counted('BeforeTheKill');
  const owed = answeredAt.filter((at) => at < killedAt - FORGOTTEN_AT_MOST_MS).length;
  assert.ok(known >= owed && known <= answeredAt.length, `${known} known of ${answeredAt.length}, at least ${owed} owed`);
  await platform.startGateway();
});

test('forgets nothing when it is told to stop', async () => {
  await Promise.all(Array.from({ length: 50 }, () => ask('query BeforeTheStop { viewer { level } }')));
  await platform.end('gateway');
  assert.equal(await counted('BeforeTheStop'), 50);
  await platform.startGateway();
});
