import { sql, type RawBuilder } from 'kysely';
import { fetchPage, type KeysetOrder, type Page, type PageRequest } from '../../../platform/database/keyset.ts';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { likePattern } from '../tenants/tenants.query.ts';
import { SYSTEM_ROLES, type Role } from './role.ts';

/** Which roles to list. */
export interface RoleFilter {
  search?: string | null | undefined;
  isSystem?: boolean | null | undefined;
  permission?: string | null | undefined;
}

/** Sort orders of the list of roles. */
export const ROLE_ORDERS = {
  nameAsc: { column: 'name', type: 'text', direction: 'asc' },
  nameDesc: { column: 'name', type: 'text', direction: 'desc' },
} as const satisfies Record<string, KeysetOrder>;

const ROLE_COLUMNS = sql`id, key, name, description, permissions, false as "isSystem", created_at as "createdAt", updated_at as "updatedAt"`;

// The roles of the code and those of the tenant, as one list.
function rolesOf(tenantId: Uuid): RawBuilder<Role> {
  return sql<Role>`
    select id, key, name, description, permissions, true as "isSystem", null::timestamptz as "createdAt", null::timestamptz as "updatedAt"
    from jsonb_to_recordset(${JSON.stringify(SYSTEM_ROLES)}::jsonb) as role (id uuid, key text, name text, description text, permissions text[])
    union all
    select ${ROLE_COLUMNS} from tenants.roles where tenant_id = ${tenantId}`;
}

/** A page of a tenant's roles: those that every tenant has, and its own. */
export async function listRoles(
  db: Queryable,
  tenantId: Uuid,
  filter: RoleFilter,
  list: { order: KeysetOrder; page: PageRequest },
): Promise<Page<Role>> {
  const conditions: RawBuilder<unknown>[] = [sql`true`];
  if (filter.search) conditions.push(sql`(name ilike ${likePattern(filter.search)} or key ilike ${likePattern(filter.search)})`);
  if (filter.isSystem !== null && filter.isSystem !== undefined) conditions.push(sql`"isSystem" = ${filter.isSystem}`);
  if (filter.permission) conditions.push(sql`${filter.permission.slice(0, 100)} = any(permissions)`);
  const statement = sql<Role>`select * from (${rolesOf(tenantId)}) as role where ${sql.join(conditions, sql` and `)}`;
  return fetchPage(db, statement, list.order, list.page);
}

/** The roles that the keys name, in a tenant; those it does not have are left out. */
export async function findRoles(db: Queryable, tenantId: Uuid, keys: readonly string[]): Promise<Role[]> {
  return db.query(sql<Role>`select * from (${rolesOf(tenantId)}) as role where key = any(${keys}::text[])`);
}

/** Locks and answers a role that the tenant made. */
export async function lockRole(db: Queryable, tenantId: Uuid, id: Uuid): Promise<Role | undefined> {
  return db.first(sql<Role>`select ${ROLE_COLUMNS} from tenants.roles where tenant_id = ${tenantId} and id = ${id} for update`);
}

/** Locks the roles of these keys that the tenant made, against being changed or deleted while they are handed out. */
export async function holdRoles(db: Queryable, tenantId: Uuid, keys: readonly string[]): Promise<void> {
  await db.query(sql`
    select id from tenants.roles where tenant_id = ${tenantId} and key = any(${keys}::text[]) order by id for share`);
}

/** How many roles the tenant has made. */
export async function countRoles(db: Queryable, tenantId: Uuid): Promise<number> {
  const row = await db.first(
    sql<{ count: number }>`select count(*)::int as count from tenants.roles where tenant_id = ${tenantId}`,
  );
  return row?.count ?? 0;
}

/** Writes a role that a tenant made, or what it changed about it; its key stays. */
export async function saveRole(db: Queryable, tenantId: Uuid, role: Role): Promise<void> {
  await db.query(sql`
    insert into tenants.roles (id, tenant_id, key, name, description, permissions, created_at, updated_at)
    values (${role.id}, ${tenantId}, ${role.key}, ${role.name}, ${role.description}, ${role.permissions}::text[], ${role.createdAt}, ${role.updatedAt})
    on conflict (id) do update set name = excluded.name, description = excluded.description, permissions = excluded.permissions,
      updated_at = excluded.updated_at`);
}

/** Removes a role that the tenant made. */
export async function deleteRoleRow(db: Queryable, id: Uuid): Promise<void> {
  await db.query(sql`delete from tenants.roles where id = ${id}`);
}

/** How many members of the tenant's organizations have each of the roles. */
export async function countRoleMembers(
  db: Queryable,
  tenantId: Uuid,
  keys: readonly string[],
): Promise<{ key: string; count: number }[]> {
  return db.query(sql<{ key: string; count: number }>`
    select key, count(*)::int as count from tenants.member_directory m cross join unnest(m.roles) as key
    where m.tenant_id = ${tenantId} and key = any(${keys}::text[]) group by key`);
}

/** Whether somebody has the role or is invited to it. */
export async function isRoleInUse(db: Queryable, tenantId: Uuid, key: string): Promise<boolean> {
  const row = await db.first(sql<{ used: boolean }>`
    select exists (select from tenants.member_directory where tenant_id = ${tenantId} and ${key} = any(roles))
      or exists (select from tenants.invitations where tenant_id = ${tenantId} and status = 'pending' and ${key} = any(roles)) as used`);
  return row?.used ?? false;
}

/** Puts a role in the place of another, with members (in both places where they are written) and pending invitations. */
export async function replaceRole(db: Queryable, tenantId: Uuid, change: { from: string; to: string }): Promise<void> {
  const replaced = sql`array(select distinct case when role = ${change.from} then ${change.to} else role end from unnest(roles) as role order by 1)`;
  const affected = sql`${change.from} = any(roles)`;
  await db.query(sql`update members set roles = ${replaced} where ${affected}`);
  await db.query(sql`update tenants.member_directory set roles = ${replaced} where tenant_id = ${tenantId} and ${affected}`);
  await db.query(
    sql`update tenants.invitations set roles = ${replaced} where tenant_id = ${tenantId} and status = 'pending' and ${affected}`,
  );
}
