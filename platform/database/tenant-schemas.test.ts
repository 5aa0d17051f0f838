import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { newId } from '../ids/public-id.ts';
import { createTestWorld, type TestWorld } from '../../test/support/test-world.ts';
import { NO_SCOPE } from './database.ts';
import type { Session } from './session.ts';
import { claimSpareSchema, countSpareSchemas, findTenantSchema, provisionSpareSchema } from './tenant-schemas.query.ts';

let world: TestWorld;
let tenants: Session;
before(async () => {
  world = await createTestWorld({ startsWorkers: false, poolSize: 10 });
  tenants = sessionOf('tenants');
});
after(() => world.close());

const sessionOf = (subgraph: string): Session => world.marketplace.subgraphs.get(subgraph)!.database.session(NO_SCOPE);
const provision = (name: string): Promise<unknown> => tenants.query(sql`select platform.provision_schema(${name})`);
const schemaNames = async (): Promise<string[]> =>
  (await world.inspect<{ name: string }>(`select nspname as name from pg_namespace where nspname ~ '^t_' order by 1`)).map(
    (row) => row.name,
  );

test('50 claimers at once over 10 connections: 6 spare schemas go to 6 of them, none twice, the others get none and do not wait', async () => {
  for (let made = 0; made < 6; made += 1) await provisionSpareSchema(tenants);
  assert.equal(await countSpareSchemas(tenants), 6);
  const claimers = Array.from({ length: 50 }, newId);
  const claimed = await Promise.all(claimers.map((tenantId) => claimSpareSchema(tenants, tenantId)));
  const given = claimed.filter((schema) => schema !== undefined);
  assert.equal(given.length, 6);
  assert.equal(new Set(given).size, 6);
  assert.equal(await countSpareSchemas(tenants), 0);
  for (const [index, tenantId] of claimers.entries()) assert.equal(await findTenantSchema(tenants, tenantId), claimed[index]);
});

test('a claim that is rolled back leaves its schema to the next, and meanwhile others take another', async () => {
  const first = await provisionSpareSchema(tenants);
  const second = await provisionSpareSchema(tenants);
  let other: string | undefined;
  const givenUp = tenants.transaction(async (transaction) => {
    assert.equal(await claimSpareSchema(transaction, newId()), first);
    other = await claimSpareSchema(tenants, newId());
    throw new Error('given up');
  });
  await assert.rejects(givenUp, /given up/);
  assert.equal(other, second);
  assert.equal(await claimSpareSchema(tenants, newId()), first);
});

test('a tenant gets one schema, and a second claim for it is refused', async () => {
  await provisionSpareSchema(tenants);
  await provisionSpareSchema(tenants);
  const tenantId = newId();
  const schema = await claimSpareSchema(tenants, tenantId);
  await assert.rejects(claimSpareSchema(tenants, tenantId), { code: 'CONFLICT' });
  assert.equal(await findTenantSchema(tenants, tenantId), schema);
  assert.equal(await countSpareSchemas(tenants), 1);
});

test('a name that is none of a tenant schema, or one that is taken, is refused and nothing is made', async () => {
  const taken = await provisionSpareSchema(tenants);
  const before = await schemaNames();
  const names = [
    '',
    't_',
    't_short',
    'platform',
    'public',
    'pg_temp',
    't_UPPERCASE00',
    't_with space0',
    't_quote"00000',
    't_0123456789;',
  ];
  for (const name of [...names, `t_${'x'.repeat(41)}`, 't_0123456789\nplatform', ` ${taken}`])
    await assert.rejects(provision(name), /malformed schema name/, name);
  await assert.rejects(provision(taken), { code: '42P06' });
  assert.deepEqual(await schemaNames(), before);
});

test('the tenants role can make a tenant schema by the function alone: no schema, table or function by itself', async () => {
  const own = await provisionSpareSchema(tenants);
  const attempts = [
    'create schema t_0123456789abcdef',
    'create schema mine',
    `create table "${own}".mine (id uuid)`,
    'create table tenants.mine (id uuid)',
    'create table platform.mine (id uuid)',
    'create table public.mine (id uuid)',
    `create function tenants.mine() returns void language sql as ''`,
    `drop schema "${own}" cascade`,
    `alter table tenants.users disable row level security`,
    `insert into platform.tenant_schemas (schema_name) values ('platform')`,
    `insert into platform.tenant_migrations (subgraph, version, name, checksum, sql) values ('x', 1, 'x', 'x', 'select 1')`,
    `update platform.tenant_migrations set sql = 'select 1'`,
    `delete from platform.tenant_schemas`,
    'create role mine',
    'set role waybill_billing',
    'set session authorization waybill_billing',
  ];
  for (const attempt of attempts)
    await assert.rejects(tenants.query(sql.raw(attempt)), (error: { code?: string }) => error.code === '42501', attempt);
});

test('no other subgraph makes or claims schemas', async () => {
  for (const subgraph of ['shipping', 'addons', 'billing', 'partners', 'analytics']) {
    await assert.rejects(provisionSpareSchema(sessionOf(subgraph)), { code: '42501' }, subgraph);
    await assert.rejects(claimSpareSchema(sessionOf(subgraph), newId()), { code: '42501' }, subgraph);
  }
});

test('schemas made side by side are complete and alike', async () => {
  const made = await Promise.all(Array.from({ length: 3 }, () => provisionSpareSchema(tenants)));
  const tables = await world.inspect<{ schema: string; tables: number; versions: string }>(
    `select s.schema_name as schema, (select count(*)::int from pg_tables where schemaname = s.schema_name) as tables,
      (select string_agg(v.subgraph || v.version, ' ' order by v.subgraph) from platform.tenant_schema_versions v where v.schema_name = s.schema_name) as versions
    from platform.tenant_schemas s where s.schema_name = any($1)`,
    [made],
  );
  assert.equal(tables.length, 3);
  assert.ok(tables[0]!.tables >= 30, `${tables[0]!.tables} tables`);
  for (const each of tables) assert.deepEqual([each.tables, each.versions], [tables[0]!.tables, tables[0]!.versions]);
});
