import { sql } from 'kysely';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';

/** Where a person acts: among a tenant's staff (organizationId null), or in an organization. */
export interface Place {
  tenantId: Uuid;
  organizationId: Uuid | null;
}

/**
 * The place of a person that is meant: the one named, or the one they came to first. Being of the staff comes before being a member.
 */
export async function findPlace(
  db: Queryable,
  userId: Uuid,
  named: { tenantId: Uuid | null; organizationId: Uuid | null },
): Promise<Place | undefined> {
  const { tenantId, organizationId } = named;
  return db.first(sql<Place>`
    select tenant_id as "tenantId", organization_id as "organizationId" from (
      select tenant_id, null::uuid as organization_id, created_at as since, 0 as rank from tenants.tenant_members where user_id = ${userId}
      union all
      select tenant_id, organization_id, joined_at, 1 from tenants.member_directory where user_id = ${userId}) as place
    where (${tenantId}::uuid is null or tenant_id = ${tenantId}::uuid) and (${organizationId}::uuid is null or organization_id = ${organizationId}::uuid
      or (organization_id is null and tenant_id = (select tenant_id from tenants.organization_directory where organization_id = ${organizationId}::uuid)))
    order by rank, since limit 1`);
}
