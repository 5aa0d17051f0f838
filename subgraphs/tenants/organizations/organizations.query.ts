import { sql, type RawBuilder } from 'kysely';
import { fetchPage, type KeysetOrder, type Page, type PageRequest } from '../../../platform/database/keyset.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { inOrganization, type ScopedQueryable } from '../scope.query.ts';
import { likePattern } from '../tenants/tenants.query.ts';
import type { Organization } from './organization.entity.ts';

/** Which organizations to list. */
export interface OrganizationFilter {
  /** Those that were deleted and can be restored, instead of those that are there. */
  isDeleted?: boolean | null | undefined;
  search?: string | null | undefined;
  isActive?: boolean | null | undefined;
  name?: string | null | undefined;
  slug?: string | null | undefined;
  memberEmail?: string | null | undefined;
  createdAfter?: Date | null | undefined;
  createdBefore?: Date | null | undefined;
}

/** Sort orders of the list of organizations. */
export const ORGANIZATION_ORDERS = {
  createdAtDesc: { column: 'created_at', type: 'timestamptz', direction: 'desc' },
  createdAtAsc: { column: 'created_at', type: 'timestamptz', direction: 'asc' },
  nameAsc: { column: 'name', type: 'text', direction: 'asc' },
  nameDesc: { column: 'name', type: 'text', direction: 'desc' },
} as const satisfies Record<string, KeysetOrder>;

/** The columns of an organization. */
export const ORGANIZATION_COLUMNS = sql`id, name, slug, is_active as "isActive", created_at as "createdAt", updated_at as "updatedAt",
  disabled_at as "disabledAt", disabled_reason as "disabledReason", deleted_at as "deletedAt", version`;

/** The organizations that the session may see and that are still there. */
const present = (db: ScopedQueryable): RawBuilder<unknown> => sql`deleted_at is null and ${inOrganization(db, 'id')}`;

/** Those that were deleted and are not purged yet. */
const restorable = (db: ScopedQueryable): RawBuilder<unknown> =>
  sql`deleted_at is not null and purged_at is null and ${inOrganization(db, 'id')}`;

/** A page of the organizations that the session may see. */
export async function listOrganizations(
  db: ScopedQueryable,
  filter: OrganizationFilter,
  order: KeysetOrder,
  page: PageRequest,
): Promise<Page<Organization>> {
  const conditions = [filter.isDeleted ? restorable(db) : present(db), ...conditionsOf(filter)];
  return fetchPage(
    db,
    sql<Organization>`select ${ORGANIZATION_COLUMNS}, created_at from organizations where ${sql.join(conditions, sql` and `)}`,
    order,
    page,
  );
}

function conditionsOf(filter: OrganizationFilter): RawBuilder<unknown>[] {
  const { search, isActive, name, slug, memberEmail, createdAfter, createdBefore } = filter;
  const conditions: RawBuilder<unknown>[] = [];
  if (isActive !== null && isActive !== undefined) conditions.push(sql`is_active = ${isActive}`);
  if (search) conditions.push(sql`(name ilike ${likePattern(search)} or slug ilike ${likePattern(search)})`);
  if (name) conditions.push(sql`lower(name) = lower(${name.slice(0, 200)})`);
  if (slug) conditions.push(sql`slug = ${slug.slice(0, 200).toLowerCase()}`);
  if (createdAfter) conditions.push(sql`created_at >= ${createdAfter}`);
  if (createdBefore) conditions.push(sql`created_at < ${createdBefore}`);
  if (memberEmail)
    conditions.push(
      sql`exists (select from members m where m.organization_id = organizations.id and m.email = ${memberEmail.slice(0, 400).toLowerCase()})`,
    );
  return conditions;
}

/** Organizations by id, as far as the session may see them. */
export async function findOrganizations(db: ScopedQueryable, ids: readonly Uuid[]): Promise<Organization[]> {
  return db.query(
    sql<Organization>`select ${ORGANIZATION_COLUMNS} from organizations where id = any(${ids}::uuid[]) and ${present(db)}`,
  );
}

/** Locks and answers an organization: whatever depends on who is in it, or on whether it may act, is read after this. */
export async function lockOrganization(db: ScopedQueryable, id: Uuid): Promise<Organization | undefined> {
  return db.first(
    sql<Organization>`select ${ORGANIZATION_COLUMNS} from organizations where id = ${id} and ${present(db)} for update`,
  );
}

/** Writes what changed about an organization that is locked. */
export async function saveOrganization(db: ScopedQueryable, organization: Organization): Promise<void> {
  const { id, name, slug, isActive, updatedAt, disabledAt, disabledReason } = organization;
  await db.query(sql`
    update organizations set name = ${name}, slug = ${slug}, is_active = ${isActive}, updated_at = ${updatedAt},
      disabled_at = ${disabledAt}, disabled_reason = ${disabledReason}, version = version + 1
    where id = ${id} and ${present(db)}`);
}

/** Takes an organization out of sight; its rows stay, for the books. */
export async function markOrganizationDeleted(db: ScopedQueryable, id: Uuid, now: Date): Promise<void> {
  await db.query(sql`
    update organizations set is_active = false, deleted_at = ${now}, updated_at = ${now}, version = version + 1
    where id = ${id} and ${present(db)}`);
}
