import type { Client } from 'pg';
import type { MigrationSet } from './migration.ts';
import { connectOwner } from './owner-connection.ts';

/** How far a subgraph's tables are behind the steps that this release knows. */
export interface MigrationStatus {
  subgraph: string;
  /** The last global step that was done, and the last one there is. */
  globalVersion: number;
  latestGlobalVersion: number;
  /** The last step there is for tenant schemas. */
  latestVersion: number;
  /** How many tenant schemas, spare ones included, stand at which version; the newest first. */
  schemas: { version: number; count: number }[];
  /** How many of them lack a step. */
  behind: number;
  /** The schema that failed last and has not caught up since. */
  lastFailure: { schema: string; version: number; message: string; failedAt: Date } | null;
}

interface StatusRow {
  subgraph: string;
  global_version: number;
  tenant_version: number;
  schemas: { version: number; count: number }[];
  last_failure: { schema: string; version: number; message: string; failedAt: string } | null;
}

/** Asks a database how far it has been migrated; changes nothing, and answers also for one that has never been. */
export async function migrationStatus(options: { ownerUrl: string; sets: readonly MigrationSet[] }): Promise<MigrationStatus[]> {
  const client = await connectOwner(options.ownerUrl);
  try {
    const owners = options.sets.map((set) => set.owner);
    const rows = new Map((await statusRows(client, owners)).map((row) => [row.subgraph, row]));
    return options.sets.map((set) => statusOf(set, rows.get(set.owner)));
  } finally {
    await client.end();
  }
}

function statusOf(set: MigrationSet, row: StatusRow | undefined): MigrationStatus {
  const latestVersion = Math.max(set.tenant.length, row?.tenant_version ?? 0);
  const schemas = row?.schemas ?? [];
  const failure = row?.last_failure ?? null;
  return {
    subgraph: set.owner,
    globalVersion: row?.global_version ?? 0,
    latestGlobalVersion: Math.max(set.global.length, row?.global_version ?? 0),
    latestVersion,
    schemas,
    behind: schemas.filter(({ version }) => version < latestVersion).reduce((sum, { count }) => sum + count, 0),
    lastFailure: failure && { ...failure, failedAt: new Date(failure.failedAt) },
  };
}

async function statusRows(client: Client, owners: readonly string[]): Promise<StatusRow[]> {
  const known = await client.query<{ exists: boolean }>(
    `select to_regclass('platform.tenant_schema_versions') is not null as exists`,
  );
  if (!known.rows[0]?.exists) return [];
  // Read through jsonb, so that a database whose platform tables are older, without the columns, answers too.
  const { rows } = await client.query<StatusRow>(
    `select asked.name as subgraph,
      (select coalesce(max(version), 0) from platform.migrations where owner = asked.name) as global_version,
      (select coalesce(max(version), 0) from platform.tenant_migrations where subgraph = asked.name) as tenant_version,
      (select coalesce(jsonb_agg(jsonb_build_object('version', version, 'count', count) order by version desc), '[]') from (
        select coalesce(v.version, 0) as version, count(*) as count
        from platform.tenant_schemas s
        left join platform.tenant_schema_versions v on v.schema_name = s.schema_name and v.subgraph = asked.name
        group by 1) as counted) as schemas,
      (select jsonb_build_object('schema', row->'schema_name', 'version', row->'failed_version', 'message', row->'failure',
          'failedAt', row->'failed_at')
        from platform.tenant_schema_versions v cross join to_jsonb(v) as row
        where subgraph = asked.name and row->>'failed_at' is not null
        order by row->>'failed_at' desc, v.schema_name limit 1) as last_failure
    from unnest($1::text[]) as asked (name)`,
    [owners],
  );
  return rows;
}
