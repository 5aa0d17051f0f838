import { sql } from 'kysely';
import { fetchPage, type KeysetOrder, type Page, type PageRequest } from '../../../platform/database/keyset.ts';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { likePattern } from '../tenants/tenants.query.ts';

/** Somebody of a tenant's staff; of the platform's, an operator. */
export interface StaffMember {
  /** The person's id. */
  id: Uuid;
  email: string;
  name: string | null;
  role: 'operator' | 'tenant_admin';
  joinedAt: Date;
}

/** Sort orders of the list of staff. */
export const STAFF_ORDERS = {
  joinedAtAsc: { column: 'joined_at', type: 'timestamptz', direction: 'asc' },
  joinedAtDesc: { column: 'joined_at', type: 'timestamptz', direction: 'desc' },
  emailAsc: { column: 'email', type: 'text', direction: 'asc' },
} as const satisfies Record<string, KeysetOrder>;

const STAFF = sql`
  select u.id, u.email, u.name, m.role, m.created_at as "joinedAt", m.created_at as joined_at
  from tenants.tenant_members m join tenants.users u on u.id = m.user_id`;

/** A page of a tenant's staff. */
export async function listStaff(
  db: Queryable,
  tenantId: Uuid,
  filter: { search?: string | null | undefined },
  list: { order: KeysetOrder; page: PageRequest },
): Promise<Page<StaffMember>> {
  const { search } = filter;
  const found = search ? sql`and (u.email ilike ${likePattern(search)} or u.name ilike ${likePattern(search)})` : sql``;
  return fetchPage(db, sql<StaffMember>`${STAFF} where m.tenant_id = ${tenantId} ${found}`, list.order, list.page);
}

/** One of a tenant's administrators. */
export async function findAdministrator(
  db: Queryable,
  place: { tenantId: Uuid; userId: Uuid },
): Promise<StaffMember | undefined> {
  return db.first(
    sql<StaffMember>`${STAFF} where m.tenant_id = ${place.tenantId} and m.user_id = ${place.userId} and m.role = 'tenant_admin'`,
  );
}

/** Whether the address belongs to somebody of the staff. */
export async function isStaffEmail(db: Queryable, tenantId: Uuid, email: string): Promise<boolean> {
  const row = await db.first(sql<{ id: Uuid }>`${STAFF} where m.tenant_id = ${tenantId} and u.email = ${email}`);
  return row !== undefined;
}

/** Locks a tenant's staff: who is in it does not change until the transaction ends. */
export async function lockStaff(db: Queryable, tenantId: Uuid): Promise<void> {
  await db.query(sql`select id from tenants.tenants where id = ${tenantId} for update`);
}

/** How many administrators a tenant has besides this one. Tells the truth only while the staff is locked. */
export async function countOtherAdministrators(db: Queryable, place: { tenantId: Uuid; userId: Uuid }): Promise<number> {
  const row = await db.first(sql<{ count: number }>`
    select count(*)::int as count from tenants.tenant_members
    where tenant_id = ${place.tenantId} and user_id <> ${place.userId} and role = 'tenant_admin'`);
  return row?.count ?? 0;
}

/** Takes somebody off the staff, with every token they have or made but those of organizations that they are a member of. */
export async function deleteStaffMember(db: Queryable, place: { tenantId: Uuid; userId: Uuid; now: Date }): Promise<Uuid[]> {
  const { tenantId, userId, now } = place;
  await db.query(sql`delete from tenants.tenant_members where tenant_id = ${tenantId} and user_id = ${userId}`);
  const rows = await db.query(sql<{ id: Uuid }>`
    update tenants.api_tokens k set revoked_at = ${now}
    where tenant_id = ${tenantId} and user_id = ${userId} and revoked_at is null
      and not exists (select from tenants.member_directory m where m.organization_id = k.organization_id and m.user_id = k.user_id)
    returning id`);
  return rows.map((row) => row.id);
}
