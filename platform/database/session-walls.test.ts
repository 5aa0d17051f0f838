import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { newId, type Uuid } from '../ids/public-id.ts';
import { createTestWorld, type TestTenant, type TestWorld } from '../../test/support/test-world.ts';
import { fillTable, openTables, walledTables, type FilledRow, type WalledTable } from '../../test/support/walled-tables.ts';
import { scopeOf, type RequestIdentity } from '../context/request-context.ts';
import { NO_SCOPE, tenantScope, type Database } from './database.ts';
import type { SessionScope } from './session-scope.ts';

const ALL_SUBGRAPHS = ['tenants', 'shipping', 'addons', 'billing', 'partners', 'analytics'];
// What a partner has, and what all organizations of a tenant share unless one has its own, is filtered by who asks instead.
const SHARED_BETWEEN_ORGANIZATIONS = /^(partner_\w+|usage_rates|rate_cards|rate_card_prices)$/;

// Tables with rows of tenants but without row-level security, and what holds instead. A tenant's schema has none of them.
const OPEN_TABLES: Readonly<Record<string, string>> = {
  'addons.open_simulations': 'ids alone, by which the job that runs them finds the tenants with work',
  'billing.ledger_unsealed': 'ids alone, drained across tenants by the one role that may read it',
  'platform.audit_unsealed': 'ids alone, drained across tenants by the one role that may read it',
  'platform.due_work': 'ids and times alone, by which a job finds the tenants with work',
  'platform.outbox': 'written by services, read by the relay alone, across tenants',
  'platform.tenant_schemas': 'a directory: which schema is whose',
  'tenants.api_tokens': 'a directory: read before it is known whose request it is',
  'tenants.invitations': 'a directory: accepted by people who belong to no tenant yet',
  'tenants.ip_rules': 'which networks a tenant allows: read before it is known whose request it is',
  'tenants.member_directory': 'a directory: people belong to several tenants',
  'tenants.organization_directory': 'a directory: operators count and find organizations across tenants',
  'tenants.provisioning': 'how far the making of a tenant is, for operators',
  'tenants.roles': 'a directory: read before it is known whose request it is',
  'tenants.sessions': 'a directory: read before it is known whose request it is',
  'tenants.tenant_counts': 'counts, for operators',
  'tenants.tenant_domains': 'a directory: read before it is known whose request it is',
  'tenants.tenant_members': 'a directory: people belong to several tenants',
};

interface Place {
  tenant: TestTenant;
  organizations: [Uuid, Uuid];
}

let world: TestWorld;
let places: [Place, Place];
let tenantTables: WalledTable[] = [];
let sharedTables: WalledTable[] = [];
const rows = new Map<string, FilledRow[]>();

before(async () => {
  world = await createTestWorld({ startsWorkers: false, poolSize: 4 });
  const [one, two] = [await world.createTenant(), await world.createTenant()];
  places = [
    { tenant: one, organizations: [newId(), newId()] },
    { tenant: two, organizations: [newId(), newId()] },
  ];
  const tables = await walledTables(world, one.schema);
  tenantTables = tables.filter((table) => table.schema === one.schema);
  sharedTables = tables.filter((table) => table.schema !== one.schema);
  for (const table of tables) {
    const filled: FilledRow[] = [];
    for (const { tenant, organizations } of places) filled.push(...(await fillTable(world, table, { tenant, organizations })));
    rows.set(nameOf(table), filled);
  }
});
after(() => world.close());

const databaseOf = (subgraph: string): Database => world.marketplace.subgraphs.get(subgraph)!.database;
const nameOf = (table: WalledTable): string =>
  tenantTables.includes(table) ? `"${table.name}"` : `"${table.schema}"."${table.name}"`;

function visible(table: WalledTable, scope: SessionScope): string[] {
  return rows
    .get(nameOf(table))!
    .filter(
      (row) =>
        row.tenantId === scope.tenant?.id &&
        (!table.isModeWalled || row.testMode === scope.testMode) &&
        (!table.isOrganizationWalled || scope.organization === 'all' || row.organizationId === scope.organization),
    )
    .map((row) => row.text)
    .toSorted();
}

async function seen(table: WalledTable, scope: SessionScope, subgraph = table.reader): Promise<string[]> {
  const statement = sql.raw<{ row: string }>(`select listed::text as row from ${nameOf(table)} as listed`);
  return (await databaseOf(subgraph).session(scope).query(statement)).map(({ row }) => row).toSorted();
}

function everyScope(): SessionScope[] {
  return places.flatMap(({ tenant, organizations }) =>
    [...organizations, 'all' as const, null].flatMap((organization) =>
      [false, true].map((testMode) => ({ tenant, organization, testMode })),
    ),
  );
}

const fails = (code: string) => (error: unknown) => {
  assert.equal((error as { code?: string }).code, code, String(error));
  return true;
};

test('every tenant table of every subgraph has both walls, forced, and one subgraph that may use it', () => {
  assert.ok(tenantTables.length >= 30, `${tenantTables.length} tenant tables`);
  assert.ok(sharedTables.length >= 5, `${sharedTables.length} tables shared by tenants`);
  const readers = new Set(tenantTables.map((table) => table.reader));
  assert.ok(readers.size >= 5, [...readers].join(', '));
  for (const table of [...tenantTables, ...sharedTables]) {
    assert.deepEqual([table.hasWalls, table.areWallsForced], [true, true], table.name);
    assert.ok(ALL_SUBGRAPHS.includes(table.reader), `${table.name} is for ${table.reader}`);
  }
  for (const table of tenantTables) {
    assert.equal(table.isModeWalled, table.columns.has('test_mode'), table.name);
    if (table.columns.has('organization_id') && !SHARED_BETWEEN_ORGANIZATIONS.test(table.name))
      assert.equal(table.isOrganizationWalled, true, `${table.name} holds rows of organizations without a wall between them`);
  }
});

test('no table is without forced row-level security but those that say why, in a tenant’s schema none', async () => {
  const { tables, count } = await openTables(world);
  assert.deepEqual(
    tables.map(({ schema, name }) => `${schema}.${name}`),
    Object.keys(OPEN_TABLES).toSorted(),
  );
  assert.ok(count > tables.length + 60, `${count} tables`);
});

test('a table that somebody adds without a wall is found', async () => {
  const schema = places[0].tenant.schema;
  await world.inspect(`create table "${schema}".forgotten (id uuid)`);
  await world.inspect(
    'create table billing.half_walled (tenant_id uuid); alter table billing.half_walled enable row level security',
  );
  const added = (await openTables(world)).tables.filter(({ schema: place, name }) => !(`${place}.${name}` in OPEN_TABLES));
  await world.inspect(`drop table "${schema}".forgotten, billing.half_walled`);
  assert.deepEqual(
    added.toSorted((left, right) => left.name.localeCompare(right.name)),
    [
      { schema, name: 'forgotten' },
      { schema: 'billing', name: 'half_walled' },
    ],
  );
});

test('a partner’s user sees its own partner’s rows on every table of partners, and no row of an organization', async () => {
  const { tenant } = places[0];
  let looked = 0;
  for (const table of tenantTables.filter((each) => each.name.startsWith('partner'))) {
    const column = table.name === 'partners' ? 'id' : table.columns.has('partner_id') ? 'partner_id' : null;
    const scope: SessionScope = { tenant, organization: null, testMode: false };
    const [own] = await world.inspect<{ id: Uuid }>(
      `select ${column ?? 'null::uuid'} as id from "${tenant.schema}"."${table.name}" where not test_mode`,
    );
    const rowsOf = (partner: Uuid): Promise<string[]> => seen(table, { ...scope, partner });
    assert.ok((await seen(table, scope)).length >= 1, table.name);
    assert.deepEqual(await rowsOf(newId()), [], table.name);
    if (own!.id) assert.equal((await rowsOf(own!.id)).length, 1, table.name);
    looked += 1;
  }
  const partner = newId();
  for (const table of tenantTables.filter((each) => each.isOrganizationWalled))
    assert.deepEqual(await seen(table, scopeOf(partnerIdentity(tenant, partner))), [], table.name);
  assert.ok(looked >= 7, `${looked} tables`);
});

function partnerIdentity(tenant: TestTenant, partnerId: Uuid): RequestIdentity {
  return {
    actor: 'token/x',
    level: 'partner',
    userId: null,
    tenant,
    organizationId: null,
    partnerId,
    testMode: false,
    permissions: [],
  };
}

test('a bare select * shows the rows of the scope’s tenant, organization and mode and no others, on every table', async () => {
  let reads = 0;
  let found = 0;
  for (const table of tenantTables.concat(sharedTables)) {
    for (const scope of everyScope()) {
      const lines = await seen(table, scope);
      assert.deepEqual(lines, visible(table, scope), `${table.name} in ${JSON.stringify(scope)}`);
      reads += 1;
      found += lines.length;
    }
  }
  assert.ok(reads >= 560 && found > reads / 2, `${reads} reads found ${found} rows`);
});

test('a scope without an organization sees no row that belongs to one', async () => {
  for (const table of tenantTables.filter((each) => each.isOrganizationWalled))
    assert.deepEqual(await seen(table, { tenant: places[0].tenant, organization: null, testMode: false }), [], table.name);
});

test('a bare update reaches the rows of the scope and no others, and a row of another organization or mode cannot be written', async () => {
  const [organization, other] = places[0].organizations;
  const scope: SessionScope = { tenant: places[0].tenant, organization, testMode: false };
  const refusals = { organization: 0, mode: 0 };
  let updates = 0;
  for (const table of tenantTables) {
    const session = databaseOf(table.reader).session(scope);
    if (table.isUpdatable) {
      const column = [...table.columns.keys()][0]!;
      const changed = await session.query(sql.raw(`update "${table.name}" set "${column}" = "${column}" returning 1`));
      assert.equal(changed.length, visible(table, scope).length, table.name);
      updates += 1;
    }
    // What the database makes by itself is made anew.
    const columns = sql.join([...table.columns.keys()].map((column) => sql.ref(column)));
    const copyAs = (change: object): Promise<unknown[]> =>
      session.query(sql`
        insert into ${sql.id(table.name)} (${columns}) select ${columns}
        from (select (jsonb_populate_record(listed, ${JSON.stringify(change)}::jsonb)).* from ${sql.id(table.name)} as listed limit 1) as copied`);
    if (table.isOrganizationWalled) {
      const ofOrganization = table.name === 'organizations' ? { id: other } : { organization_id: other };
      await assert.rejects(copyAs(ofOrganization), fails('42501'), table.name);
      refusals.organization += 1;
    }
    if (table.isModeWalled) {
      await assert.rejects(copyAs({ test_mode: true }), fails('42501'), table.name);
      refusals.mode += 1;
    }
  }
  assert.ok(updates >= 30 && refusals.organization >= 25 && refusals.mode >= 30, JSON.stringify({ updates, refusals }));
});

test('without a scope there is no tenant table at all, and shared tables are empty', async () => {
  for (const table of tenantTables) await assert.rejects(seen(table, NO_SCOPE), fails('42P01'), table.name);
  for (const table of sharedTables) assert.deepEqual(await seen(table, NO_SCOPE), [], table.name);
});

test('no subgraph’s role reads a table of another, nor a partition past the wall of its table', async () => {
  const scope = tenantScope(places[0].tenant, false);
  let refused = 0;
  for (const table of [...tenantTables, ...sharedTables]) {
    for (const subgraph of ALL_SUBGRAPHS.filter((each) => !table.readers.includes(each))) {
      await assert.rejects(seen(table, scope, subgraph), fails('42501'), `${subgraph} reads ${table.name}`);
      refused += 1;
    }
  }
  for (const table of sharedTables)
    await assert.rejects(
      databaseOf(table.reader)
        .session(scope)
        .query(sql.raw(`select from ${table.schema}.${table.name}_p0`)),
      fails('42501'),
    );
  assert.ok(refused >= 150, `${refused} refusals`);
});

test('the roles of running services are no owners, no superusers and not exempt from row-level security', async () => {
  const roles = await world.inspect<{ rolname: string }>(
    `select rolname from pg_roles where rolname = any($1) and not (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)`,
    [[...ALL_SUBGRAPHS, 'relay'].map((name) => `waybill_${name}`)],
  );
  assert.equal(roles.length, 7);
  const owned = await world.inspect(
    `select relname from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname like 'waybill\\_%'`,
  );
  assert.deepEqual(owned, []);
  const memberships = await world.inspect(
    `select from pg_auth_members m join pg_roles r on r.oid = m.member where r.rolname like 'waybill\\_%'`,
  );
  assert.deepEqual(memberships, []);
});

test('a malformed schema, tenant or organization in a scope is refused before anything reaches the database', () => {
  const { tenant, organizations } = places[0];
  const good: SessionScope = { tenant, organization: organizations[0], testMode: false };
  const open = (scope: SessionScope): unknown => databaseOf('shipping').session(scope);
  assert.ok(open(good));
  const quotes = ['"', "'", '; drop schema platform cascade; --', '\n', '\0', ' ', '*', '\\'];
  for (const piece of quotes) {
    assert.throws(() => open({ ...good, tenant: { ...tenant, schema: tenant.schema + piece } }), /malformed schema name/);
    assert.throws(() => open({ ...good, tenant: { ...tenant, id: tenant.id + piece } }), /malformed tenant id/);
    assert.throws(() => open({ ...good, organization: organizations[0] + piece }), /malformed organization id/);
  }
  for (const schema of ['platform', 'public', 'pg_catalog', '', 't_', 'T_0123456789ABCDEF', 't_0123456789, platform', '$user'])
    assert.throws(() => open({ ...good, tenant: { ...tenant, schema } }), /malformed schema name/, schema);
  for (const id of ['', '*', 'all', 'null', tenant.id.toUpperCase(), `{${tenant.id}}`])
    assert.throws(() => open({ ...good, tenant: { ...tenant, id } }), /malformed tenant id/, id);
  for (const organization of ['*', 'ALL', 'null', '%', organizations[0].toUpperCase()])
    assert.throws(() => open({ ...good, organization }), /malformed organization id/, organization);
});

test('600 reads and transactions of 16 scopes at once over 4 connections see nothing of each other', async () => {
  const table = tenantTables.find((each) => each.name === 'shipments')!;
  const database = databaseOf(table.reader);
  const scopes = everyScope();
  const read = sql.raw<{ row: string }>(`select listed::text as row from "shipments" as listed order by 1`);
  const outcomes = await Promise.all(
    Array.from({ length: 600 }, async (_, index) => {
      const scope = scopes[(index * 7) % scopes.length]!;
      const session = database.session(scope);
      const lines: string[][] = [];
      const look = async (db: { query: typeof session.query }): Promise<unknown> =>
        lines.push((await db.query(read)).map(({ row }) => row));
      if (index % 3 === 0) await look(session);
      if (index % 3 === 1)
        await session.transaction(async (transaction) => {
          await look(transaction);
          // In one order, so that scopes that see the same rows wait for each other instead of meeting half-way.
          await transaction.query(sql.raw(`select from "shipments" order by id for update`));
          await transaction.query(sql.raw(`update "shipments" set id = id`));
          await look(transaction);
        });
      if (index % 3 === 2) {
        await assert.rejects(session.query(sql.raw('select 1 / 0 from "shipments" union all select 1 / 0')), fails('22012'));
        await assert.rejects(
          session.transaction(async (transaction) => {
            await look(transaction);
            await transaction.query(sql.raw('select * from "no such table"'));
          }),
          fails('42P01'),
        );
      }
      for (const each of lines) assert.deepEqual(each, visible(table, scope));
      return lines.length;
    }),
  );
  assert.equal(
    outcomes.reduce((sum, count) => sum + count, 0),
    200 + 400 + 200,
  );
  assert.ok(database.pool.totalCount <= 4, `${database.pool.totalCount} connections`);
});
