import { sql } from 'kysely';
import type { Queryable } from '../../../platform/database/session.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';

/** When and whence a token or session was used last. */
export interface CredentialUse {
  id: Uuid;
  ipAddress: string | null;
  usedAt: Date;
}

/** Records the use of tokens, in one statement; what is older than what is known changes nothing. */
export async function recordTokenUse(db: Queryable, uses: readonly CredentialUse[]): Promise<void> {
  await db.query(sql`
    update tenants.api_tokens k set last_used_at = used."usedAt", last_used_ip = used."ipAddress"
    from (${asRows(uses)}) used where k.id = used.id and (k.last_used_at is null or k.last_used_at < used."usedAt")`);
}

/** Records the use of sessions, in one statement; what is older than what is known changes nothing. */
export async function recordSessionUse(db: Queryable, uses: readonly CredentialUse[]): Promise<void> {
  await db.query(sql`
    update tenants.sessions s set last_used_at = used."usedAt", ip_address = coalesce(used."ipAddress", s.ip_address)
    from (${asRows(uses)}) used where s.id = used.id and s.last_used_at < used."usedAt"`);
}

/** Records that requests with a token were refused for their network: one event a token and address, in the token's tenant. */
export async function recordRefusedToken(db: Queryable, use: CredentialUse & { refusals: number }): Promise<void> {
  await db.query(sql`
    insert into tenants.security_events (tenant_id, id, organization_id, user_id, type, actor, ip_address, details, occurred_at)
    select tenant_id, ${newId()}::uuid, organization_id, user_id, 'ip.refused', ${`token/${use.id}`}::text, ${use.ipAddress}::text,
      jsonb_build_object('requests', ${use.refusals}::int, 'apiTokenId', id), ${use.usedAt}::timestamptz
    from tenants.api_tokens where id = ${use.id}`);
}

/** Records that requests of a session were refused for their network, in the tenant that the session acts in. */
export async function recordRefusedSession(db: Queryable, use: CredentialUse & { refusals: number }): Promise<void> {
  await db.query(sql`
    insert into tenants.security_events (tenant_id, id, user_id, type, actor, ip_address, details, occurred_at)
    select tenant_id, ${newId()}::uuid, user_id, 'ip.refused', ${`session/${use.id}`}::text, ${use.ipAddress}::text,
      jsonb_build_object('requests', ${use.refusals}::int), ${use.usedAt}::timestamptz
    from tenants.sessions where id = ${use.id}`);
}

// The latest of each: an update takes any one row of several that match.
function asRows(uses: readonly CredentialUse[]): ReturnType<typeof sql> {
  return sql`
    select distinct on (id) id, "ipAddress", "usedAt"
    from jsonb_to_recordset(${JSON.stringify(uses)}::jsonb) as row (id uuid, "ipAddress" text, "usedAt" timestamptz)
    order by id, "usedAt" desc`;
}
