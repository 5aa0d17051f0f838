import { sql, type RawBuilder } from 'kysely';
import { fetchPage, type KeysetOrder, type Page, type PageRequest } from '../../../platform/database/keyset.ts';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { inOrganization, type ScopedQueryable } from '../scope.query.ts';
import { findTenantLook } from '../mail/tenant-look.query.ts';
import type { InvitationPlace } from './invitation-mail.ts';
import type { TenantStatus } from '../tenants/tenant.entity.ts';
import type { Invitation } from './invitation.entity.ts';

/** An invitation with the place it leads to. */
export interface OpenInvitation {
  id: Uuid;
  tenantId: Uuid;
  schemaName: string;
  tenantStatus: TenantStatus;
  organizationId: Uuid | null;
  email: string;
  roles: string[];
  expiresAt: Date;
  status: Invitation['status'];
}

const OPEN_INVITATION = sql`
  select i.id, i.tenant_id as "tenantId", t.schema_name as "schemaName", t.status as "tenantStatus", i.organization_id as "organizationId",
    i.email, i.roles, i.expires_at as "expiresAt", i.status
  from tenants.invitations i join tenants.tenants t on t.id = i.tenant_id`;

/** The invitation of a token, as it is at the moment. */
export async function findInvitationByToken(db: Queryable, tokenHash: string): Promise<OpenInvitation | undefined> {
  return db.first(sql<OpenInvitation>`${OPEN_INVITATION} where i.token_hash = ${tokenHash}`);
}

/** Locks and answers an invitation, if the token is still its own. */
export async function lockInvitation(
  db: Queryable,
  invitation: { id: Uuid; tokenHash: string },
): Promise<OpenInvitation | undefined> {
  return db.first(
    sql<OpenInvitation>`${OPEN_INVITATION} where i.id = ${invitation.id} and i.token_hash = ${invitation.tokenHash} for update of i`,
  );
}

/** Which invitations somebody looks after. */
export interface InvitationReach {
  tenantId: Uuid;
  /** Whether those into the tenant's staff belong to them. */
  includesStaff: boolean;
  now: Date;
}

/** An invitation as those who look after it see it: one whose time has passed is expired. */
export interface ListedInvitation {
  id: Uuid;
  tenantId: Uuid;
  organizationId: Uuid | null;
  email: string;
  roles: string[];
  status: Invitation['status'] | 'expired';
  invitedBy: string;
  createdAt: Date;
  expiresAt: Date;
  acceptedAt: Date | null;
  sentAt: Date;
  timesSent: number;
}

/** Which invitations to list. */
export interface InvitationFilter {
  status?: ListedInvitation['status'] | null | undefined;
  email?: string | null | undefined;
  role?: string | null | undefined;
  organizationId?: Uuid | null | undefined;
}

/** Sort orders of the list of invitations. */
export const INVITATION_ORDERS = {
  createdAtDesc: { column: 'created_at', type: 'timestamptz', direction: 'desc' },
  createdAtAsc: { column: 'created_at', type: 'timestamptz', direction: 'asc' },
  emailAsc: { column: 'email', type: 'text', direction: 'asc' },
} as const satisfies Record<string, KeysetOrder>;

const presentStatus = (now: Date): RawBuilder<unknown> =>
  sql`case when status = 'pending' and expires_at <= ${now} then 'expired' else status end`;

const columns = (now: Date): RawBuilder<unknown> => sql`
  id, tenant_id as "tenantId", organization_id as "organizationId", email, roles, ${presentStatus(now)} as status, invited_by as "invitedBy",
  created_at as "createdAt", expires_at as "expiresAt", accepted_at as "acceptedAt", sent_at as "sentAt", times_sent as "timesSent"`;

function within(db: ScopedQueryable, reach: InvitationReach): RawBuilder<unknown> {
  const ofOrganization = sql`(organization_id is not null and ${inOrganization(db, 'organization_id')})`;
  const ofStaff = reach.includesStaff ? sql`or organization_id is null` : sql``;
  return sql`tenant_id = ${reach.tenantId} and (${ofOrganization} ${ofStaff})`;
}

/** A page of the invitations within reach. */
export async function listInvitations(
  db: ScopedQueryable,
  reach: InvitationReach,
  filter: InvitationFilter,
  list: { order: KeysetOrder; page: PageRequest },
): Promise<Page<ListedInvitation>> {
  const conditions = [within(db, reach)];
  if (filter.status) conditions.push(sql`${presentStatus(reach.now)} = ${filter.status}`);
  if (filter.email) conditions.push(sql`email = ${filter.email.slice(0, 400).trim().toLowerCase()}`);
  if (filter.role) conditions.push(sql`${filter.role.slice(0, 100)} = any(roles)`);
  if (filter.organizationId) conditions.push(sql`organization_id = ${filter.organizationId}`);
  const statement = sql<ListedInvitation>`
    select ${columns(reach.now)}, created_at from tenants.invitations where ${sql.join(conditions, sql` and `)}`;
  return fetchPage(db, statement, list.order, list.page);
}

/** Locks and answers an invitation within reach. */
export async function lockInvitationInReach(
  db: ScopedQueryable,
  reach: InvitationReach,
  id: Uuid,
): Promise<ListedInvitation | undefined> {
  return db.first(sql<ListedInvitation>`
    select ${columns(reach.now)} from tenants.invitations where id = ${id} and ${within(db, reach)} for update`);
}

/** Records how an invitation ended. */
export async function markAnswered(
  db: Queryable,
  answer: { id: Uuid; status: 'accepted' | 'declined' | 'revoked'; now: Date },
): Promise<void> {
  await db.query(sql`
    update tenants.invitations set status = ${answer.status}, accepted_at = case when ${answer.status}::text = 'accepted' then ${answer.now}::timestamptz end
    where id = ${answer.id}`);
}

/** Gives an invitation a secret of its own again; the one before opens nothing. */
export async function renewInvitation(
  db: Queryable,
  renewal: { id: Uuid; tokenHash: string; expiresAt: Date; now: Date },
): Promise<void> {
  await db.query(sql`
    update tenants.invitations set token_hash = ${renewal.tokenHash}, expires_at = ${renewal.expiresAt}, sent_at = ${renewal.now}, times_sent = times_sent + 1
    where id = ${renewal.id}`);
}

/** Ends every pending invitation into an organization; answers how many there were. */
export async function revokePendingInvitations(db: Queryable, place: { tenantId: Uuid; organizationId: Uuid }): Promise<number> {
  const rows = await db.query(sql<{ id: Uuid }>`
    update tenants.invitations set status = 'revoked'
    where tenant_id = ${place.tenantId} and organization_id = ${place.organizationId} and status = 'pending' returning id`);
  return rows.length;
}

/** What the place of an invitation is called and looks like. */
export async function findInvitationPlace(
  db: Queryable,
  { tenantId, organizationId }: { tenantId: Uuid; organizationId: Uuid | null },
): Promise<InvitationPlace> {
  const look = await findTenantLook(db, tenantId);
  if (!organizationId) return { tenantId, look, organizationId, organizationName: null };
  const row = await db.first(
    sql<{ name: string }>`select name from tenants.organization_directory where organization_id = ${organizationId}`,
  );
  return { tenantId, look, organizationId, organizationName: row?.name ?? null };
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
