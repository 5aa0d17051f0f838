import { createHash } from 'node:crypto';
import { StartupError } from '../errors/startup-error.ts';

/** One step of a database's history. Steps are never edited once released; a mistake is mended by a further step. */
export interface Migration {
  /** Counts from 1 without gaps, per owner and kind. */
  version: number;
  name: string;
  /** DDL; `{{role}}` is the owner's database role, `{{role:shipping}}` another subgraph's. */
  sql: string;
}

/** A subgraph's tables: `global` once a database, `tenant` once a tenant schema (unqualified names, no foreign keys out of it). */
export interface MigrationSet {
  owner: string;
  global: readonly Migration[];
  tenant: readonly Migration[];
}

/** A fingerprint by which an edited step is noticed. */
export function checksum(migration: Migration): string {
  return createHash('sha256').update(migration.sql).digest('hex');
}

/** Puts role names in place of `{{role}}` and `{{role:name}}`. */
export function renderRoles(sql: string, owner: string, roleName: (subgraph: string) => string): string {
  return sql.replaceAll(/\{\{role(?::([a-z]+))?\}\}/g, (_match, other: string | undefined) => `"${roleName(other ?? owner)}"`);
}

/** Throws when versions do not count 1, 2, 3 …: two branches that both added a step must be reconciled by hand. */
export function assertConsecutive(owner: string, kind: string, migrations: readonly Migration[]): void {
  migrations.forEach((migration, index) => {
    if (migration.version !== index + 1)
      throw new Error(`${owner}/${kind}: expected version ${index + 1}, found ${migration.version} (${migration.name})`);
  });
}

/** The steps that are still to be done; throws StartupError when one that was done has been edited since. */
export function pendingSteps(
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

const MODE_WALL = `test_mode = (current_setting('app.test_mode', true) = 'on')`;

const organizationWall = (column: string): string =>
  `(current_setting('app.organization_id', true) = '*' or ${column} = nullif(nullif(current_setting('app.organization_id', true), ''), '*')::uuid)`;

interface OrganizationTableOptions {
  /** The column that holds the organization; `id` for the organizations themselves. */
  organizationColumn?: string;
  /** Organizations and their members exist in both modes; everything they make belongs to one. */
  hasMode?: boolean;
  /** The columns that name a row, for rows that have no id of their own. */
  primaryKey?: string;
}

/**
 * DDL of a tenant-schema table whose rows belong to an organization: columns, row-level security that fails closed,
 * and the grant to the owning subgraph's role. Names carry no schema: the tenant's is on the search path.
 */
export function organizationTable(name: string, columns: string, options: OrganizationTableOptions = {}): string {
  const { organizationColumn = 'organization_id', hasMode = true, primaryKey } = options;
  const standard = [
    ...(primaryKey ? [] : ['id uuid primary key']),
    ...(organizationColumn === 'id' ? [] : [`${organizationColumn} uuid not null`]),
    ...(hasMode ? ['test_mode boolean not null'] : []),
  ];
  const walls = [organizationWall(organizationColumn), ...(hasMode ? [MODE_WALL] : [])].join(' and ');
  const key = primaryKey ? [`primary key (${primaryKey})`] : [];
  return walled(name, [...standard, columns, ...key].join(',\n  '), walls);
}

/** DDL of a tenant-schema table of the tenant's whose rows are test or live. */
export function tenantModeTable(name: string, columns: string): string {
  return walled(name, ['test_mode boolean not null', columns].join(',\n  '), MODE_WALL);
}

interface SharedTableOptions {
  partitions?: number;
  grants?: string;
  /** The roles that get the grants; the owning subgraph's, unless said. */
  grantees?: string;
  /** Whether rows are test or live, and one mode does not see the other's. */
  hasMode?: boolean;
  /** Whether rows belong to an organization, or to the whole tenant where they name none. */
  hasOrganization?: boolean;
}

/** DDL of a table shared by all tenants (`schema.name`): hash-partitioned by tenant, forced row-level security by tenant. */
export function sharedTable(name: string, columns: string, options: SharedTableOptions = {}): string {
  const { partitions = 8, grants = 'select, insert, update, delete', grantees = '{{role}}' } = options;
  const { hasMode = false, hasOrganization = false } = options;
  const standard = [
    'tenant_id uuid not null',
    ...(hasMode ? ['test_mode boolean not null'] : []),
    ...(hasOrganization ? ['organization_id uuid'] : []),
  ];
  const walls = [
    `tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid`,
    ...(hasOrganization ? [organizationWall('organization_id')] : []),
    ...(hasMode ? [MODE_WALL] : []),
  ].join(' and ');
  const parts = Array.from(
    { length: partitions },
    (_, remainder) =>
      `create table ${name}_p${remainder} partition of ${name} for values with (modulus ${partitions}, remainder ${remainder});`,
  ).join('\n');
  return [
    `create table ${name} (\n  ${[...standard, columns].join(',\n  ')}\n) partition by hash (tenant_id);`,
    parts,
    `alter table ${name} enable row level security;`,
    `alter table ${name} force row level security;`,
    `create policy walls on ${name} using (${walls});`,
    `grant ${grants} on ${name} to ${grantees};\n`,
  ].join('\n');
}

/** DDL that opens a shared table to operators, for reading, in every tenant. */
export function operatorsMayRead(name: string): string {
  return `grant select on ${name} to {{role:operators}};\ncreate policy operators on ${name} for select to {{role:operators}} using (true);\n`;
}

function walled(name: string, columns: string, walls: string): string {
  return [
    `create table ${name} (\n  ${columns}\n);`,
    `alter table ${name} enable row level security;`,
    `alter table ${name} force row level security;`,
    `create policy walls on ${name} using (${walls});`,
    `grant select, insert, update, delete on ${name} to {{role}};\n`,
  ].join('\n');
}
