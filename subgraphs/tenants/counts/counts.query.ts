import { sql } from 'kysely';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';

/** How many organizations, members and API tokens a tenant has. */
export interface TenantCounts {
  tenantId: Uuid;
  organizations: number;
  activeOrganizations: number;
  members: number;
  apiTokens: number;
}

/** Counts a tenant's organizations and members anew, in the directories that are written with them. */
export async function countAgain(db: Queryable, tenantId: Uuid): Promise<void> {
  await db.query(sql`
    insert into tenants.tenant_counts (tenant_id, organizations, active_organizations, members)
    select ${tenantId}::uuid, count(*), count(*) filter (where is_active),
      (select count(*) from tenants.member_directory where tenant_id = ${tenantId})
    from tenants.organization_directory where tenant_id = ${tenantId}
    on conflict (tenant_id) do update set organizations = excluded.organizations,
      active_organizations = excluded.active_organizations, members = excluded.members`);
}

/** The counts of tenants, from the roll-up and the directory of tokens. */
export async function findTenantCounts(db: Queryable, tenantIds: readonly Uuid[]): Promise<TenantCounts[]> {
  return db.query(sql<TenantCounts>`
    select t.id as "tenantId", coalesce(c.organizations, 0)::int as organizations,
      coalesce(c.active_organizations, 0)::int as "activeOrganizations", coalesce(c.members, 0)::int as members,
      (select count(*)::int from tenants.api_tokens k where k.tenant_id = t.id and k.revoked_at is null and not k.is_personal) as "apiTokens"
    from unnest(${tenantIds}::uuid[]) as t (id) left join tenants.tenant_counts c on c.tenant_id = t.id`);
}
