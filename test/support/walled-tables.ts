import type { TestTenant, TestWorld } from './test-world.ts';

/** A table whose rows belong to tenants, as the catalogue knows it. */
export interface WalledTable {
  schema: string;
  name: string;
  /** Columns that a row can be given, with their types. */
  columns: ReadonlyMap<string, string>;
  hasWalls: boolean;
  areWallsForced: boolean;
  isOrganizationWalled: boolean;
  isModeWalled: boolean;
  isUpdatable: boolean;
  /** The subgraphs that may read it, and the first of them. */
  readers: string[];
  reader: string;
}

/** A row that was put into a table, with its text as a select of the whole row answers it. */
export interface FilledRow {
  tenantId: string;
  organizationId: string | null;
  testMode: boolean;
  text: string;
}

/** Every table of a tenant schema and every table that tenants share. */
export async function walledTables(world: TestWorld, tenantSchema: string): Promise<WalledTable[]> {
  const found = await world.inspect<Omit<WalledTable, 'columns' | 'reader'> & { columns: Record<string, string> }>(
    `select n.nspname as schema, c.relname as name, c.relrowsecurity as "hasWalls", c.relforcerowsecurity as "areWallsForced",
      coalesce(bool_or(pg_get_expr(p.polqual, c.oid) like '%app.organization_id%'), false) as "isOrganizationWalled",
      coalesce(bool_or(pg_get_expr(p.polqual, c.oid) like '%app.test_mode%'), false) as "isModeWalled",
      exists (select from aclexplode(c.relacl) a join pg_roles r on r.oid = a.grantee
        where a.privilege_type = 'UPDATE' and r.rolname like 'waybill\\_%') as "isUpdatable",
      (select array_agg(distinct substr(r.rolname, 9)) from aclexplode(c.relacl) a join pg_roles r on r.oid = a.grantee
        where a.privilege_type = 'SELECT' and r.rolname like 'waybill\\_%') as readers,
      (select jsonb_object_agg(attname, format_type(atttypid, atttypmod)) from pg_attribute
        where attrelid = c.oid and attnum > 0 and not attisdropped and attgenerated = '' and attidentity = '') as columns
    from pg_class c join pg_namespace n on n.oid = c.relnamespace left join pg_policy p on p.polrelid = c.oid
    where (n.nspname = $1 and c.relkind = 'r') or (c.relkind = 'p' and exists (
      select from pg_attribute where attrelid = c.oid and attname = 'tenant_id'))
    group by c.oid, n.nspname order by 1, 2`,
    [tenantSchema],
  );
  return found.map((table) => ({
    ...table,
    columns: new Map(Object.entries(table.columns)),
    readers: table.readers ?? [],
    reader: table.readers?.[0] ?? 'nobody',
  }));
}

/** A table with rows of tenants or organizations that no row-level security is forced on. */
export interface OpenTable {
  schema: string;
  name: string;
}

/** Every table, partitions aside, that holds rows of tenants or organizations without forced row-level security; and how many hold such rows. */
export async function openTables(world: TestWorld): Promise<{ tables: OpenTable[]; count: number }> {
  const found = await world.inspect<OpenTable & { isWalled: boolean }>(
    `select n.nspname as schema, c.relname as name, c.relrowsecurity and c.relforcerowsecurity as "isWalled"
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p') and not c.relispartition and n.nspname !~ '^(pg_|information_schema)' and (n.nspname ~ '^t_' or exists (
       select from pg_attribute where attrelid = c.oid and attname in ('tenant_id', 'organization_id')))
     order by 1, 2`,
  );
  return { tables: found.filter(({ isWalled }) => !isWalled).map(({ schema, name }) => ({ schema, name })), count: found.length };
}

/** Puts a row of each organization and mode of the tenant into the table, past its constraints: only the walls are looked at. */
export async function fillTable(
  world: TestWorld,
  table: WalledTable,
  place: { tenant: TestTenant; organizations: readonly string[] },
): Promise<FilledRow[]> {
  const isShared = table.columns.has('tenant_id');
  const name = `"${isShared ? table.schema : place.tenant.schema}"."${table.name}"`;
  await liftConstraints(world, name);
  // What a tenant begins with is made by nobody's scope.
  if (!isShared) await world.inspect(`delete from ${name}`);
  const isOfOrganization = table.name === 'organizations' || table.columns.has('organization_id');
  const owners = isOfOrganization ? place.organizations : [null];
  const modes = table.columns.has('test_mode') ? [false, true] : [false];
  const filled: FilledRow[] = [];
  for (const organizationId of owners) {
    for (const testMode of modes) {
      const fixed: Record<string, string | boolean | null> = {
        tenant_id: place.tenant.id,
        test_mode: testMode,
        organization_id: organizationId,
        ...(table.name === 'organizations' && !isShared ? { id: organizationId } : {}),
      };
      const names = [...table.columns.keys()];
      const values = names.map((column) =>
        column in fixed && fixed[column] !== null ? `'${fixed[column]}'` : anyValue(table.columns.get(column)!),
      );
      const [row] = await world.inspect<{ text: string }>(
        `insert into ${name} as filled (${names.map((column) => `"${column}"`).join(', ')}) values (${values.join(', ')}) returning filled::text as text`,
      );
      filled.push({ tenantId: place.tenant.id, organizationId, testMode, text: row!.text });
    }
  }
  return filled;
}

async function liftConstraints(world: TestWorld, name: string): Promise<void> {
  const constraints = await world.inspect<{ name: string }>(
    `select conname as name from pg_constraint where conrelid = $1::regclass and contype in ('c', 'f')`,
    [name],
  );
  for (const constraint of constraints) await world.inspect(`alter table ${name} drop constraint "${constraint.name}"`);
}

function anyValue(type: string): string {
  if (type.endsWith('[]')) return `'{}'`;
  if (type === 'uuid') return 'gen_random_uuid()';
  if (type.startsWith('json')) return `'{}'`;
  if (type === 'boolean') return 'false';
  if (type === 'date' || type.startsWith('timestamp')) return `'2026-03-01'`;
  if (/^(numeric|integer|bigint|smallint|double|real)/.test(type)) return '1';
  if (type === 'bytea') return `'\\x00'`;
  if (/^(text|character)/.test(type)) return `'${type === 'text' ? Math.random().toString(36).slice(2) : 'x'}'`;
  return 'null';
}
