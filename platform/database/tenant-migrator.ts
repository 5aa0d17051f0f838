import { escapeIdentifier, escapeLiteral, type Client } from 'pg';
import { checksum, pendingSteps, renderRoles, type MigrationSet } from './migration.ts';

// Ours, for a step that another migrator has done in the meantime.
const VERSION_MOVED = 'WB001';

/** What was done in tenant schemas. A schema with a failure stays behind until the next run; the others do not wait for it. */
export interface TenantMigrationReport {
  tenantSteps: number;
  tenantSchemas: number;
  failures: { schema: string; subgraph: string; version: number; message: string }[];
}

interface TenantMigratorOptions {
  connect: () => Promise<Client>;
  /** The database role of a subgraph. */
  roleOf: (subgraph: string) => string;
  concurrency: number;
}

interface TenantStep {
  schema_name: string;
  subgraph: string;
  version: number;
  sql: string;
}

/** Adds the set's new tenant steps to those that every new schema is made with. */
export async function registerTenantMigrations(
  client: Client,
  set: MigrationSet,
  roleOf: TenantMigratorOptions['roleOf'],
): Promise<void> {
  const registered = await client.query<{ version: number; checksum: string }>(
    'select version, checksum from platform.tenant_migrations where subgraph = $1',
    [set.owner],
  );
  for (const migration of pendingSteps(set.owner, set.tenant, registered.rows)) {
    await client.query(
      'insert into platform.tenant_migrations (subgraph, version, name, checksum, sql) values ($1, $2, $3, $4, $5)',
      [set.owner, migration.version, migration.name, checksum(migration), renderRoles(migration.sql, set.owner, roleOf)],
    );
  }
}

/** Brings every tenant schema, spare ones too, to the registered steps. */
export async function migrateTenantSchemas(client: Client, options: TenantMigratorOptions): Promise<TenantMigrationReport> {
  const behind = await client.query<TenantStep>(`
    select s.schema_name, m.subgraph, m.version, m.sql
    from platform.tenant_schemas s
    cross join platform.tenant_migrations m
    left join platform.tenant_schema_versions v on v.schema_name = s.schema_name and v.subgraph = m.subgraph
    where m.version > coalesce(v.version, 0)
    order by s.schema_name, m.position`);
  const bySchema = Map.groupBy(behind.rows, (step) => step.schema_name);
  const queue = [...bySchema.values()];
  const report: TenantMigrationReport = { tenantSteps: 0, tenantSchemas: bySchema.size, failures: [] };
  const worker = async (): Promise<void> => {
    const connection = await options.connect();
    try {
      for (let steps = queue.shift(); steps; steps = queue.shift()) await migrateSchema(connection, steps, options, report);
    } finally {
      await connection.end();
    }
  };
  // All have ended before the first one's fault is told: nothing goes on in tenant schemas once the migrator's lock is gone.
  const outcomes = await Promise.allSettled(Array.from({ length: Math.min(options.concurrency, queue.length) }, worker));
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  return report;
}

async function migrateSchema(
  client: Client,
  steps: readonly TenantStep[],
  { roleOf }: TenantMigratorOptions,
  report: TenantMigrationReport,
): Promise<void> {
  for (const step of steps) {
    try {
      await client.query(tenantStepMessage(step, roleOf(step.subgraph)));
      report.tenantSteps += 1;
    } catch (error) {
      await client.query('rollback');
      if ((error as { code?: string }).code === VERSION_MOVED) continue;
      const { message } = error as Error;
      await recordFailure(client, step, message);
      report.failures.push({ schema: step.schema_name, subgraph: step.subgraph, version: step.version, message });
      return;
    }
  }
}

async function recordFailure(client: Client, step: TenantStep, message: string): Promise<void> {
  await client.query(
    `insert into platform.tenant_schema_versions (schema_name, subgraph, version, failed_version, failed_at, failure)
    values ($1, $2, 0, $3, now(), $4)
    on conflict (schema_name, subgraph) do update
      set failed_version = excluded.failed_version, failed_at = excluded.failed_at, failure = excluded.failure`,
    [step.schema_name, step.subgraph, step.version, message],
  );
}

// One message: the step and its version commit together, or not at all; whoever lost a race finds the version moved and goes on.
function tenantStepMessage(step: TenantStep, role: string): string {
  const schema = escapeLiteral(step.schema_name);
  const subgraph = escapeLiteral(step.subgraph);
  // A subgraph that is younger than the schema has no way into it yet.
  const grant =
    step.version === 1 ? `grant usage on schema ${escapeIdentifier(step.schema_name)} to ${escapeIdentifier(role)};` : '';
  return `begin; set local lock_timeout to '2s';
    select pg_advisory_xact_lock(hashtext(${schema}));
    insert into platform.tenant_schema_versions (schema_name, subgraph, version) values (${schema}, ${subgraph}, 0) on conflict do nothing;
    do $$ begin
      update platform.tenant_schema_versions
        set version = ${step.version}, migrated_at = now(), failed_version = null, failed_at = null, failure = null
        where schema_name = ${schema} and subgraph = ${subgraph} and version = ${step.version - 1};
      if not found then raise exception 'the schema is not at version ${step.version - 1}' using errcode = '${VERSION_MOVED}'; end if;
    end $$;
    ${grant}
    set local search_path to ${escapeIdentifier(step.schema_name)};
    ${step.sql}
    ; commit`;
}
