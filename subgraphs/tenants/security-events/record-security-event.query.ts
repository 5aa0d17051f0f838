import { sql, type RawBuilder } from 'kysely';
import { auditFacts, type RequestContext } from '../../../platform/context/request-context.ts';
import type { Queryable } from '../../../platform/database/session.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import type { SecurityEventType } from './security-event-type.ts';

/** What happened, to whom. */
export interface SecurityEventFacts {
  type: SecurityEventType;
  /** The person it happened to, whoever made it happen. */
  userId?: Uuid | null;
  organizationId?: Uuid | null;
  actor?: string;
  /** What else is worth knowing; no secrets. */
  details?: Record<string, unknown>;
}

/** Records what happened in a tenant. */
export async function recordSecurityEvent(
  db: Queryable,
  context: RequestContext,
  event: SecurityEventFacts & { tenantId: Uuid },
): Promise<void> {
  await insertFor(db, context, event, sql`select ${event.tenantId}::uuid as tenant_id`);
}

/** Records what happened to a person, or to nobody known, in each tenant of the person; in the platform's own when there is none. */
export async function recordPersonalEvent(db: Queryable, context: RequestContext, event: SecurityEventFacts): Promise<void> {
  const userId = event.userId ?? null;
  const places = sql`
    select tenant_id from tenants.member_directory where user_id = ${userId}::uuid
    union select tenant_id from tenants.tenant_members where user_id = ${userId}::uuid`;
  const platform = sql`select id from tenants.tenants where kind = 'platform'`;
  await insertFor(
    db,
    context,
    event,
    sql`with places as (${places}) select tenant_id from places union all ${platform} and not exists (select from places)`,
  );
}

async function insertFor(
  db: Queryable,
  context: RequestContext,
  event: SecurityEventFacts,
  tenants: RawBuilder<unknown>,
): Promise<void> {
  const facts = auditFacts(context);
  await db.query(sql`
    insert into tenants.security_events
      (tenant_id, id, organization_id, user_id, type, actor, ip_address, user_agent, details, occurred_at)
    select concerned.tenant_id, ${newId()}::uuid, ${event.organizationId ?? null}::uuid, ${event.userId ?? null}::uuid, ${event.type}::text,
      ${event.actor ?? facts.actor}::text, ${facts.ipAddress}::text, ${facts.userAgent?.slice(0, 500) ?? null}::text,
      ${JSON.stringify(event.details ?? {})}::jsonb, ${facts.occurredAt}::timestamptz
    from (${tenants}) as concerned (tenant_id)`);
}
