import { sql, type RawBuilder } from 'kysely';
import { fetchPage, type KeysetOrder, type Page, type PageRequest } from '../../../platform/database/keyset.ts';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { SecurityEventType } from './security-event-type.ts';

/** Something that happened to the security of an account, a token or a tenant. */
export interface SecurityEvent {
  id: Uuid;
  organizationId: Uuid | null;
  userId: Uuid | null;
  type: SecurityEventType;
  actor: string;
  ipAddress: string | null;
  userAgent: string | null;
  details: Record<string, unknown>;
  occurredAt: Date;
}

/** Whose events are in view: all of the tenant, or those of the person and of the organization. */
export type SecurityEventView = { tenantId: Uuid } & (
  | { isWholeTenant: true }
  | { isWholeTenant: false; userId: Uuid | null; organizationId: Uuid | null }
);

/** Which events to list. */
export interface SecurityEventFilter {
  types?: readonly SecurityEventType[] | null | undefined;
  userId?: Uuid | undefined;
  ipAddress?: string | null | undefined;
  from?: Date | null | undefined;
  to?: Date | null | undefined;
}

/** Sort orders of the list of security events. */
export const SECURITY_EVENT_ORDERS = {
  occurredAtDesc: { column: 'occurred_at', type: 'timestamptz', direction: 'desc' },
  occurredAtAsc: { column: 'occurred_at', type: 'timestamptz', direction: 'asc' },
} as const satisfies Record<string, KeysetOrder>;

/** A page of the security events in view. */
export async function listSecurityEvents(
  db: Queryable,
  view: SecurityEventView,
  filter: SecurityEventFilter,
  order: KeysetOrder,
  page: PageRequest,
): Promise<Page<SecurityEvent>> {
  const conditions: RawBuilder<unknown>[] = [sql`tenant_id = ${view.tenantId}`];
  if (!view.isWholeTenant)
    conditions.push(sql`(user_id = ${view.userId}::uuid or organization_id = ${view.organizationId}::uuid)`);
  if (filter.types) conditions.push(sql`type = any(${filter.types}::text[])`);
  if (filter.userId) conditions.push(sql`user_id = ${filter.userId}`);
  if (filter.ipAddress) conditions.push(sql`ip_address = ${filter.ipAddress}`);
  if (filter.from) conditions.push(sql`occurred_at >= ${filter.from}`);
  if (filter.to) conditions.push(sql`occurred_at < ${filter.to}`);
  return fetchPage(
    db,
    sql<SecurityEvent>`
      select id, organization_id as "organizationId", user_id as "userId", type, actor, ip_address as "ipAddress", user_agent as "userAgent",
        details, occurred_at as "occurredAt", occurred_at
      from tenants.security_events where ${sql.join(conditions, sql` and `)}`,
    order,
    page,
  );
}
