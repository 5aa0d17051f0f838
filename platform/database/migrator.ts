import { createHmac } from 'node:crypto';
import { escapeIdentifier, escapeLiteral, type Client } from 'pg';
import { assertConsecutive, checksum, pendingSteps, renderRoles, type MigrationSet } from './migration.ts';
import { platformMigrations } from './migrations/platform-migrations.ts';
import { connectOwner } from './owner-connection.ts';
import { migrateTenantSchemas, registerTenantMigrations, type TenantMigrationReport } from './tenant-migrator.ts';

/** What the migrator did, for the log and for tests. */
export interface MigrationReport extends TenantMigrationReport {
  globalSteps: number;
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

/** The role that reads what tenants share, across all of them; it writes nothing, and reaches no tenant's schema. */
export const OPERATORS_ROLE = 'operators';

/** The database role of a subgraph (or of the relay, or of operators). */
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
    await ensureRoles(client, options, [...subgraphs, 'relay', OPERATORS_ROLE]);
    await makeReadOnly(client, options, OPERATORS_ROLE);
    const sets = [platformMigrations, ...options.sets];
    let globalSteps = 0;
    for (const set of sets) globalSteps += await applyGlobal(client, options, set, subgraphs);
    await recordRoles(client, options, subgraphs);
    const roleOf = (subgraph: string): string => roleName(options.rolePrefix, subgraph);
    for (const set of options.sets) await registerTenantMigrations(client, set, roleOf);
    const connect = (): Promise<Client> => connectOwner(options.ownerUrl);
    const tenants = await migrateTenantSchemas(client, { connect, roleOf, concurrency: options.concurrency ?? 2 });
    return { globalSteps, ...tenants };
  } finally {
    await client.end();
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

async function makeReadOnly(client: Client, options: MigratorOptions, name: string): Promise<void> {
  await client.query(
    `alter role ${escapeIdentifier(roleName(options.rolePrefix, name))} set default_transaction_read_only to on`,
  );
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
  const readers = [...(set.owner === 'platform' ? [...subgraphs, 'relay'] : [set.owner]), OPERATORS_ROLE];
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

async function recordRoles(client: Client, options: MigratorOptions, subgraphs: readonly string[]): Promise<void> {
  const names = subgraphs.map((subgraph) => roleName(options.rolePrefix, subgraph));
  await client.query('insert into platform.subgraph_roles (role_name) select unnest($1::text[]) on conflict do nothing', [names]);
}
