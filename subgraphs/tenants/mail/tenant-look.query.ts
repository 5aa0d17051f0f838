import { sql, type RawBuilder } from 'kysely';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { TenantDomain } from '../domains/domains.query.ts';
import type { TenantBranding } from '../tenants/tenant.entity.ts';

/** What mail in a tenant's name looks like, and where its app is. */
export interface TenantLook {
  name: string;
  branding: TenantBranding;
  /** The primary one of the verified domains that lead to its app; null when it has none. */
  host: Pick<TenantDomain, 'domain' | 'kind'> | null;
}

const lookOf = (tenantId: RawBuilder<unknown>): RawBuilder<TenantLook> => sql<TenantLook>`
  select t.name, t.branding, (
    select jsonb_build_object('domain', d.domain, 'kind', d.kind) from tenants.tenant_domains d
    where d.tenant_id = t.id and d.verified_at is not null and d.kind in ('app', 'platform')
    order by d.is_primary desc, d.kind = 'platform', d.created_at, d.id limit 1) as host
  from tenants.tenants t where t.id = ${tenantId}`;

/** The look of a tenant; undefined when there is none of the id. */
export async function findTenantLook(db: Queryable, tenantId: Uuid): Promise<TenantLook | undefined> {
  return db.first(lookOf(sql`${tenantId}::uuid`));
}

/** The look of the tenant that a person belongs to; undefined when they belong to none, or to several: then mail is the platform's. */
export async function findLookOfPerson(db: Queryable, userId: Uuid): Promise<TenantLook | undefined> {
  return db.first(
    lookOf(sql`(
      select case when count(distinct place.tenant_id) = 1 then min(place.tenant_id::text)::uuid end from (
        select s.tenant_id from tenants.tenant_members s where s.user_id = ${userId}
        union all select m.tenant_id from tenants.member_directory m where m.user_id = ${userId}) as place)`),
  );
}
