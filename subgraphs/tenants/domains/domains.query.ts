import { sql } from 'kysely';
import type { Queryable } from '../../../platform/database/session.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';

/** What a domain leads to: `platform` is the label below the platform's own domain, which leads to both. */
export type DomainKind = 'platform' | 'app' | 'api';

/** A name under which a tenant is reached, once verified. */
export interface TenantDomain {
  id: Uuid;
  tenantId: Uuid;
  /** A label for `platform`, else a domain. */
  domain: string;
  kind: DomainKind;
  isPrimary: boolean;
  /** What the TXT record has to say; null for the platform's own. */
  token: string | null;
  createdAt: Date;
  verifiedAt: Date | null;
}

const COLUMNS = sql`id, tenant_id as "tenantId", domain, kind, is_primary as "isPrimary", token, created_at as "createdAt", verified_at as "verifiedAt"`;

/** Gives a tenant its label below the platform's domain: verified, and primary until another is. */
export async function insertTenantDomain(db: Queryable, domain: { tenantId: Uuid; domain: string; now: Date }): Promise<void> {
  await db.query(sql`
    insert into tenants.tenant_domains (id, tenant_id, domain, kind, is_primary, created_at, verified_at)
    values (${newId()}, ${domain.tenantId}, ${domain.domain}, 'platform', true, ${domain.now}, ${domain.now})`);
}

/** Adds a domain of the tenant's own, still to be verified. Violates `tenant_domains_once` when it has it already. */
export async function insertCustomDomain(
  db: Queryable,
  domain: Omit<TenantDomain, 'isPrimary' | 'verifiedAt'>,
): Promise<TenantDomain> {
  const row = await db.first(sql<TenantDomain>`
    insert into tenants.tenant_domains (id, tenant_id, domain, kind, is_primary, token, created_at)
    values (${domain.id}, ${domain.tenantId}, ${domain.domain}, ${domain.kind}, false, ${domain.token}, ${domain.createdAt}) returning ${COLUMNS}`);
  return row!;
}

/** The domains of tenants, the primary one first. */
export async function findTenantDomains(db: Queryable, tenantIds: readonly Uuid[]): Promise<TenantDomain[]> {
  return db.query(sql<TenantDomain>`
    select ${COLUMNS} from tenants.tenant_domains where tenant_id = any(${tenantIds}::uuid[])
    order by is_primary desc, kind = 'platform', created_at, id`);
}

/** A domain by id. */
export async function findDomain(db: Queryable, id: Uuid): Promise<TenantDomain | undefined> {
  return db.first(sql<TenantDomain>`select ${COLUMNS} from tenants.tenant_domains where id = ${id}`);
}

/** A domain of the tenant, under a lock on all of the tenant's. */
export async function lockDomain(db: Queryable, tenantId: Uuid, id: Uuid): Promise<TenantDomain | undefined> {
  const rows = await db.query(sql<TenantDomain>`
    select ${COLUMNS} from tenants.tenant_domains where tenant_id = ${tenantId} order by id for update`);
  return rows.find((row) => row.id === id);
}

/** How many domains of its own a tenant has. */
export async function countCustomDomains(db: Queryable, tenantId: Uuid): Promise<number> {
  const row = await db.first(sql<{ count: number }>`
    select count(*)::int as count from tenants.tenant_domains where tenant_id = ${tenantId} and kind <> 'platform'`);
  return row?.count ?? 0;
}

/** Whether a tenant other than this one has verified the domain. */
export async function isVerifiedElsewhere(db: Queryable, tenantId: Uuid, domain: string): Promise<boolean> {
  const row = await db.first(sql`
    select from tenants.tenant_domains where domain = ${domain} and verified_at is not null and tenant_id <> ${tenantId}`);
  return row !== undefined;
}

/** Marks a domain as verified. Violates `tenant_domains_domain` when another tenant has verified it. */
export async function markVerified(db: Queryable, id: Uuid, now: Date): Promise<TenantDomain> {
  const row = await db.first(sql<TenantDomain>`
    update tenants.tenant_domains set verified_at = coalesce(verified_at, ${now}) where id = ${id} returning ${COLUMNS}`);
  return row!;
}

/** Makes one of a tenant's domains the primary one, in place of the one that was. */
export async function markPrimary(db: Queryable, tenantId: Uuid, id: Uuid): Promise<void> {
  await db.query(sql`update tenants.tenant_domains set is_primary = false where tenant_id = ${tenantId} and is_primary`);
  await db.query(sql`update tenants.tenant_domains set is_primary = true where id = ${id}`);
}

/** Removes a domain; when it was the primary one, the platform's label is again. */
export async function deleteDomain(db: Queryable, domain: TenantDomain): Promise<void> {
  await db.query(sql`delete from tenants.tenant_domains where id = ${domain.id}`);
  if (domain.isPrimary)
    await db.query(
      sql`update tenants.tenant_domains set is_primary = true where tenant_id = ${domain.tenantId} and kind = 'platform'`,
    );
}
