import { createHmac } from 'node:crypto';
import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { StartupError } from '../errors/startup-error.ts';
import { assertConsecutive, checksum, renderRoles, type Migration, type MigrationSet } from './migration.ts';
import { platformMigrations } from './migrations/platform-migrations.ts';

/** What the migrator did, for the log and for tests. */
export interface MigrationReport {
  globalSteps: number;
  tenantSteps: number;
  tenantSchemas: number;
  failures: { schema: string; subgraph: string; version: number; message: string }[];
}

interface MigratorOptions {
  /** Connection string of the owner: may create roles, schemas and tables. Never used by running services. */
  ownerUrl: string;
  /** Secret from which the passwords of the subgraphs' roles are derived. */
  secret: string;
  rolePrefix: string;
  sets: readonly MigrationSet[];
  /** How many tenant schemas are migrated side by side. */
  concurrency?: number;
}

/** The database role of a subgraph (or of the relay). */
export function roleName(prefix: string, subgraph: string): string {
  return `${prefix}_${subgraph}`;
}

/** The connection string by which a subgraph's own role reaches the database of `ownerUrl`. */
export function roleUrl(options: { ownerUrl: string; secret: string; rolePrefix: string }, subgraph: string): string {
  const url = new URL(options.ownerUrl);
  const role = roleName(options.rolePrefix, subgraph);
  url.username = role;
  url.password = rolePassword(options.secret, role);
  return url.toString();
}

function rolePassword(secret: string, role: string): string {
  return createHmac('sha256', secret).update(`database-role:${role}`).digest('hex');
}

/**
 * Brings a database to the present: roles, global tables, the registered tenant migrations, then every tenant schema by
 * one message each. Safe to run again, from several machines at once, and after a kill: a step is applied with its
 * version in one transaction, and one odd tenant does not stop the rest.
 */
export async function migrate(options: MigratorOptions): Promise<MigrationReport> {
  const client = await connectOwner(options.ownerUrl);
  try {
    // One migrator at a time; the lock ends with the connection.
    await client.query(`select pg_advisory_lock(hashtext('waybill-migrations'))`);
    const subgraphs = options.sets.map((set) => set.owner);
    await ensureRoles(client, options, [...subgraphs, 'relay']);
    const sets = [platformMigrations, ...options.sets];
    let globalSteps = 0;
    for (const set of sets) globalSteps += await applyGlobal(client, options, set, subgraphs);
    await recordRoles(client, options, subgraphs);
    for (const set of options.sets) await registerTenantMigrations(client, options, set);
    const tenants = await migrateTenantSchemas(client, options);
    return { globalSteps, ...tenants };
  } finally {
    await client.end();
  }
}

async function connectOwner(url: string): Promise<Client> {
  const client = new Client({ connectionString: url, application_name: 'waybill-migrate', connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
    return client;
  } catch (error) {
    throw new StartupError(
      'DATABASE_UNREACHABLE',
      `The database of DATABASE_URL cannot be reached: ${(error as Error).message || 'connection refused'}.`,
    );
  }
}

async function ensureRoles(client: Client, options: MigratorOptions, subgraphs: readonly string[]): Promise<void> {
  for (const subgraph of subgraphs) {
    const role = roleName(options.rolePrefix, subgraph);
    const password = escapeLiteral(rolePassword(options.secret, role));
    await client.query(`do $$ begin
      if not exists (select from pg_roles where rolname = ${escapeLiteral(role)}) then
        create role ${escapeIdentifier(role)} login nosuperuser nocreatedb nocreaterole nobypassrls;
      end if;
    end $$`);
    await client.query(`alter role ${escapeIdentifier(role)} password ${password}`);
    await client.query(`alter role ${escapeIdentifier(role)} set search_path to ''`);
    await client.query(`alter role ${escapeIdentifier(role)} set statement_timeout to '60s'`);
    await client.query(`alter role ${escapeIdentifier(role)} set idle_in_transaction_session_timeout to '60s'`);
  }
}

async function applyGlobal(
  client: Client,
  options: MigratorOptions,
  set: MigrationSet,
  subgraphs: readonly string[],
): Promise<number> {
  assertConsecutive(set.owner, 'global', set.global);
  assertConsecutive(set.owner, 'tenant', set.tenant);
  const named = (subgraph: string): string => roleName(options.rolePrefix, subgraph);
  await client.query(`create schema if not exists platform`);
  await client.query(`create table if not exists platform.migrations (
    owner text not null, version int not null, name text not null, checksum text not null,
    applied_at timestamptz not null default now(), primary key (owner, version))`);
  await client.query(`create schema if not exists ${escapeIdentifier(set.owner)}`);
  const readers = set.owner === 'platform' ? [...subgraphs, 'relay'] : [set.owner];
  for (const reader of readers)
    await client.query(`grant usage on schema ${escapeIdentifier(set.owner)} to ${escapeIdentifier(named(reader))}`);
  const applied = await client.query<{ version: number; checksum: string; name: string }>(
    'select version, checksum, name from platform.migrations where owner = $1',
    [set.owner],
  );
  const pending = pendingSteps(set.owner, set.global, applied.rows);
  const allRoles = subgraphs.map((subgraph) => escapeIdentifier(named(subgraph))).join(', ');
  for (const migration of pending) {
    const sql = renderRoles(migration.sql, set.owner, named).replaceAll('{{roles}}', allRoles);
    await client
      .query(`begin; set local search_path to ${escapeIdentifier(set.owner)}; ${sql}
      ; insert into platform.migrations (owner, version, name, checksum)
        values (${escapeLiteral(set.owner)}, ${migration.version}, ${escapeLiteral(migration.name)}, ${escapeLiteral(checksum(migration))}); commit`)
      .catch(async (error: unknown) => {
        await client.query('rollback');
        throw new Error(
          `migration ${set.owner}/global/${migration.version} (${migration.name}) failed: ${(error as Error).message}`,
          { cause: error },
        );
      });
  }
  return pending.length;
}

function pendingSteps(
  owner: string,
  steps: readonly Migration[],
  applied: readonly { version: number; checksum: string }[],
): Migration[] {
  const known = new Map(applied.map((row) => [row.version, row.checksum]));
  for (const step of steps) {
    const recorded = known.get(step.version);
    if (recorded !== undefined && recorded !== checksum(step)) {
      throw new StartupError(
        'MIGRATION_EDITED',
        `The released migration ${owner}/${step.version} (${step.name}) was edited; add a new step instead.`,
      );
    }
  }
  return steps.filter((step) => !known.has(step.version));
}

async function recordRoles(client: Client, options: MigratorOptions, subgraphs: readonly string[]): Promise<void> {
  const names = subgraphs.map((subgraph) => roleName(options.rolePrefix, subgraph));
  await client.query('insert into platform.subgraph_roles (role_name) select unnest($1::text[]) on conflict do nothing', [names]);
}

async function registerTenantMigrations(client: Client, options: MigratorOptions, set: MigrationSet): Promise<void> {
  const registered = await client.query<{ version: number; checksum: string }>(
    'select version, checksum from platform.tenant_migrations where subgraph = $1',
    [set.owner],
  );
  const named = (subgraph: string): string => roleName(options.rolePrefix, subgraph);
  for (const migration of pendingSteps(set.owner, set.tenant, registered.rows)) {
    await client.query(
      'insert into platform.tenant_migrations (subgraph, version, name, checksum, sql) values ($1, $2, $3, $4, $5)',
      [set.owner, migration.version, migration.name, checksum(migration), renderRoles(migration.sql, set.owner, named)],
    );
  }
}

interface TenantStep {
  schema_name: string;
  subgraph: string;
  version: number;
  sql: string;
}

async function migrateTenantSchemas(client: Client, options: MigratorOptions): Promise<Omit<MigrationReport, 'globalSteps'>> {
  const behind = await client.query<TenantStep>(`
    select s.schema_name, m.subgraph, m.version, m.sql
    from platform.tenant_schemas s
    cross join platform.tenant_migrations m
    left join platform.tenant_schema_versions v on v.schema_name = s.schema_name and v.subgraph = m.subgraph
    where m.version > coalesce(v.version, 0)
    order by s.schema_name, m.position`);
  const bySchema = Map.groupBy(behind.rows, (step) => step.schema_name);
  const queue = [...bySchema.values()];
  const report: Omit<MigrationReport, 'globalSteps'> = { tenantSteps: 0, tenantSchemas: bySchema.size, failures: [] };
  const worker = async (): Promise<void> => {
    if (queue.length === 0) return;
    const connection = await connectOwner(options.ownerUrl);
    try {
      for (let steps = queue.shift(); steps; steps = queue.shift()) await migrateSchema(connection, steps, report);
    } finally {
      await connection.end();
    }
  };
  await Promise.all(Array.from({ length: Math.min(options.concurrency ?? 2, queue.length) }, worker));
  return report;
}

async function migrateSchema(
  client: Client,
  steps: readonly TenantStep[],
  report: Omit<MigrationReport, 'globalSteps'>,
): Promise<void> {
  for (const step of steps) {
    try {
      await client.query(tenantStepMessage(step));
      report.tenantSteps += 1;
    } catch (error) {
      await client.query('rollback');
      report.failures.push({
        schema: step.schema_name,
        subgraph: step.subgraph,
        version: step.version,
        message: (error as Error).message,
      });
      return;
    }
  }
}

// One message: the step and its version commit together, or not at all; whoever lost a race finds the version moved and stops.
function tenantStepMessage(step: TenantStep): string {
  const schema = escapeLiteral(step.schema_name);
  const subgraph = escapeLiteral(step.subgraph);
  return `begin; set local lock_timeout to '2s';
    select pg_advisory_xact_lock(hashtext(${schema}));
    insert into platform.tenant_schema_versions (schema_name, subgraph, version) values (${schema}, ${subgraph}, 0) on conflict do nothing;
    do $$ begin
      update platform.tenant_schema_versions set version = ${step.version}, migrated_at = now()
        where schema_name = ${schema} and subgraph = ${subgraph} and version = ${step.version - 1};
      if not found then raise exception 'the schema is not at version ${step.version - 1}'; end if;
    end $$;
    set local search_path to ${escapeIdentifier(step.schema_name)};
    ${step.sql}
    ; commit`;
}
