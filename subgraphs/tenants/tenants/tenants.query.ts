import { sql, type RawBuilder } from 'kysely';
import { fetchPage, type KeysetOrder, type Page, type PageRequest } from '../../../platform/database/keyset.ts';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { Tenant } from './tenant.entity.ts';

/** Which tenants an operator wants to see. */
export interface TenantFilter {
  search?: string | null | undefined;
  status?: Tenant['status'] | null | undefined;
  plan?: Tenant['plan'] | null | undefined;
  region?: string | null | undefined;
  /** A feature flag that is on. */
  feature?: string | null | undefined;
  createdAfter?: Date | null | undefined;
  createdBefore?: Date | null | undefined;
}

/** Sort orders of the list of tenants. */
export const TENANT_ORDERS = {
  createdAtDesc: { column: 'created_at', type: 'timestamptz', direction: 'desc' },
  createdAtAsc: { column: 'created_at', type: 'timestamptz', direction: 'asc' },
  nameAsc: { column: 'name', type: 'text', direction: 'asc' },
  nameDesc: { column: 'name', type: 'text', direction: 'desc' },
} as const satisfies Record<string, KeysetOrder>;

const TENANT_COLUMNS = sql`id, kind, name, slug, plan, status, schema_name as "schemaName", region, feature_flags as "featureFlags", branding,
  created_at as "createdAt", suspended_at as "suspendedAt", suspension_reason as "suspensionReason", deleted_at as "deletedAt",
  purge_after as "purgeAfter", idempotency_key as "idempotencyKey", request_hash as "requestHash", version`;

/** A page of the platform's customers. */
export async function listTenants(
  db: Queryable,
  filter: TenantFilter,
  order: KeysetOrder,
  page: PageRequest,
): Promise<Page<Tenant>> {
  const conditions = [sql`kind = 'customer'`, ...filterConditions(filter)];
  return fetchPage(
    db,
    sql<Tenant>`select ${TENANT_COLUMNS}, created_at from tenants.tenants where ${sql.join(conditions, sql` and `)}`,
    order,
    page,
  );
}

/** Tenants by id. */
export async function findTenants(db: Queryable, ids: readonly Uuid[]): Promise<Tenant[]> {
  return db.query(sql<Tenant>`select ${TENANT_COLUMNS} from tenants.tenants where id = any(${ids}::uuid[])`);
}

/** Locks a customer against changes of others; undefined when there is none. */
export async function lockTenant(db: Queryable, id: Uuid): Promise<Pick<Tenant, 'id' | 'status'> | undefined> {
  return db.first(sql<Pick<Tenant, 'id' | 'status'>>`
    select id, status from tenants.tenants where id = ${id} and kind = 'customer' for update`);
}

/** How many customers the platform has, suspended ones too. */
export async function countTenants(db: Queryable): Promise<number> {
  const row = await db.first(sql<{ count: number }>`select count(*)::int as count from tenants.tenants where kind = 'customer'`);
  return row?.count ?? 0;
}

/** The tenant that was asked for under a key; until the transaction ends nobody else asks under it. */
export async function findTenantOfKey(db: Queryable, key: string): Promise<Tenant | undefined> {
  await db.query(sql`select pg_advisory_xact_lock(hashtext(${`waybill-tenant:${key}`}))`);
  return db.first(sql<Tenant>`select ${TENANT_COLUMNS} from tenants.tenants where idempotency_key = ${key}`);
}

/** Revokes the pending invitation of a tenant's first administrator; answers the address, or undefined when none was pending. */
export async function revokePendingAdministrator(db: Queryable, tenantId: Uuid, email: string): Promise<string | undefined> {
  const row = await db.first(sql<{ email: string }>`
    update tenants.invitations set status = 'revoked'
    where tenant_id = ${tenantId} and organization_id is null and email = ${email} and status = 'pending' returning email`);
  return row?.email;
}

/** A pattern that finds the text anywhere; its own wildcards are taken literally. */
export function likePattern(text: string): string {
  return `%${text.slice(0, 100).replaceAll(/[\\%_]/g, (wildcard) => `\\${wildcard}`)}%`;
}

function filterConditions(filter: TenantFilter): RawBuilder<unknown>[] {
  const { search, status, plan, region, feature, createdAfter, createdBefore } = filter;
  const pattern = likePattern(search?.toLowerCase() ?? '');
  return [
    ...(status ? [sql`status = ${status}`] : []),
    ...(plan ? [sql`plan = ${plan}`] : []),
    ...(region ? [sql`region = ${region}`] : []),
    ...(feature ? [sql`feature_flags -> ${feature}::text = 'true'::jsonb`] : []),
    ...(createdAfter ? [sql`created_at >= ${createdAfter}`] : []),
    ...(createdBefore ? [sql`created_at < ${createdBefore}`] : []),
    ...(search
      ? [
          sql`(lower(name) like ${pattern} or slug like ${pattern} or exists (
            select from tenants.tenant_domains d where d.tenant_id = tenants.tenants.id and d.domain like ${pattern}))`,
        ]
      : []),
  ];
}
