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
}

/** Sort orders of the list of tenants. */
export const TENANT_ORDERS = {
  createdAtDesc: { column: 'created_at', type: 'timestamptz', direction: 'desc' },
  createdAtAsc: { column: 'created_at', type: 'timestamptz', direction: 'asc' },
  nameAsc: { column: 'name', type: 'text', direction: 'asc' },
} as const satisfies Record<string, KeysetOrder>;

const TENANT_COLUMNS = sql`id, kind, name, slug, plan, status, schema_name as "schemaName", created_at as "createdAt", version`;

/** A page of the platform's customers. */
export async function listTenants(
  db: Queryable,
  filter: TenantFilter,
  order: KeysetOrder,
  page: PageRequest,
): Promise<Page<Tenant>> {
  const conditions: RawBuilder<unknown>[] = [sql`kind = 'customer'`];
  if (filter.status) conditions.push(sql`status = ${filter.status}`);
  if (filter.plan) conditions.push(sql`plan = ${filter.plan}`);
  if (filter.search) conditions.push(sql`(name ilike ${likePattern(filter.search)} or slug ilike ${likePattern(filter.search)})`);
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

/** A tenant's domain. */
export interface TenantDomain {
  tenantId: Uuid;
  domain: string;
  isPrimary: boolean;
}

export async function insertTenantDomain(db: Queryable, domain: TenantDomain): Promise<void> {
  await db.query(
    sql`insert into tenants.tenant_domains (domain, tenant_id, is_primary) values (${domain.domain}, ${domain.tenantId}, ${domain.isPrimary})`,
  );
}

/** The domains of tenants, primary first. */
export async function findTenantDomains(db: Queryable, tenantIds: readonly Uuid[]): Promise<TenantDomain[]> {
  return db.query(sql<TenantDomain>`
    select tenant_id as "tenantId", domain, is_primary as "isPrimary" from tenants.tenant_domains
    where tenant_id = any(${tenantIds}::uuid[]) order by is_primary desc, domain`);
}

/** A pattern that finds the text anywhere; its own wildcards are taken literally. */
export function likePattern(text: string): string {
  return `%${text.slice(0, 100).replaceAll(/[\\%_]/g, (wildcard) => `\\${wildcard}`)}%`;
}
