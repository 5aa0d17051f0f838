import { sql, type RawBuilder } from 'kysely';
import { fetchPage, type KeysetOrder, type Page, type PageRequest } from '../../../platform/database/keyset.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { inSharedScope, type ScopedQueryable } from '../scope.query.ts';
import { likePattern } from '../tenants/tenants.query.ts';

/** An entry of the audit log. */
export interface AuditEntry {
  id: Uuid;
  organizationId: Uuid | null;
  actor: string;
  action: string;
  resourceType: string;
  resourceId: Uuid;
  changes: { before: unknown; after: unknown };
  ipAddress: string | null;
  userAgent: string | null;
  occurredAt: Date;
}

/** Which entries to list; conditions add up. */
export interface AuditFilter {
  actor?: string | null | undefined;
  actions?: readonly string[] | null | undefined;
  resourceType?: string | null | undefined;
  resourceId?: Uuid | null | undefined;
  organizationId?: Uuid | null | undefined;
  from?: Date | null | undefined;
  /** The moment itself is not in the range. */
  until?: Date | null | undefined;
  ipAddress?: string | null | undefined;
  keyword?: string | null | undefined;
}

/** Sort orders of the audit log. */
export const AUDIT_ORDERS = {
  occurredAtDesc: { column: 'occurred_at', type: 'timestamptz', direction: 'desc' },
  occurredAtAsc: { column: 'occurred_at', type: 'timestamptz', direction: 'asc' },
} as const satisfies Record<string, KeysetOrder>;

/** A page of the entries that the session may see. */
export async function listAuditEntries(
  db: ScopedQueryable,
  filter: AuditFilter,
  order: KeysetOrder,
  page: PageRequest,
): Promise<Page<AuditEntry>> {
  const statement = sql<AuditEntry>`
    select e.id, e.organization_id as "organizationId", e.actor, e.action, e.resource_type as "resourceType", e.resource_id as "resourceId",
      e.changes, e.ip_address as "ipAddress", e.user_agent as "userAgent", e.occurred_at as "occurredAt", e.occurred_at
    from platform.audit_log e where ${sql.join([inSharedScope(db, 'e'), ...conditionsOf(filter)], sql` and `)}`;
  return fetchPage(db, statement, order, page);
}

function conditionsOf(filter: AuditFilter): RawBuilder<unknown>[] {
  const { actor, actions, resourceType, resourceId, organizationId, from, until, ipAddress, keyword } = filter;
  const given: [unknown, () => RawBuilder<unknown>][] = [
    [actor, () => sql`e.actor = ${actor}`],
    [actions, () => sql`e.action = any(${actions}::text[])`],
    [resourceType, () => sql`e.resource_type = ${resourceType}`],
    [resourceId, () => sql`e.resource_id = ${resourceId}::uuid`],
    [organizationId, () => sql`e.organization_id = ${organizationId}::uuid`],
    [from, () => sql`e.occurred_at >= ${from}::timestamptz`],
    [until, () => sql`e.occurred_at < ${until}::timestamptz`],
    [ipAddress, () => sql`e.ip_address = ${ipAddress}`],
    [keyword, () => containing(keyword!)],
  ];
  return given.filter(([value]) => value !== null && value !== undefined).map(([, condition]) => condition());
}

function containing(keyword: string): RawBuilder<unknown> {
  const pattern = likePattern(keyword);
  return sql`(e.changes::text ilike ${pattern} or e.action ilike ${pattern} or e.user_agent ilike ${pattern})`;
}
