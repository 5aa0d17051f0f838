import { sql } from 'kysely';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { TenantBranding, TenantStatus } from '../tenants/tenant.entity.ts';

/** A tenant as its hosts know it. */
export interface HostTenant {
  id: Uuid;
  status: TenantStatus;
  name: string;
  branding: TenantBranding;
}

/** The tenant that a verified domain, or a label below the platform's own, leads to. */
export async function findTenantOfDomain(
  db: Queryable,
  named: { domain: string; isLabel: boolean },
): Promise<HostTenant | undefined> {
  return db.first(sql<HostTenant>`
    select t.id, t.status, t.name, t.branding from tenants.tenant_domains d join tenants.tenants t on t.id = d.tenant_id
    where d.domain = ${named.domain} and d.verified_at is not null and (d.kind = 'platform') = ${named.isLabel}::boolean`);
}
