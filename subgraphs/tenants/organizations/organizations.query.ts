import { sql, type RawBuilder } from 'kysely';
import { fetchPage, type KeysetOrder, type Page, type PageRequest } from '../../../platform/database/keyset.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { inOrganization, type ScopedQueryable } from '../scope.query.ts';
import { likePattern } from '../tenants/tenants.query.ts';
import type { Organization } from './organization.entity.ts';

/** Which organizations to list. */
export interface OrganizationFilter {
  search?: string | null | undefined;
  isActive?: boolean | null | undefined;
}

/** Sort orders of the list of organizations. */
export const ORGANIZATION_ORDERS = {
  createdAtDesc: { column: 'created_at', type: 'timestamptz', direction: 'desc' },
  createdAtAsc: { column: 'created_at', type: 'timestamptz', direction: 'asc' },
  nameAsc: { column: 'name', type: 'text', direction: 'asc' },
} as const satisfies Record<string, KeysetOrder>;

const ORGANIZATION_COLUMNS = sql`id, name, slug, is_active as "isActive", created_at as "createdAt", version`;

/** A page of the organizations that the session may see. */
export async function listOrganizations(
  db: ScopedQueryable,
  filter: OrganizationFilter,
  order: KeysetOrder,
  page: PageRequest,
): Promise<Page<Organization>> {
  const conditions: RawBuilder<unknown>[] = [inOrganization(db, 'id')];
  if (filter.isActive !== null && filter.isActive !== undefined) conditions.push(sql`is_active = ${filter.isActive}`);
  if (filter.search) conditions.push(sql`(name ilike ${likePattern(filter.search)} or slug ilike ${likePattern(filter.search)})`);
  return fetchPage(
    db,
    sql<Organization>`select ${ORGANIZATION_COLUMNS}, created_at from organizations where ${sql.join(conditions, sql` and `)}`,
    order,
    page,
  );
}

/** Organizations by id, as far as the session may see them. */
export async function findOrganizations(db: ScopedQueryable, ids: readonly Uuid[]): Promise<Organization[]> {
  return db.query(
    sql<Organization>`select ${ORGANIZATION_COLUMNS} from organizations where id = any(${ids}::uuid[]) and ${inOrganization(db, 'id')}`,
  );
}
