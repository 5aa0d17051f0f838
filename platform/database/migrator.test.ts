import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { afterEach, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';
import { newId } from '../ids/public-id.ts';
import { Database, NO_SCOPE, tenantScope } from './database.ts';
import { ensureDatabase } from './ensure-database.ts';
import { sharedTable, tenantModeTable, type Migration, type MigrationSet } from './migration.ts';
import { migrationStatus } from './migration-status.ts';
import { platformMigrations } from './migrations/platform-migrations.ts';
import { migrate, roleUrl, type MigrationReport } from './migrator.ts';
import { claimSpareSchema, provisionSpareSchema } from './tenant-schemas.query.ts';
import { sql } from 'kysely';

const serverUrl = process.env['WAYBILL_TEST_DATABASE_URL']!;
const secret = 'a secret of its own for the migrator’s tests';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

/** A database of its own, with roles of its own: nothing but what the migrator puts there. */
interface Ground {
  ownerUrl: string;
  rolePrefix: string;
  inspect<Row extends object>(text: string, values?: unknown[]): Promise<Row[]>;
  migrate(sets: readonly MigrationSet[]): Promise<MigrationReport>;
  open(subgraph: string): Database;
  /** Makes spare schemas as the running service does. */
  provision(count: number): Promise<string[]>;
}

async function newGround(): Promise<Ground> {
  const name = `migrator_${randomBytes(6).toString('hex')}`;
  await ensureDatabase(serverUrl, name);
  const ownerUrl = Object.assign(new URL(serverUrl), { pathname: `/${name}` }).toString();
  const owner = new Client({ connectionString: ownerUrl });
  await owner.connect();
  cleanups.push(async () => {
    const { rows } = await owner.query<{ role: string }>(
      'select quote_ident(rolname) as role from pg_roles where rolname like $1',
      [`${name}\\_%`],
    );
    for (const { role } of rows) await owner.query(`drop owned by ${role}; drop role ${role}`);
    await owner.end();
    const server = new Client({ connectionString: serverUrl });
    await server.connect();
    await server.query(`drop database ${name} with (force)`);
    await server.end();
  });
  const options = { ownerUrl, secret, rolePrefix: name };
  const ground: Ground = {
    ownerUrl,
    rolePrefix: name,
    inspect: async <Row extends object>(text: string, values: unknown[] = []) => (await owner.query<Row>(text, values)).rows,
    migrate: (sets) => migrate({ ...options, sets }),
    open(subgraph) {
      const database = new Database({ url: roleUrl(options, subgraph), applicationName: subgraph, entities: [], poolSize: 2 });
      cleanups.push(() => database.close());
      return database;
    },
    async provision(count) {
      const session = ground.open('tenants').session(NO_SCOPE);
      return Promise.all(Array.from({ length: count }, () => provisionSpareSchema(session)));
    },
  };
  return ground;
}

const step = (version: number, text: string): Migration => ({ version, name: `step ${version}`, sql: text });
const notes = step(1, tenantModeTable('notes', 'id uuid primary key, text text not null'));
const tags = step(1, tenantModeTable('tags', 'id uuid primary key'));
const base: MigrationSet[] = [
  { owner: 'tenants', global: [step(1, sharedTable('tenants.facts', 'id uuid, primary key (tenant_id, id)'))], tenant: [] },
  { owner: 'writing', global: [], tenant: [notes] },
];
// Leaves a row for each time it was really done.
const counted = (version: number): Migration =>
  step(version, `create table done_${version} (at timestamptz); insert into done_${version} values (clock_timestamp());`);
const withSteps = (...steps: Migration[]): MigrationSet[] => [
  base[0]!,
  { owner: 'writing', global: [], tenant: [notes, ...steps] },
];

async function tablesOf(ground: Ground, schema: string): Promise<string[]> {
  const rows = await ground.inspect<{ name: string }>(
    'select tablename as name from pg_tables where schemaname = $1 order by 1',
    [schema],
  );
  return rows.map((row) => row.name);
}

test('an empty database is brought to the present, and a second run does nothing', async () => {
  const ground = await newGround();
  const status = (): ReturnType<typeof migrationStatus> => migrationStatus({ ownerUrl: ground.ownerUrl, sets: base });
  assert.deepEqual(
    (await status()).map((each) => [
      each.subgraph,
      each.globalVersion,
      each.latestGlobalVersion,
      each.latestVersion,
      each.schemas,
    ]),
    [
      ['tenants', 0, 1, 0, []],
      ['writing', 0, 0, 1, []],
    ],
  );
  const first = await ground.migrate(base);
  assert.deepEqual([first.globalSteps, first.tenantSteps, first.failures], [1 + platformMigrations.global.length, 0, []]);
  const [schema] = await ground.provision(1);
  assert.deepEqual(await tablesOf(ground, schema!), ['notes']);
  const before = await ground.inspect('select * from platform.migrations order by owner, version');
  assert.deepEqual(await ground.migrate(base), { globalSteps: 0, tenantSteps: 0, tenantSchemas: 0, failures: [] });
  assert.deepEqual(await ground.inspect('select * from platform.migrations order by owner, version'), before);
  assert.deepEqual(
    (await status()).map((each) => [each.globalVersion, each.latestVersion, each.schemas, each.behind, each.lastFailure]),
    [
      [1, 0, [{ version: 0, count: 1 }], 0, null],
      [0, 1, [{ version: 1, count: 1 }], 0, null],
    ],
  );
});

test('an edited released step is refused by its name, a gap and a step taken twice too, and nothing is changed', async () => {
  const ground = await newGround();
  await ground.migrate(base);
  const [schema] = await ground.provision(1);
  const edited = { ...notes, sql: `${notes.sql} create index on notes (text);` };
  await assert.rejects(
    ground.migrate([base[0]!, { owner: 'writing', global: [], tenant: [edited, counted(2)] }]),
    /The released migration writing\/1 \(step 1\) was edited; add a new step instead\./,
  );
  await assert.rejects(
    ground.migrate([{ ...base[0]!, global: [step(1, 'create table tenants.facts (id uuid)')] }]),
    /tenants\/1 \(step 1\) was edited/,
  );
  await assert.rejects(ground.migrate(withSteps(counted(3))), /writing\/tenant: expected version 2, found 3/);
  await assert.rejects(ground.migrate(withSteps(counted(2), counted(2))), /expected version 3, found 2/);
  assert.deepEqual(await tablesOf(ground, schema!), ['notes']);
});

test('a global step that fails is named and leaves nothing of itself', async () => {
  const ground = await newGround();
  await ground.migrate(base);
  const broken = step(2, 'create table tenants.half (id uuid); select 1 / 0;');
  await assert.rejects(
    ground.migrate([{ ...base[0]!, global: [...base[0]!.global, broken] }]),
    /migration tenants\/global\/2 \(step 2\) failed: division by zero/,
  );
  assert.deepEqual(await ground.inspect(`select from pg_tables where tablename = 'half'`), []);
  assert.deepEqual((await ground.migrate(base)).globalSteps, 0);
});

test('of two migrators at once one does the work, each step is done once', async () => {
  const ground = await newGround();
  const both = await Promise.all([ground.migrate(base), ground.migrate(base)]);
  assert.deepEqual(
    both.map((report) => report.globalSteps).toSorted((left, right) => left - right),
    [0, 1 + platformMigrations.global.length],
  );
  const schemas = await ground.provision(6);
  const slow = step(2, `${counted(2).sql} select pg_sleep(0.02);`);
  const reports = await Promise.all([ground.migrate(withSteps(slow)), ground.migrate(withSteps(slow))]);
  assert.deepEqual(
    reports.map((report) => report.tenantSteps).toSorted((left, right) => left - right),
    [0, 6],
  );
  assert.deepEqual(
    reports.flatMap((report) => report.failures),
    [],
  );
  for (const schema of schemas) assert.equal((await ground.inspect(`select from "${schema}".done_2`)).length, 1);
});

test('one odd tenant stays behind and is named, the others go on, and a later run picks it up', async () => {
  const ground = await newGround();
  await ground.migrate(base);
  const schemas = (await ground.provision(5)).toSorted();
  const odd = schemas[1]!;
  await ground.inspect(`create table "${odd}".done_3 (leftover text)`);
  const sets = withSteps(counted(2), counted(3), counted(4));
  const report = await ground.migrate(sets);
  const failure = { schema: odd, subgraph: 'writing', version: 3, message: 'relation "done_3" already exists' };
  assert.deepEqual(report, { globalSteps: 0, tenantSteps: 4 * 3 + 1, tenantSchemas: 5, failures: [failure] });
  const [, writing] = await migrationStatus({ ownerUrl: ground.ownerUrl, sets });
  const { failedAt, ...lastFailure } = writing!.lastFailure!;
  assert.ok(failedAt instanceof Date);
  assert.deepEqual(
    { ...writing, lastFailure },
    {
      subgraph: 'writing',
      globalVersion: 0,
      latestGlobalVersion: 0,
      latestVersion: 4,
      schemas: [
        { version: 4, count: 4 },
        { version: 2, count: 1 },
      ],
      behind: 1,
      lastFailure: { schema: odd, version: 3, message: failure.message },
    },
  );
  assert.deepEqual((await ground.migrate(sets)).failures, [failure]);
  await ground.inspect(`drop table "${odd}".done_3`);
  assert.deepEqual(await ground.migrate(sets), { globalSteps: 0, tenantSteps: 2, tenantSchemas: 1, failures: [] });
  const [, healed] = await migrationStatus({ ownerUrl: ground.ownerUrl, sets });
  assert.deepEqual([healed!.schemas, healed!.behind, healed!.lastFailure], [[{ version: 4, count: 5 }], 0, null]);
});

test('a schema whose very first step fails is told apart from the others', async () => {
  const ground = await newGround();
  await ground.migrate(base);
  const [odd, fine] = await ground.provision(2);
  await ground.inspect(`create table "${odd}".tags (leftover text)`);
  const sets = [...base, { owner: 'tagging', global: [], tenant: [tags] }];
  const report = await ground.migrate(sets);
  assert.deepEqual(
    report.failures.map((failure) => [failure.schema, failure.version]),
    [[odd, 1]],
  );
  const status = (await migrationStatus({ ownerUrl: ground.ownerUrl, sets })).at(-1)!;
  assert.deepEqual([status.behind, status.lastFailure?.schema, await tablesOf(ground, fine!)], [1, odd, ['notes', 'tags']]);
});

test('killed in the middle of 50 schemas, the next run finishes: every step done once in every schema', async () => {
  const ground = await newGround();
  await ground.migrate(base);
  const schemas = await ground.provision(50);
  const slow = step(2, `${counted(2).sql} select pg_sleep(0.01);`);
  const sets = withSteps(slow, counted(3));
  const doneSchemas = async (): Promise<number> =>
    (await ground.inspect(`select from platform.tenant_schema_versions where subgraph = 'writing' and version >= 2`)).length;
  const killed = ground.migrate(sets);
  killed.catch(() => {});
  while ((await doneSchemas()) < 10) await wait(2);
  const kill = `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'waybill-migrate' and datname = current_database()`;
  assert.equal((await ground.inspect(kill)).length, 3, 'the lock and two workers');
  await assert.rejects(killed);
  const before = await doneSchemas();
  assert.ok(before >= 10 && before < 50, `${before} of 50 were done when it was killed`);

  const report = await ground.migrate(sets);
  assert.deepEqual(report.failures, []);
  for (const schema of schemas) {
    assert.deepEqual(await tablesOf(ground, schema), ['done_2', 'done_3', 'notes']);
    assert.equal((await ground.inspect(`select from "${schema}".done_2 union all select from "${schema}".done_3`)).length, 2);
  }
  assert.deepEqual((await migrationStatus({ ownerUrl: ground.ownerUrl, sets }))[1]!.schemas, [{ version: 3, count: 50 }]);
});

test('spare and claimed schemas get the new steps, and a schema made afterwards has every one', async () => {
  const ground = await newGround();
  await ground.migrate(base);
  await ground.provision(3);
  const tenants = ground.open('tenants').session(NO_SCOPE);
  const claimed = (await claimSpareSchema(tenants, newId()))!;
  await ground.migrate(withSteps(counted(2)));
  const [made] = await ground.provision(1);
  const all = await ground.inspect<{ name: string; claimed: boolean }>(
    'select schema_name as name, tenant_id is not null as claimed from platform.tenant_schemas',
  );
  assert.deepEqual([all.length, all.filter((each) => each.claimed).map((each) => each.name)], [4, [claimed]]);
  for (const { name } of all) assert.deepEqual(await tablesOf(ground, name), ['done_2', 'notes']);
  assert.deepEqual(await ground.inspect(`select version from platform.tenant_schema_versions where schema_name = $1`, [made]), [
    { version: 2 },
  ]);
});

test('a subgraph that comes later can use its tables in schemas that were there before', async () => {
  const ground = await newGround();
  await ground.migrate(base);
  const tenantId = newId();
  await ground.provision(1);
  const schema = (await claimSpareSchema(ground.open('tenants').session(NO_SCOPE), tenantId))!;
  await ground.migrate([...base, { owner: 'tagging', global: [], tenant: [tags] }]);
  const session = ground.open('tagging').session(tenantScope({ id: tenantId, schema }, true));
  await session.query(sql`insert into tags (test_mode, id) values (true, ${newId()})`);
  assert.equal((await session.query(sql`select * from tags`)).length, 1);
  await assert.rejects(session.query(sql`select * from notes`), { code: '42501' });
});

test('a schema that is being made while a step is registered ends up with the step', async () => {
  const ground = await newGround();
  const slow = step(2, 'select pg_sleep(0.3);');
  await ground.migrate(withSteps(slow));
  const making = ground.provision(1);
  await wait(120);
  await ground.migrate(withSteps(slow, counted(3)));
  const [schema] = await making;
  const [row] = await ground.inspect(`select version from platform.tenant_schema_versions where schema_name = $1`, [schema]);
  assert.deepEqual([row, await tablesOf(ground, schema!)], [{ version: 3 }, ['done_3', 'notes']]);
});
