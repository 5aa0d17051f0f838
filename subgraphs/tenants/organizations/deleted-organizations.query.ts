import { sql } from 'kysely';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { inOrganization, type ScopedQueryable } from '../scope.query.ts';
import type { Organization } from './organization.entity.ts';
import { ORGANIZATION_COLUMNS } from './organizations.query.ts';

/** An organization that was deleted; its people are still there until it is purged. */
export type DeletedOrganization = Organization & { deletedAt: Date; purgedAt: Date | null };

/** Locks and answers an organization that was deleted. */
export async function lockDeletedOrganization(db: ScopedQueryable, id: Uuid): Promise<DeletedOrganization | undefined> {
  return db.first(sql<DeletedOrganization>`
    select ${ORGANIZATION_COLUMNS}, purged_at as "purgedAt" from organizations
    where id = ${id} and deleted_at is not null and ${inOrganization(db, 'id')} for update`);
}

/** Brings a deleted organization back into sight. */
export async function unmarkOrganizationDeleted(
  db: ScopedQueryable,
  organization: Pick<Organization, 'id' | 'slug' | 'isActive'> & { now: Date },
): Promise<void> {
  const { id, slug, isActive, now } = organization;
  await db.query(sql`
    update organizations set deleted_at = null, slug = ${slug}, is_active = ${isActive}, updated_at = ${now}, version = version + 1
    where id = ${id} and ${inOrganization(db, 'id')}`);
}

/** Enters the members of an organization in the directory over all tenants again; answers how many there are. */
export async function rememberPeople(db: ScopedQueryable, place: { tenantId: Uuid; organizationId: Uuid }): Promise<number> {
  const rows = await db.query(sql<{ userId: Uuid }>`
    insert into tenants.member_directory (organization_id, user_id, tenant_id, roles, joined_at)
    select m.organization_id, m.user_id, ${place.tenantId}::uuid, m.roles, m.joined_at from members m
    where m.organization_id = ${place.organizationId} and ${inOrganization(db, 'organization_id')}
    on conflict do nothing returning user_id as "userId"`);
  return rows.length;
}

/**
 * Removes who was in the organizations that were deleted at the instant or before, and why they were disabled; names stay, for
 * the books. Answers the organizations, each once.
 */
export async function purgeDeletedOrganizations(
  db: ScopedQueryable,
  purge: { deletedUntil: Date; now: Date },
): Promise<{ id: Uuid; name: string; members: number }[]> {
  return db.query(sql<{ id: Uuid; name: string; members: number }>`
    with purged as (
      update organizations set purged_at = ${purge.now}, disabled_reason = null, version = version + 1
      where deleted_at <= ${purge.deletedUntil} and purged_at is null and ${inOrganization(db, 'id')} returning id, name
    ), people as (
      delete from members m using purged where m.organization_id = purged.id returning m.organization_id
    )
    select purged.id, purged.name, (select count(*)::int from people where people.organization_id = purged.id) as members
    from purged order by purged.id`);
}
