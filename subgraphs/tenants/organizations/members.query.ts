import { sql } from 'kysely';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { inOrganization, type ScopedQueryable } from '../scope.query.ts';

/** A person in an organization. */
export interface Member {
  id: Uuid;
  organizationId: Uuid;
  userId: Uuid;
  email: string;
  name: string | null;
  role: string;
  joinedAt: Date;
}

const MEMBER_COLUMNS = sql`id, organization_id as "organizationId", user_id as "userId", email, name, role, joined_at as "joinedAt"`;

/** The members of organizations, earliest first. */
export async function findMembers(db: ScopedQueryable, organizationIds: readonly Uuid[]): Promise<Member[]> {
  return db.query(sql<Member>`
    select ${MEMBER_COLUMNS} from members where organization_id = any(${organizationIds}::uuid[]) and ${inOrganization(db, 'organization_id')}
    order by joined_at, id`);
}

/** Which of the addresses belong to members already. */
export async function findMemberEmails(db: Queryable, organizationId: Uuid, emails: readonly string[]): Promise<string[]> {
  const rows = await db.query(sql<{ email: string }>`
    select email from members where organization_id = ${organizationId} and email = any(${emails}::text[]) order by email`);
  return rows.map((row) => row.email);
}

/** Adds a member, also to the directory over all tenants; somebody who is one already gets the new role. */
export async function insertMember(
  db: Queryable,
  member: Omit<Member, 'role'> & { tenantId: Uuid; role: string },
): Promise<void> {
  await db.query(sql`
    with member as (
      insert into members (id, organization_id, user_id, email, name, role, joined_at)
      values (${member.id}, ${member.organizationId}, ${member.userId}, ${member.email}, ${member.name}, ${member.role}, ${member.joinedAt})
      on conflict (organization_id, user_id) do update set role = excluded.role
      returning organization_id, user_id, role, joined_at)
    insert into tenants.member_directory (organization_id, user_id, tenant_id, role, joined_at)
    select organization_id, user_id, ${member.tenantId}::uuid, role, joined_at from member
    on conflict (organization_id, user_id) do update set role = excluded.role`);
}
