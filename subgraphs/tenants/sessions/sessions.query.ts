import { sql, type RawBuilder } from 'kysely';
import { fetchPage, type KeysetOrder, type Page, type PageRequest } from '../../../platform/database/keyset.ts';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';

/** What a person has open since they signed in on a device. */
export interface UserSession {
  id: Uuid;
  userId: Uuid;
  tenantId: Uuid;
  organizationId: Uuid | null;
  testMode: boolean;
  createdAt: Date;
  lastUsedAt: Date;
  expiresAt: Date;
  ipAddress: string | null;
  userAgent: string | null;
  endedAt: Date | null;
  endReason: SessionEnd | null;
}

/** Why a session ended. */
export type SessionEnd = 'signed_out' | 'revoked' | 'refresh_token_reused' | 'password_changed';

/** The secrets of a session, as they are kept. */
export interface SessionKeys {
  accessTokenHash: string;
  accessExpiresAt: Date;
  refreshTokenHash: string;
  expiresAt: Date;
}

const SESSION_COLUMNS = sql`id, user_id as "userId", tenant_id as "tenantId", organization_id as "organizationId", test_mode as "testMode",
  created_at as "createdAt", last_used_at as "lastUsedAt", expires_at as "expiresAt", ip_address as "ipAddress", user_agent as "userAgent",
  ended_at as "endedAt", end_reason as "endReason"`;

/** Opens a session with its first pair of tokens. */
export async function insertSession(
  db: Queryable,
  session: Omit<UserSession, 'endedAt' | 'endReason' | 'lastUsedAt' | 'expiresAt'>,
  keys: SessionKeys,
): Promise<UserSession> {
  const row = await db.first(sql<UserSession>`
    with opened as (
      insert into tenants.sessions (id, user_id, tenant_id, organization_id, test_mode, access_token_hash, access_expires_at, created_at,
        last_used_at, expires_at, ip_address, user_agent)
      values (${session.id}, ${session.userId}, ${session.tenantId}, ${session.organizationId}, ${session.testMode}, ${keys.accessTokenHash},
        ${keys.accessExpiresAt}, ${session.createdAt}, ${session.createdAt}, ${keys.expiresAt}, ${session.ipAddress}, ${session.userAgent})
      returning *),
    refresh as (
      insert into tenants.refresh_tokens (token_hash, session_id, created_at)
      select ${keys.refreshTokenHash}, id, created_at from opened)
    select ${SESSION_COLUMNS} from opened`);
  return row!;
}

/** A session found by one of its refresh tokens. */
export interface RefreshedSession extends UserSession {
  /** When the token that was presented was rotated; null while it is the present one. */
  rotatedAt: Date | null;
  /** Whether the session's present token replaced the one that was presented, and so was not used yet. */
  isNextUnused: boolean;
}

/** Locks and answers the session of a refresh token. */
export async function lockSessionOfRefreshToken(db: Queryable, tokenHash: string): Promise<RefreshedSession | undefined> {
  const found = await db.first(sql<{ id: Uuid }>`
    select s.id from tenants.refresh_tokens r join tenants.sessions s on s.id = r.session_id where r.token_hash = ${tokenHash} for update of s`);
  if (!found) return undefined;
  // A statement of its own: only what is read after the lock is there to decide on.
  return db.first(sql<RefreshedSession>`
    select s.*, r.rotated_at as "rotatedAt", exists (
      select from tenants.refresh_tokens n where n.session_id = r.session_id and n.rotated_at is null and n.replaces = r.token_hash) as "isNextUnused"
    from tenants.refresh_tokens r, (select ${SESSION_COLUMNS} from tenants.sessions where id = ${found.id}) s
    where r.token_hash = ${tokenHash}`);
}

/** Gives a session its next pair of tokens; whatever it had before is rotated. */
export async function rotateSession(
  db: Queryable,
  rotation: {
    id: Uuid;
    presentedHash: string;
    keys: SessionKeys;
    testMode: boolean;
    ipAddress: string | null;
    userAgent: string | null;
    now: Date;
  },
): Promise<UserSession> {
  const { id, presentedHash, keys, now } = rotation;
  const row = await db.first(sql<UserSession>`
    with rotated as (
      update tenants.refresh_tokens set rotated_at = ${now} where session_id = ${id} and rotated_at is null),
    refresh as (
      insert into tenants.refresh_tokens (token_hash, session_id, replaces, created_at)
      values (${keys.refreshTokenHash}, ${id}, ${presentedHash}, ${now}))
    update tenants.sessions set access_token_hash = ${keys.accessTokenHash}, access_expires_at = ${keys.accessExpiresAt},
      expires_at = ${keys.expiresAt}, last_used_at = ${now}, test_mode = ${rotation.testMode}, ip_address = ${rotation.ipAddress},
      user_agent = ${rotation.userAgent}
    where id = ${id} returning ${SESSION_COLUMNS}`);
  return row!;
}

/** Which sessions of a person to end. */
export interface SessionSelection {
  userId: Uuid;
  /** Only this one. */
  id?: Uuid | undefined;
  /** All but this one. */
  exceptId?: Uuid | undefined;
}

/** Ends open sessions of a person; answers which ones. */
export async function endSessions(
  db: Queryable,
  { userId, id, exceptId }: SessionSelection,
  end: { reason: SessionEnd; now: Date },
): Promise<UserSession[]> {
  const conditions: RawBuilder<unknown>[] = [sql`user_id = ${userId}`, sql`ended_at is null`];
  if (id) conditions.push(sql`id = ${id}`);
  if (exceptId) conditions.push(sql`id <> ${exceptId}`);
  return db.query(sql<UserSession>`
    update tenants.sessions set ended_at = ${end.now}, end_reason = ${end.reason}
    where ${sql.join(conditions, sql` and `)} returning ${SESSION_COLUMNS}`);
}

/** A session of a person. */
export async function findSession(db: Queryable, userId: Uuid, id: Uuid): Promise<UserSession | undefined> {
  return db.first(sql<UserSession>`select ${SESSION_COLUMNS} from tenants.sessions where user_id = ${userId} and id = ${id}`);
}

/** Sort orders of the list of sessions. */
export const SESSION_ORDERS = {
  createdAtDesc: { column: 'created_at', type: 'timestamptz', direction: 'desc' },
  createdAtAsc: { column: 'created_at', type: 'timestamptz', direction: 'asc' },
  lastUsedAtDesc: { column: 'last_used_at', type: 'timestamptz', direction: 'desc' },
} as const satisfies Record<string, KeysetOrder>;

/** A page of a person's sessions; `isActive` for those that are open, or for those that are not. */
export async function listSessions(
  db: Queryable,
  filter: { userId: Uuid; isActive: boolean | undefined; now: Date },
  order: KeysetOrder,
  page: PageRequest,
): Promise<Page<UserSession>> {
  const isOpen = sql`(ended_at is null and expires_at > ${filter.now})`;
  const wanted = filter.isActive === undefined ? sql`` : sql`and ${isOpen} = ${filter.isActive}::boolean`;
  return fetchPage(
    db,
    sql<UserSession>`select ${SESSION_COLUMNS}, created_at, last_used_at from tenants.sessions where user_id = ${filter.userId} ${wanted}`,
    order,
    page,
  );
}
