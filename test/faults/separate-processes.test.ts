import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { stringify } from 'yaml';
import { SUBGRAPH_NAMES } from '../../host/load-subgraph.ts';
import { createOperator } from '../../subgraphs/tenants/operators/create-operator.ts';
import { latestTenant, trackParcels } from '../support/live-world.ts';
import { freePorts, runToEnd, ServiceProcess, startAll } from '../support/service-process.ts';
import { SocketClient, type SocketStream } from '../support/socket-client.ts';
import { TEST_SECRET } from '../support/test-settings.ts';
import { createTestWorld, type TestWorld } from '../support/test-world.ts';

const running = new Map<string, ServiceProcess>();
let world: TestWorld;
let folder: string;
let env: Record<string, string>;
let operator: string;
let admin: string;

before(async () => {
  world = await createTestWorld({ startsWorkers: false });
  operator = (
    await createOperator(world.context('tenants', { level: 'internal' }), { email: 'ops@waybill.example', name: 'Olga Ops' })
  ).token;
  folder = await mkdtemp(join(tmpdir(), 'waybill-processes-'));
  const ports = await freePorts(SUBGRAPH_NAMES.length);
  const places = SUBGRAPH_NAMES.map((name, index) => [name, { routing_url: `http://127.0.0.1:${ports[index]}/graphql` }]);
  await writeFile(join(folder, 'supergraph.yaml'), stringify({ subgraphs: Object.fromEntries(places) }));
  env = {
    DATABASE_URL: world.ownerUrl,
    WAYBILL_SECRET: TEST_SECRET,
    SUPERGRAPH_FILE: join(folder, 'supergraph.yaml'),
    PORT: '0',
    SCHEMA_POOL_SIZE: '2',
  };
  const migrated = await runToEnd('migrate', [], env);
  assert.equal(migrated.code, 0, migrated.output);
  // Analytics stays away for now: what happens before its first start must reach it all the same.
  await startAll(SUBGRAPH_NAMES.filter((name) => name !== 'analytics').map(startSubgraph));
  running.set('gateway', await ServiceProcess.start('gateway', [], env));
});

after(async () => {
  await Promise.all([...running.values()].map((service) => service.end('SIGKILL')));
  await rm(folder, { recursive: true, force: true });
  await world.close();
});

async function startSubgraph(name: string): Promise<void> {
  running.set(name, await ServiceProcess.start('subgraph', [name], env));
}

async function kill(name: string): Promise<void> {
  assert.equal(await running.get(name)!.end('SIGKILL'), 'SIGKILL');
  running.delete(name);
}

interface Answer<Data> {
  data: Data;
  errors?: { message: string; path: unknown[]; extensions: { code: string; subgraph?: string } }[];
}

interface Secret {
  acceptToken: string;
}

async function ask<Data>(token: string | null, query: string, variables: Record<string, unknown> = {}): Promise<Answer<Data>> {
  const response = await fetch(running.get('gateway')!.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as Answer<Data>;
  return { data, ...(errors ? { errors } : {}) };
}

/** Sends a mutation that must succeed: `field(input: Type!)`. */
async function mutate<Payload>(token: string | null, mutation: string, input: object, selection: string): Promise<Payload> {
  const [field, inputType] = mutation.split(':');
  const query = `mutation ($input: ${inputType}!) { ${field}(input: $input) { ${selection} errors { code field message } } }`;
  const answer = await ask<Record<string, Payload & { errors: object[] }>>(token, query, { input });
  const payload = answer.data?.[field!];
  assert.deepEqual([answer.errors, payload?.errors], [undefined, []], JSON.stringify(answer));
  return payload!;
}

async function accept({ acceptToken }: Secret, name: string): Promise<string> {
  const input = { token: acceptToken, name };
  return (await mutate<{ accessToken: string }>(null, 'acceptInvitation:AcceptInvitationInput', input, 'accessToken'))
    .accessToken;
}

async function createOrganization(name: string, ownerEmail?: string): Promise<string> {
  const { organization, ownerInvitation } = await mutate<{ organization: { id: string }; ownerInvitation: Secret | null }>(
    admin,
    'createOrganization:CreateOrganizationInput',
    { name, ownerEmail },
    'organization { id } ownerInvitation { acceptToken }',
  );
  if (ownerInvitation) await accept(ownerInvitation, `Owner of ${name}`);
  return organization.id;
}

const ORGANIZATION = 'query ($id: ID!) { organization(id: $id) { name partner { name } entities { name } usage { members } } }';

const untouched = { partner: null, entities: [], usage: { members: 0 } };

/** What analytics has counted of the organization with that name. */
function countedOf(organizationName: string): Promise<{ type: string; count: number }[]> {
  return world.inspect(
    `select e.type, count(*)::int as count from analytics.events e
     where e.organization_id = (select resource_id from platform.audit_log where action = 'organization.created' and changes->'after'->>'name' = $1)
     group by e.type order by e.type`,
    [organizationName],
  );
}

async function eventually<T>(read: () => Promise<T>, expected: T): Promise<void> {
  const deadline = performance.now() + 10_000;
  for (let found = await read(); ; found = await read()) {
    if (performance.now() > deadline || JSON.stringify(found) === JSON.stringify(expected))
      return assert.deepEqual(found, expected);
    await wait(5);
  }
}

interface Health {
  status: string;
  subgraphs: Record<string, string>;
}

async function health(): Promise<{ code: number } & Health> {
  const response = await fetch(running.get('gateway')!.url.replace('/graphql', '/health/ready'));
  const { status, subgraphs } = (await response.json()) as Health;
  return { code: response.status, status, subgraphs };
}

const allUp = Object.fromEntries(SUBGRAPH_NAMES.map((name) => [name, 'up']));

test('creates a tenant and an organization through the gateway while one subgraph has never been up', async () => {
  assert.deepEqual(await health(), { code: 200, status: 'degraded', subgraphs: { ...allUp, analytics: 'down' } });
  const tenant = { name: 'Acme', domain: 'acme', adminEmail: 'ann@acme.example', plan: 'PROFESSIONAL' };
  const selection = 'adminInvitation { acceptToken }';
  const created = await mutate<{ adminInvitation: Secret }>(operator, 'createTenant:CreateTenantInput', tenant, selection);
  admin = await accept(created.adminInvitation, 'Ann');
  assert.match(await createOrganization('Early Bird'), /^org_/);
});

test('delivers what happened before the first start of a consumer, once', async () => {
  await startSubgraph('analytics');
  await eventually(() => countedOf('Early Bird'), [{ type: 'organization.created', count: 1 }]);
  assert.deepEqual(await health(), { code: 200, status: 'ready', subgraphs: allUp });
});

test('loses the fields of a killed subgraph and no others, and has them again after its restart', async () => {
  const id = await createOrganization('Fault Line');
  await eventually(() => countedOf('Fault Line'), [{ type: 'organization.created', count: 1 }]);
  const whole = { organization: { ...untouched, name: 'Fault Line' } };
  assert.deepEqual(await ask(admin, ORGANIZATION, { id }), { data: whole });

  await kill('analytics');
  const { data, errors } = await ask(admin, ORGANIZATION, { id });
  assert.deepEqual(data, { organization: { ...whole.organization, usage: null } });
  assert.deepEqual(
    errors?.map(({ path, extensions }) => ({ path, ...extensions })),
    [{ path: ['organization'], code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'analytics' }],
  );

  await startSubgraph('analytics');
  assert.deepEqual(await ask(admin, ORGANIZATION, { id }), { data: whole });
});

test('delivers what happened while a consumer was down, once', async () => {
  await kill('analytics');
  const id = await createOrganization('Night Shift', 'nina@night.example');
  // Relayed by the other processes: it waits for analytics alone.
  await eventually(() => world.inspect<{ open: number }>('select count(*)::int as open from platform.outbox'), [{ open: 0 }]);
  assert.deepEqual(await countedOf('Night Shift'), []);

  await startSubgraph('analytics');
  await world.settle();
  assert.deepEqual(await countedOf('Night Shift'), [
    { type: 'member.joined', count: 1 },
    { type: 'organization.created', count: 1 },
  ]);
  assert.deepEqual((await ask<{ organization: object }>(admin, ORGANIZATION, { id })).data.organization, {
    ...untouched,
    name: 'Night Shift',
    usage: { members: 1 },
  });
});

test('goes on with a stream when its subgraph is killed and started again, and shows what happened meanwhile', async () => {
  const { client, stream, track, shows } = await watchUsage('Live Wire');
  await shows(0);
  await track(1);
  await shows(1);
  await kill('analytics');
  await track(2);
  await startSubgraph('analytics');
  await shows(3);
  await track(1);
  await shows(4);
  stream.complete();
  await client.close();
});

test('shows a state without the fields of another subgraph that is down, and with them when it is back', async () => {
  const { client, stream, track, shows } = await watchUsage('Half Light');
  await shows(0);
  await kill('tenants');
  await track(1);
  const { data, errors } = await stream.result();
  assert.deepEqual(data, { usageMetrics: { trackers: 1, organization: { name: null } } });
  assert.equal(errors![0]!.extensions.code, 'SUBGRAPH_UNAVAILABLE');
  await startSubgraph('tenants');
  await shows(1);
  await client.close();
});

/** A stream of an organization's usage, with a field of another subgraph. */
async function watchUsage(name: string): Promise<{
  client: SocketClient;
  stream: SocketStream;
  /** Changes the usage behind the gateway's back. */
  track: (count: number) => Promise<void>;
  /** Reads states until one shows this many trackers. */
  shows: (trackers: number) => Promise<void>;
}> {
  const id = await createOrganization(name);
  await eventually(() => countedOf(name), [{ type: 'organization.created', count: 1 }]);
  const tenant = await latestTenant(world);
  const client = await SocketClient.connect(running.get('gateway')!.url, admin);
  const query = 'subscription ($id: ID!) { usageMetrics(organizationId: $id) { trackers organization { name } } }';
  const stream = client.start(query, { variables: { id } });
  return {
    client,
    stream,
    track: (count) => trackParcels(world, tenant, id, count),
    async shows(trackers) {
      for (;;) {
        const { usageMetrics } = await stream.data();
        assert.deepEqual(usageMetrics.organization, { name });
        if (usageMetrics.trackers === trackers) return;
      }
    },
  };
}

// Three series, because a machine that is busy with something else slows one; of a consumer that only polls, hardly any series is fast.
test('wakes a consumer in another process well before it would poll', async () => {
  const medians: number[] = [];
  for (let series = 0; series < 3 && !medians.some((median) => median < 80); series += 1)
    medians.push(await medianDelayMs(series));
  assert.ok(Math.min(...medians) < 80, `medians ${medians.join(', ')} ms; a consumer that polls takes 125 ms on average`);
});

async function medianDelayMs(series: number): Promise<number> {
  const delaysMs: number[] = [];
  for (let round = 0; round < 15; round += 1) {
    const name = `Quick ${series} ${round}`;
    await createOrganization(name);
    const startedAt = performance.now();
    await eventually(() => countedOf(name), [{ type: 'organization.created', count: 1 }]);
    delaysMs.push(performance.now() - startedAt);
  }
  return delaysMs.toSorted((a, b) => a - b)[7]!;
}

test('is not ready without tenants, who say who is asking, and ends cleanly when told to', async () => {
  assert.equal(await running.get('tenants')!.end('SIGTERM'), 0);
  running.delete('tenants');
  assert.deepEqual(await health(), { code: 503, status: 'not ready', subgraphs: { ...allUp, tenants: 'down' } });
  await startSubgraph('tenants');
  assert.equal((await health()).code, 200);
  assert.equal(await running.get('gateway')!.end('SIGTERM'), 0);
  running.delete('gateway');
});

test('says in one sentence what is missing', async () => {
  const { DATABASE_URL: _url, ...withoutDatabase } = env;
  const attempts = await Promise.all([
    runToEnd('subgraph', ['billing'], withoutDatabase),
    runToEnd('subgraph', ['biling'], env),
    runToEnd('subgraph', ['billing'], { ...env, WAYBILL_SECRET: 'another secret of more than 32 characters' }),
    runToEnd('subgraph', ['billing'], env),
    runToEnd('gateway', [], { ...env, SUPERGRAPH_FILE: join(folder, 'nowhere.yaml') }),
  ]);
  assert.deepEqual(
    attempts.map(({ code }) => code),
    [1, 1, 1, 1, 1],
  );
  const [noDatabase, noSuchSubgraph, wrongSecret, portTaken, noFile] = attempts.map(({ output }) => output.trim());
  assert.match(noDatabase!, /^✗ DATABASE_URL must be set/);
  assert.match(noSuchSubgraph!, /^✗ There is no subgraph "biling": tenants, shipping, addons, billing, partners, analytics\.$/);
  assert.match(wrongSecret!, /^✗ The role waybill_billing cannot use the database .* same WAYBILL_SECRET\?$/);
  assert.match(portTaken!, /^✗ Port \d+ is taken by another program; change the address of billing/);
  assert.match(noFile!, /^✗ The file of addresses .*nowhere\.yaml \(SUPERGRAPH_FILE\) cannot be read/);
});
