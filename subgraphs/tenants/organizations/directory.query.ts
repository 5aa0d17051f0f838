import { sql } from 'kysely';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';

/** Enters an organization in the directory over all tenants, or what changed about it. */
export async function recordOrganization(
  db: Queryable,
  organization: { id: Uuid; tenantId: Uuid; isActive: boolean },
): Promise<void> {
  await db.query(sql`
    insert into tenants.organization_directory (organization_id, tenant_id, is_active)
    values (${organization.id}, ${organization.tenantId}, ${organization.isActive})
    on conflict (organization_id) do update set is_active = excluded.is_active`);
}
