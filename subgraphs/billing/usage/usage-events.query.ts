import { sql, type RawBuilder } from 'kysely';
import { fetchPage, fetchPages, type Page, type PageRequest } from '../../../platform/database/keyset.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { ScopedQueryable } from '../scope.query.ts';
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

const EVENT_COLUMNS = sql`u.id, u.source, u.source_event_id as "sourceEventId", u.organization_id as "organizationId", u.entity_id as "entityId",
  u.user_id as "userId", u.event_type as "eventType", u.quantity, u.occurred_at as "occurredAt", u.period, u.currency, u.unit_price as "unitPrice",
  u.amount, u.rate_id as "rateId", u.rate_version as "rateVersion", u.data, u.invoice_line_id as "invoiceLineId", u.recorded_at as "recordedAt"`;

/** The condition by which a statement on usage (aliased `u`) names whose it means: the tenant's, of one mode, of the organization in scope. */
export function usageInScope(db: ScopedQueryable): RawBuilder<unknown> {
  const { tenant, organization, testMode } = db.scope;
  if (tenant === null || organization === null) return sql`false`;
  const ofOrganization = organization === 'all' ? sql`` : sql`and u.organization_id = ${organization}`;
  return sql`u.tenant_id = ${tenant.id} and u.test_mode = ${testMode} ${ofOrganization}`;
}

/** Records usage in one statement, whatever its amount; what is recorded already stays as it is. */
export async function insertUsage(db: ScopedQueryable, usage: readonly PricedUsage[], now: Date): Promise<void> {
  const rows = usage.map((each) => ({
    id: each.id,
    organization_id: each.organizationId,
    source: each.source,
    source_event_id: each.sourceEventId,
    entity_id: each.entityId,
    user_id: each.userId,
    event_type: each.eventType,
    quantity: each.quantity,
    occurred_at: each.occurredAt,
    period: each.period,
    currency: each.currency,
    unit_price: each.unitPrice,
    amount: each.amount,
    rate_id: each.rateId,
    rate_version: each.rateVersion,
    data: each.data,
  }));
  await db.query(sql`
    insert into billing.usage_events (tenant_id, organization_id, test_mode, source, source_event_id, id, entity_id, user_id, event_type, quantity,
      occurred_at, recorded_at, period, currency, unit_price, amount, rate_id, rate_version, data)
    select ${db.scope.tenant!.id}::uuid, organization_id, ${db.scope.testMode}::boolean, source, source_event_id, id, entity_id, user_id, event_type, quantity,
      occurred_at, ${now}::timestamptz, period, currency, unit_price, amount, rate_id, rate_version, data
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as usage (
      organization_id uuid, source text, source_event_id text, id uuid, entity_id uuid, user_id uuid, event_type text, quantity numeric,
      occurred_at timestamptz, period text, currency text, unit_price numeric, amount numeric, rate_id uuid, rate_version int, data jsonb)
    order by organization_id, source, source_event_id
    on conflict (tenant_id, organization_id, test_mode, source, source_event_id) do nothing`);
}

/** Usage of one kind at one price, added up. */
export interface UsageSum {
  eventType: string;
  unitPrice: string | null;
  rateId: Uuid | null;
  rateVersion: number | null;
  quantity: string;
}

/** What an entity used from `start` until before `end`, by kind and rate. */
export async function sumUsage(db: ScopedQueryable, entityId: Uuid, span: { start: Date; end: Date }): Promise<UsageSum[]> {
  return db.query(sql<UsageSum>`
    select u.event_type as "eventType", u.unit_price as "unitPrice", u.rate_id as "rateId", u.rate_version as "rateVersion", trim_scale(sum(u.quantity)) as quantity
    from billing.usage_events u
    where u.entity_id = ${entityId} and u.occurred_at >= ${span.start} and u.occurred_at < ${span.end} and ${usageInScope(db)}
    group by u.event_type, u.unit_price, u.rate_id, u.rate_version order by u.event_type, u.rate_version, u.rate_id`);
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

/** A page of the usage that each invoice line bills, newest first; one statement for all lines. */
export async function listUsageOfLines(
  db: ScopedQueryable,
  lineIds: readonly Uuid[],
  request: PageRequest,
): Promise<Map<Uuid, Page<UsageEventRow>>> {
  const statement = sql<UsageEventRow>`
    select ${EVENT_COLUMNS}, u.invoice_line_id as parent_id, u.occurred_at from billing.usage_events u where ${usageInScope(db)}`;
  return fetchPages(db, lineIds, statement, { column: 'occurred_at', type: 'timestamptz', direction: 'desc' }, request);
}

function isSaid(value: boolean | null | undefined): value is boolean {
  return value !== null && value !== undefined;
}
