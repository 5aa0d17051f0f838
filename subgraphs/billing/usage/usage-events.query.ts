import { sql, type RawBuilder } from 'kysely';
import { fetchPage, fetchPages, type Page, type PageRequest } from '../../../platform/database/keyset.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { inScope, type ScopedQueryable } from '../scope.query.ts';
import type { UsageFact } from './usage-fact.ts';

/** A fact with what it costs, as it is recorded; prices as exact decimals. */
export interface PricedUsage extends UsageFact {
  id: Uuid;
  /** The month it belongs to in the entity's time zone, e.g. `2026-03`; null when nobody pays. */
  period: string | null;
  currency: string | null;
  unitPrice: string | null;
  amount: string | null;
  rateId: Uuid | null;
  rateVersion: number | null;
  /** The card by which meters price it; then it has no unit price of its own. */
  rateCardId: Uuid | null;
  /** The event that it takes back or stands in for. */
  correctsId: Uuid | null;
  /** Whether it takes back all of the event that it corrects. */
  isVoid: boolean;
  /** Why it was corrected. */
  reason: string | null;
}

/** Usage as it was recorded. */
export interface UsageEventRow extends PricedUsage {
  invoiceLineId: Uuid | null;
  recordedAt: Date;
}

/** Which usage to list; conditions add up. */
export interface UsageEventFilter {
  organizationId?: Uuid | undefined;
  entityId?: Uuid | undefined;
  eventType?: string | null | undefined;
  /** Whether somebody pays for it. */
  isAssigned?: boolean | null | undefined;
  isInvoiced?: boolean | null | undefined;
  from?: Date | null | undefined;
  until?: Date | null | undefined;
}

/** The columns of a usage event (aliased `u`). */
export const EVENT_COLUMNS = sql`u.id, u.source, u.source_event_id as "sourceEventId", u.organization_id as "organizationId", u.entity_id as "entityId",
  u.user_id as "userId", u.event_type as "eventType", u.quantity, u.occurred_at as "occurredAt", u.period, u.currency, u.unit_price as "unitPrice",
  u.amount, u.rate_id as "rateId", u.rate_version as "rateVersion", u.rate_card_id as "rateCardId",
  u.corrects_id as "correctsId", u.is_void as "isVoid", u.reason, u.data, u.invoice_line_id as "invoiceLineId", u.recorded_at as "recordedAt"`;

/** The condition by which a statement on usage (aliased `u`) names whose it means: the tenant's, of one mode, of the organization in scope. */
export function usageInScope(db: ScopedQueryable): RawBuilder<unknown> {
  const { tenant, organization, testMode } = db.scope;
  if (tenant === null || organization === null) return sql`false`;
  const ofOrganization = organization === 'all' ? sql`` : sql`and u.organization_id = ${organization}`;
  return sql`u.tenant_id = ${tenant.id} and u.test_mode = ${testMode} ${ofOrganization}`;
}

/** The event that a source reported under an id, locked until the transaction ends. */
export async function lockUsageEvent(
  db: ScopedQueryable,
  event: { organizationId: Uuid; source: string; sourceEventId: string },
): Promise<UsageEventRow | undefined> {
  return db.first(sql<UsageEventRow>`
    select ${EVENT_COLUMNS} from billing.usage_events u
    where u.organization_id = ${event.organizationId} and u.source = ${event.source} and u.source_event_id = ${event.sourceEventId}
      and ${usageInScope(db)} for update`);
}

/** What corrects each of the events: in the order in which it was recorded. */
export async function findCorrections(db: ScopedQueryable, eventIds: readonly Uuid[]): Promise<UsageEventRow[]> {
  return db.query(sql<UsageEventRow>`
    select ${EVENT_COLUMNS} from billing.usage_events u where u.corrects_id = any(${eventIds}::uuid[]) and ${usageInScope(db)}
    order by u.recorded_at, u.is_void desc, u.id`);
}

/** A page of usage, newest first. */
export async function listUsage(
  db: ScopedQueryable,
  filter: UsageEventFilter,
  request: PageRequest,
): Promise<Page<UsageEventRow>> {
  const conditions = [usageInScope(db)];
  if (filter.organizationId) conditions.push(sql`u.organization_id = ${filter.organizationId}`);
  if (filter.entityId) conditions.push(sql`u.entity_id = ${filter.entityId}`);
  if (filter.eventType) conditions.push(sql`u.event_type = ${filter.eventType}`);
  if (isSaid(filter.isAssigned)) conditions.push(sql`(u.entity_id is not null) = ${filter.isAssigned}`);
  if (isSaid(filter.isInvoiced)) conditions.push(sql`(u.invoice_line_id is not null) = ${filter.isInvoiced}`);
  if (filter.from) conditions.push(sql`u.occurred_at >= ${filter.from}`);
  if (filter.until) conditions.push(sql`u.occurred_at < ${filter.until}`);
  const statement = sql<UsageEventRow>`select ${EVENT_COLUMNS}, u.occurred_at from billing.usage_events u where ${sql.join(conditions, sql` and `)}`;
  return fetchPage(db, statement, { column: 'occurred_at', type: 'timestamptz', direction: 'desc' }, request);
}

/** A page of the usage that each invoice line bills, newest first: what it claimed, or what its meter measured; one statement for all lines. */
export async function listUsageOfLines(
  db: ScopedQueryable,
  lineIds: readonly Uuid[],
  request: PageRequest,
): Promise<Map<Uuid, Page<UsageEventRow>>> {
  const statement = sql<UsageEventRow>`
    select ${EVENT_COLUMNS}, u.invoice_line_id as parent_id, u.occurred_at from billing.usage_events u where ${usageInScope(db)}
    union all
    select ${EVENT_COLUMNS}, l.id, u.occurred_at from invoice_lines l join invoices i on i.id = l.invoice_id and i.status <> 'void'
      join billing.usage_events u on u.entity_id = i.entity_id and u.rate_card_id = l.rate_card_id and u.event_type = l.event_type and u.period = l.period
    where ${usageInScope(db)} and ${inScope(db, 'l')}`;
  return fetchPages(db, lineIds, statement, { column: 'occurred_at', type: 'timestamptz', direction: 'desc' }, request);
}

function isSaid(value: boolean | null | undefined): value is boolean {
  return value !== null && value !== undefined;
}
