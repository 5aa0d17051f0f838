import { sql, type RawBuilder } from 'kysely';
import { fetchPage, type KeysetOrder, type Page, type PageRequest } from '../../../platform/database/keyset.ts';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { inOrganization, type ScopedQueryable } from '../scope.query.ts';
import { OWNER_ROLE } from '../roles/role.ts';
import { likePattern } from '../tenants/tenants.query.ts';

/** A person in an organization. */
export interface Member {
  id: Uuid;
  organizationId: Uuid;
  userId: Uuid;
  email: string;
  name: string | null;
  /** Keys of roles, one at least. */
  roles: string[];
  joinedAt: Date;
}

const MEMBER_COLUMNS = sql`id, organization_id as "organizationId", user_id as "userId", email, name, roles, joined_at as "joinedAt"`;

/** Which members to list. */
export interface MemberFilter {
  organizationId?: Uuid | null | undefined;
  role?: string | null | undefined;
  search?: string | null | undefined;
}

/** Sort orders of the list of members. */
export const MEMBER_ORDERS = {
  joinedAtAsc: { column: 'joined_at', type: 'timestamptz', direction: 'asc' },
  joinedAtDesc: { column: 'joined_at', type: 'timestamptz', direction: 'desc' },
  emailAsc: { column: 'email', type: 'text', direction: 'asc' },
} as const satisfies Record<string, KeysetOrder>;

/** A page of the members of the organizations that the session may see; of those that are still there. */
export async function listMembers(
  db: ScopedQueryable,
  filter: MemberFilter,
  list: { order: KeysetOrder; page: PageRequest },
): Promise<Page<Member>> {
  const { organizationId, role, search } = filter;
  const conditions: RawBuilder<unknown>[] = [
    inOrganization(db, 'organization_id'),
    sql`exists (select from organizations o where o.id = members.organization_id and o.deleted_at is null)`,
  ];
  if (organizationId) conditions.push(sql`organization_id = ${organizationId}`);
  if (role) conditions.push(sql`${role.slice(0, 100)} = any(roles)`);
  if (search) conditions.push(sql`(email ilike ${likePattern(search)} or name ilike ${likePattern(search)})`);
  const statement = sql<Member>`select ${MEMBER_COLUMNS}, joined_at from members where ${sql.join(conditions, sql` and `)}`;
  return fetchPage(db, statement, list.order, list.page);
}

/** The members of organizations, earliest first. */
export async function findMembers(db: ScopedQueryable, organizationIds: readonly Uuid[]): Promise<Member[]> {
  return db.query(sql<Member>`
    select ${MEMBER_COLUMNS} from members where organization_id = any(${organizationIds}::uuid[]) and ${inOrganization(db, 'organization_id')}
    order by joined_at, id`);
}

/** How many members organizations have. */
export async function countMembers(
  db: ScopedQueryable,
  organizationIds: readonly Uuid[],
): Promise<{ organizationId: Uuid; count: number }[]> {
  return db.query(sql<{ organizationId: Uuid; count: number }>`
    select organization_id as "organizationId", count(*)::int as count from members
    where organization_id = any(${organizationIds}::uuid[]) and ${inOrganization(db, 'organization_id')} group by organization_id`);
}

/** One member by the id of the membership, as far as the session may see it. */
export async function findMember(db: ScopedQueryable, id: Uuid): Promise<Member | undefined> {
  return db.first(memberWhere(db, sql`id = ${id}`));
}

/** A person's membership in an organization. */
export async function findMemberOfUser(
  db: ScopedQueryable,
  place: { organizationId: Uuid; userId: Uuid },
): Promise<Member | undefined> {
  return db.first(memberWhere(db, sql`organization_id = ${place.organizationId} and user_id = ${place.userId}`));
}

function memberWhere(db: ScopedQueryable, condition: RawBuilder<unknown>): RawBuilder<Member> {
  return sql<Member>`select ${MEMBER_COLUMNS} from members where ${condition} and ${inOrganization(db, 'organization_id')}`;
}

/** Which of the addresses belong to members already. */
export async function findMemberEmails(db: Queryable, organizationId: Uuid, emails: readonly string[]): Promise<string[]> {
  const rows = await db.query(sql<{ email: string }>`
    select email from members where organization_id = ${organizationId} and email = any(${emails}::text[]) order by email`);
  return rows.map((row) => row.email);
}

/** How many owners an organization has besides this member. Tells the truth only while the organization is locked. */
export async function countOtherOwners(db: Queryable, member: Member): Promise<number> {
  const row = await db.first(sql<{ count: number }>`
    select count(*)::int as count from members
    where organization_id = ${member.organizationId} and id <> ${member.id} and ${OWNER_ROLE} = any(roles)`);
  return row?.count ?? 0;
}

/** Adds a member, also to the directory over all tenants; false when the person is one already. */
export async function insertMember(db: Queryable, member: Member & { tenantId: Uuid }): Promise<boolean> {
  const row = await db.first(sql<{ id: Uuid }>`
    with member as (
      insert into members (id, organization_id, user_id, email, name, roles, joined_at)
      values (${member.id}, ${member.organizationId}, ${member.userId}, ${member.email}, ${member.name}, ${member.roles}::text[], ${member.joinedAt})
      on conflict (organization_id, user_id) do nothing returning id, organization_id, user_id, roles, joined_at),
    listed as (
      insert into tenants.member_directory (organization_id, user_id, tenant_id, roles, joined_at)
      select organization_id, user_id, ${member.tenantId}::uuid, roles, joined_at from member
      on conflict (organization_id, user_id) do update set roles = excluded.roles, joined_at = excluded.joined_at)
    select id from member`);
  return row !== undefined;
}

/** Gives a member other roles, also in the directory over all tenants. */
export async function saveMemberRoles(db: Queryable, member: Member): Promise<void> {
  await db.query(sql`
    with member as (update members set roles = ${member.roles}::text[] where id = ${member.id})
    update tenants.member_directory set roles = ${member.roles}::text[]
    where organization_id = ${member.organizationId} and user_id = ${member.userId}`);
}

/** Takes a member out of the organization, also out of the directory over all tenants. */
export async function deleteMember(db: Queryable, member: Member): Promise<void> {
  await db.query(sql`
    with member as (delete from members where id = ${member.id})
    delete from tenants.member_directory where organization_id = ${member.organizationId} and user_id = ${member.userId}`);
}

/** Which of the people belong to the organization: as members, or as staff of the tenant. */
export async function findPeopleOfOrganization(
  db: ScopedQueryable,
  organizationId: Uuid,
  userIds: readonly Uuid[],
): Promise<Uuid[]> {
  const rows = await db.query(sql<{ userId: Uuid }>`
    select user_id as "userId" from members
    where organization_id = ${organizationId} and user_id = any(${userIds}::uuid[]) and ${inOrganization(db, 'organization_id')}
    union select user_id from tenants.tenant_members where tenant_id = ${db.scope.tenant?.id ?? null}::uuid and user_id = any(${userIds}::uuid[])`);
  return rows.map((row) => row.userId);
}
