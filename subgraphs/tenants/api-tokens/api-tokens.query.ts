import { sql } from 'kysely';
import { fetchPage, type Page, type PageRequest } from '../../../platform/database/keyset.ts';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { ApiToken } from './api-token.entity.ts';

const TOKEN_COLUMNS = sql`id, tenant_id as "tenantId", organization_id as "organizationId", user_id as "userId", is_personal as "isPersonal", partner_id as "partnerId", role, permissions,
  test_mode as "testMode", name, hint, token_hash as "tokenHash", created_by as "createdBy", created_at as "createdAt", expires_at as "expiresAt", revoked_at as "revokedAt"`;

/** The tokens of a tenant, or of one of its organizations, newest first. */
export async function listApiTokens(
  db: Queryable,
  owner: { tenantId: Uuid; organizationId: Uuid | null },
  page: PageRequest,
): Promise<Page<ApiToken>> {
  const organization = owner.organizationId ? sql`and organization_id = ${owner.organizationId}` : sql``;
  return fetchPage(
    db,
    sql<ApiToken>`select ${TOKEN_COLUMNS}, created_at from tenants.api_tokens where tenant_id = ${owner.tenantId} ${organization}`,
    { column: 'created_at', type: 'timestamptz', direction: 'desc' },
    page,
  );
}

/** Ends a token of the tenant (and organization, when given; and of test mode, when asked); answers it, or undefined when there is none. */
export async function revokeToken(
  db: Queryable,
  revocation: { id: Uuid; tenantId: Uuid; organizationId: Uuid | null; isTestOnly: boolean; now: Date },
): Promise<ApiToken | undefined> {
  const organization = revocation.organizationId ? sql`and organization_id = ${revocation.organizationId}` : sql``;
  return db.first(sql<ApiToken>`
    update tenants.api_tokens set revoked_at = coalesce(revoked_at, ${revocation.now})
    where id = ${revocation.id} and tenant_id = ${revocation.tenantId} ${organization} and (test_mode or not ${revocation.isTestOnly}::boolean)
    returning ${TOKEN_COLUMNS}`);
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
