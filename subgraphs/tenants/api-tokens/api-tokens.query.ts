import { sql, type RawBuilder } from 'kysely';
import { fetchPage, type KeysetOrder, type Page, type PageRequest } from '../../../platform/database/keyset.ts';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { likePattern } from '../tenants/tenants.query.ts';
import type { ApiToken, TokenKind, TokenStatus } from './api-token.entity.ts';
import type { TokenOfMember } from './token-permissions.ts';

const TOKEN_COLUMNS = sql`id, tenant_id as "tenantId", organization_id as "organizationId", user_id as "userId", is_personal as "isPersonal", partner_id as "partnerId", role, permissions,
  test_mode as "testMode", name, hint, token_hash as "tokenHash", created_by as "createdBy", created_at as "createdAt", expires_at as "expiresAt", revoked_at as "revokedAt",
  last_used_at as "lastUsedAt", last_used_ip as "lastUsedIp", rotated_at as "rotatedAt", previous_ends_at as "previousEndsAt"`;

/** Whose tokens: those of a tenant, or of one of its organizations. */
export interface TokenOwner {
  tenantId: Uuid;
  organizationId: Uuid | null;
}

/** Which tokens to list. */
export interface ApiTokenFilter {
  search?: string | null | undefined;
  kind?: TokenKind | null | undefined;
  status?: TokenStatus | null | undefined;
  testMode?: boolean | null | undefined;
  isPersonal?: boolean | null | undefined;
  organizationId?: Uuid | undefined;
}

const KINDS: Record<TokenKind, RawBuilder<unknown>> = {
  platform: sql`role = 'operator'`,
  tenant: sql`role = 'tenant_admin'`,
  organization: sql`organization_id is not null`,
  partner: sql`role = 'partner'`,
};

/** Sort orders of the list of tokens; one that was never used counts as used when it was made. */
export const API_TOKEN_ORDERS = {
  createdAtDesc: { column: 'created_at', type: 'timestamptz', direction: 'desc' },
  createdAtAsc: { column: 'created_at', type: 'timestamptz', direction: 'asc' },
  nameAsc: { column: 'name', type: 'text', direction: 'asc' },
  lastUsedAtDesc: { column: 'used_at', type: 'timestamptz', direction: 'desc' },
} as const satisfies Record<string, KeysetOrder>;

/** A page of the tokens of an owner. */
export async function listApiTokens(
  db: Queryable,
  owner: TokenOwner,
  filter: ApiTokenFilter & { now: Date },
  order: KeysetOrder,
  page: PageRequest,
): Promise<Page<ApiToken>> {
  const conditions = [ownedBy(owner), ...conditionsOf(filter)];
  return fetchPage(
    db,
    sql<ApiToken>`
      select ${TOKEN_COLUMNS}, created_at, coalesce(last_used_at, created_at) as used_at
      from tenants.api_tokens where ${sql.join(conditions, sql` and `)}`,
    order,
    page,
  );
}

function ownedBy({ tenantId, organizationId }: TokenOwner): RawBuilder<unknown> {
  return organizationId ? sql`tenant_id = ${tenantId} and organization_id = ${organizationId}` : sql`tenant_id = ${tenantId}`;
}

function conditionsOf(filter: ApiTokenFilter & { now: Date }): RawBuilder<unknown>[] {
  const statuses: Record<TokenStatus, RawBuilder<unknown>> = {
    active: sql`revoked_at is null and (expires_at is null or expires_at > ${filter.now})`,
    expired: sql`revoked_at is null and expires_at <= ${filter.now}`,
    revoked: sql`revoked_at is not null`,
  };
  return [
    ...(filter.search ? [sql`name ilike ${likePattern(filter.search)}`] : []),
    ...(filter.kind ? [KINDS[filter.kind]] : []),
    ...(filter.status ? [statuses[filter.status]] : []),
    ...(typeof filter.testMode === 'boolean' ? [sql`test_mode = ${filter.testMode}`] : []),
    ...(typeof filter.isPersonal === 'boolean' ? [sql`is_personal = ${filter.isPersonal}`] : []),
    ...(filter.organizationId ? [sql`organization_id = ${filter.organizationId}`] : []),
  ];
}

/** Locks and answers a token of an owner, with what bounds it at present; of test mode only, when asked. */
export async function lockToken(
  db: Queryable,
  token: TokenOwner & { id: Uuid; isTestOnly: boolean },
): Promise<(ApiToken & TokenOfMember) | undefined> {
  return db.first(sql<ApiToken & TokenOfMember>`
    select k.*, case when k."isPersonal" or s.user_id is null then m.roles end as "memberRoles",
      array(select distinct unnest(r.permissions) from tenants.roles r where r.tenant_id = k."tenantId" and r.key = any(m.roles)) as "customPermissions"
    from (
      select ${TOKEN_COLUMNS} from tenants.api_tokens
      where id = ${token.id} and ${ownedBy(token)} and (test_mode or not ${token.isTestOnly}::boolean) for update) k
    left join tenants.member_directory m on m.organization_id = k."organizationId" and m.user_id = k."userId"
    left join tenants.tenant_members s on s.tenant_id = k."tenantId" and s.user_id = k."userId"`);
}

/** Ends a token. */
export async function revokeToken(db: Queryable, id: Uuid, now: Date): Promise<ApiToken> {
  const row = await db.first(sql<ApiToken>`
    update tenants.api_tokens set revoked_at = ${now}, previous_token_hash = null, previous_ends_at = null
    where id = ${id} returning ${TOKEN_COLUMNS}`);
  return row!;
}

/** Changes what a token is called, may do, and when it ends. */
export async function updateToken(
  db: Queryable,
  id: Uuid,
  change: { name: string; permissions: readonly string[] | null; expiresAt: Date | null },
): Promise<ApiToken> {
  const row = await db.first(sql<ApiToken>`
    update tenants.api_tokens set name = ${change.name}, permissions = ${change.permissions}::text[], expires_at = ${change.expiresAt}
    where id = ${id} returning ${TOKEN_COLUMNS}`);
  return row!;
}

/** Gives a token another secret; the one it had is good until `previousEndsAt`, or void when there is none. */
export async function rotateToken(
  db: Queryable,
  id: Uuid,
  rotation: { tokenHash: string; hint: string; previousEndsAt: Date | null; now: Date },
): Promise<ApiToken> {
  const { tokenHash, hint, previousEndsAt, now } = rotation;
  const row = await db.first(sql<ApiToken>`
    update tenants.api_tokens set token_hash = ${tokenHash}, hint = ${hint}, rotated_at = ${now}, previous_ends_at = ${previousEndsAt},
      previous_token_hash = case when ${previousEndsAt}::timestamptz is not null then token_hash end
    where id = ${id} returning ${TOKEN_COLUMNS}`);
  return row!;
}

/** Ends every token of an organization, or those that one person uses or made in it; answers which ones. */
export async function revokeTokens(
  db: Queryable,
  revocation: { tenantId: Uuid; organizationId: Uuid; userId?: Uuid; now: Date },
): Promise<Uuid[]> {
  const ofUser = revocation.userId ? sql`and user_id = ${revocation.userId}` : sql``;
  const rows = await db.query(sql<{ id: Uuid }>`
    update tenants.api_tokens set revoked_at = ${revocation.now}
    where tenant_id = ${revocation.tenantId} and organization_id = ${revocation.organizationId} and revoked_at is null ${ofUser} returning id`);
  return rows.map((row) => row.id);
}
