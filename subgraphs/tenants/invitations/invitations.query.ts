import { sql } from 'kysely';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { Invitation } from './invitation.entity.ts';

/** A pending invitation with the place it leads to. */
export interface OpenInvitation {
  id: Uuid;
  tenantId: Uuid;
  schemaName: string;
  tenantStatus: 'active' | 'suspended';
  organizationId: Uuid | null;
  email: string;
  role: Invitation['role'];
  expiresAt: Date;
  status: Invitation['status'];
}

/** Locks and answers the invitation of a token. */
export async function lockInvitation(db: Queryable, tokenHash: string): Promise<OpenInvitation | undefined> {
  return db.first(sql<OpenInvitation>`
    select i.id, i.tenant_id as "tenantId", t.schema_name as "schemaName", t.status as "tenantStatus", i.organization_id as "organizationId",
      i.email, i.role, i.expires_at as "expiresAt", i.status
    from tenants.invitations i join tenants.tenants t on t.id = i.tenant_id
    where i.token_hash = ${tokenHash} for update of i`);
}

export async function markAccepted(db: Queryable, id: Uuid, now: Date): Promise<void> {
  await db.query(sql`update tenants.invitations set status = 'accepted', accepted_at = ${now} where id = ${id}`);
}

/** Ends the invitation of an address to a place once it has expired: only a pending one stands in the way of the next. */
export async function closeExpiredInvitation(
  db: Queryable,
  place: { tenantId: Uuid; organizationId: Uuid | null; email: string; now: Date },
): Promise<void> {
  await db.query(sql`
    update tenants.invitations set status = 'revoked'
    where tenant_id = ${place.tenantId} and coalesce(organization_id, tenant_id) = ${place.organizationId ?? place.tenantId}
      and email = ${place.email} and status = 'pending' and expires_at <= ${place.now}`);
}

/** The user of an e-mail address; made when there is none yet. An existing user keeps the name it has. */
export async function ensureUser(
  db: Queryable,
  user: { id: Uuid; email: string; name: string; createdAt: Date },
): Promise<{ id: Uuid; email: string; name: string }> {
  const row = await db.first(sql<{ id: Uuid; email: string; name: string }>`
    insert into tenants.users (id, email, name, created_at) values (${user.id}, ${user.email}, ${user.name}, ${user.createdAt})
    on conflict (email) do update set name = coalesce(tenants.users.name, excluded.name)
    returning id, email, name`);
  return row!;
}

/** Adds a user to a tenant's staff. */
export async function insertTenantMember(
  db: Queryable,
  member: { tenantId: Uuid; userId: Uuid; role: string; createdAt: Date },
): Promise<void> {
  await db.query(sql`
    insert into tenants.tenant_members (tenant_id, user_id, role, created_at)
    values (${member.tenantId}, ${member.userId}, ${member.role}, ${member.createdAt}) on conflict do nothing`);
}
