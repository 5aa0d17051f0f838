import { sql } from 'kysely';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';

/** Enters an organization in the directory over all tenants, or what changed about it. */
export async function recordOrganization(
  db: Queryable,
  organization: { id: Uuid; tenantId: Uuid; name: string; slug: string; isActive: boolean },
): Promise<void> {
  const { id, tenantId, name, slug, isActive } = organization;
  await db.query(sql`
    insert into tenants.organization_directory (organization_id, tenant_id, name, slug, is_active)
    values (${id}, ${tenantId}, ${name}, ${slug}, ${isActive})
    on conflict (organization_id) do update set name = excluded.name, slug = excluded.slug, is_active = excluded.is_active`);
}

/** Takes an organization and its people out of the directory over all tenants. */
export async function forgetOrganization(db: Queryable, id: Uuid): Promise<void> {
  await db.query(sql`
    with people as (delete from tenants.member_directory where organization_id = ${id})
    delete from tenants.organization_directory where organization_id = ${id}`);
}
