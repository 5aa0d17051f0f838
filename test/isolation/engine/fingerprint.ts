import type { TestWorld } from '../../support/test-world.ts';

/** Whose rows are looked at. */
export interface FingerprintScope {
  tenantId: string;
  schema: string;
  /** Of this organization alone, in tables that know organizations. */
  organizationId?: string;
  /** Of this mode alone, in tables that know modes. */
  testMode?: boolean;
  /** Whether tables that are of both modes are left out: what somebody does in the other mode stands in them. */
  isOfOneMode?: boolean;
}

// What is on its way (events, e-mail, notes of work), what it adds up to, the ledger, seals: their causes are looked at instead.
const IN_FLIGHT =
  /^(?:platform\.(?:outbox|deliveries|consumed_events|due_work|subscriptions|tenant_|subgraph_|audit_(?!log$)|outbound_emails)|billing\.ledger_|tenants\.(?:audit_|tenant_counts)|analytics\.)/;
// Counted requests, the callers' own among them; and when something was last used.
const METERED = `event_type = 'api_request'`;
const OF_BOTH_MODES = /^(?:platform\.audit_log|tenants\.)/;
const VOLATILE_COLUMNS = ['last_used_at', 'last_used_ip'];

interface FingerprintTable {
  name: string;
  columns: string[];
}

/** A digest of each table's rows in the scope: equal digests mean that nothing was changed. */
export type Fingerprint = Readonly<Record<string, string>>;

/** Takes fingerprints past every wall, as the owner of the database. */
export class Fingerprints {
  private readonly world: TestWorld;
  private readonly tables = new Map<string, FingerprintTable[]>();

  constructor(world: TestWorld) {
    this.world = world;
  }

  async take(scope: FingerprintScope): Promise<Fingerprint> {
    const tables = (await this.tablesOf(scope.schema)).filter(({ name }) => !scope.isOfOneMode || !OF_BOTH_MODES.test(name));
    const parts = tables.map((table) => `select '${table.name}' as name, ${digestOf(table, scope)} as digest`);
    const rows = await this.world.inspect<{ name: string; digest: string }>(parts.join('\nunion all '));
    return Object.fromEntries(rows.map(({ name, digest }) => [name, digest]));
  }

  private async tablesOf(schema: string): Promise<FingerprintTable[]> {
    const known = this.tables.get(schema);
    if (known) return known;
    const found = await this.world.inspect<FingerprintTable>(
      `select n.nspname || '.' || c.relname as name, array_agg(a.attname::text) as columns
       from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
       where not c.relispartition and c.relkind in ('r', 'p') and (n.nspname = $1 or n.nspname !~ '^(t_|pg_|information_schema)')
       group by n.nspname, c.relname having n.nspname = $1 or bool_or(a.attname = 'tenant_id') or n.nspname || '.' || c.relname = 'tenants.tenants'
       order by 1`,
      [schema],
    );
    const tables = found.filter(({ name }) => !IN_FLIGHT.test(name));
    if (tables.length < 20) throw new Error(`only ${tables.length} tables of ${schema} were found`);
    this.tables.set(schema, tables);
    return tables;
  }
}

/** The tables that differ. */
export function changedTables(before: Fingerprint, after: Fingerprint): string[] {
  return Object.keys(after).filter((name) => before[name] !== after[name]);
}

function digestOf({ name, columns }: FingerprintTable, scope: FingerprintScope): string {
  const is = (column: string, value: string | undefined): string[] =>
    value !== undefined && columns.includes(column) ? [`${column} = '${value}'`] : [];
  const conditions = [
    ...is(name === 'tenants.tenants' ? 'id' : 'tenant_id', name.startsWith(`${scope.schema}.`) ? undefined : scope.tenantId),
    ...is(name.endsWith('.organizations') ? 'id' : 'organization_id', scope.organizationId),
    ...is('test_mode', scope.testMode === undefined ? undefined : String(scope.testMode)),
    ...(/^billing\.usage_(events|totals)$/.test(name) ? [`not (${METERED})`] : []),
  ];
  const where = conditions.length > 0 ? ` where ${conditions.join(' and ')}` : '';
  const ignored = VOLATILE_COLUMNS.filter((column) => columns.includes(column));
  const row = ignored.length > 0 ? `(to_jsonb(r) - array['${ignored.join("','")}'])::text` : 'r::text';
  return `(select coalesce(md5(string_agg(md5(${row}), '' order by md5(${row}))), '') || count(*) from ${name} r${where})`;
}
