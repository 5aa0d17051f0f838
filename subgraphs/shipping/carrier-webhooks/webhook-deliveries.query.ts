import { sql, type RawBuilder } from 'kysely';
import { fetchPage, type KeysetOrder, type Page, type PageRequest } from '../../../platform/database/keyset.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { TrackAnswer } from '../carriers/carrier-exchanges.ts';
import { inScope, type ScopedQueryable } from '../scope.query.ts';

/** What became of a delivery: `received` → `processed`, `ignored` or `failed`. */
export const DELIVERY_STATUSES = ['received', 'processed', 'ignored', 'failed'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/** Something that a carrier told by itself. */
export interface WebhookDeliveryRow {
  id: Uuid;
  organizationId: Uuid | null;
  connectionId: Uuid;
  /** The carrier's, unique for the connection. */
  eventId: string;
  eventType: string;
  status: DeliveryStatus;
  /** Why it was ignored, or failed. */
  reason: string | null;
  trackingNumber: string | null;
  receivedAt: Date;
  processedAt: Date | null;
}

/** A delivery to be processed. */
export type OpenDelivery = Pick<WebhookDeliveryRow, 'id' | 'connectionId' | 'receivedAt'> & {
  trackingNumber: string;
  attempts: number;
  /** Times are texts in it. */
  answer: unknown;
};

/** Which deliveries to list. */
export interface WebhookDeliveryFilter {
  connectionId?: Uuid | null | undefined;
  status?: readonly DeliveryStatus[] | null | undefined;
  trackingNumber?: string | null | undefined;
  receivedAfter?: Date | null | undefined;
  receivedBefore?: Date | null | undefined;
}

/** Sort orders of the list of deliveries. */
export const DELIVERY_ORDERS = {
  receivedAtDesc: { column: 'received_at', type: 'timestamptz', direction: 'desc' },
  receivedAtAsc: { column: 'received_at', type: 'timestamptz', direction: 'asc' },
} as const satisfies Record<string, KeysetOrder>;

const TABLE = sql`shipping.carrier_webhook_deliveries`;

/** Keeps a delivery; false when the connection has had this event. */
export async function insertDelivery(
  db: ScopedQueryable,
  delivery: WebhookDeliveryRow & { answer: TrackAnswer | null },
): Promise<boolean> {
  const rows = await db.query(sql`
    insert into ${TABLE} (tenant_id, test_mode, organization_id, id, connection_id, event_id, event_type, status, reason, tracking_number, answer,
      received_at, processed_at)
    values (${tenantOf(db)}, ${db.scope.testMode}, ${delivery.organizationId}, ${delivery.id}, ${delivery.connectionId}, ${delivery.eventId},
      ${delivery.eventType}, ${delivery.status}, ${delivery.reason}, ${delivery.trackingNumber},
      ${delivery.answer && JSON.stringify(delivery.answer)}::jsonb, ${delivery.receivedAt}, ${delivery.processedAt})
    on conflict (tenant_id, connection_id, event_id) do nothing returning id`);
  return rows.length > 0;
}

/** Deliveries that wait to be processed, longest waiting first. */
export async function findOpenDeliveries(db: ScopedQueryable, limit: number): Promise<{ id: Uuid }[]> {
  return db.query(sql<{ id: Uuid }>`
    select d.id from ${TABLE} d where ${inTenant(db)} and d.status = 'received' order by d.received_at, d.id limit ${limit}`);
}

/** Locks a delivery that waits; undefined when somebody else is at it, or was. */
export async function lockOpenDelivery(db: ScopedQueryable, id: Uuid): Promise<OpenDelivery | undefined> {
  return db.first(sql<OpenDelivery>`
    select d.id, d.connection_id as "connectionId", d.tracking_number as "trackingNumber", d.received_at as "receivedAt", d.attempts, d.answer
    from ${TABLE} d where ${inTenant(db)} and d.id = ${id} and d.status = 'received' for update skip locked`);
}

/** Says what became of a delivery, and forgets what it said. */
export async function settleDelivery(
  db: ScopedQueryable,
  id: Uuid,
  to: { status: DeliveryStatus; reason: string | null; now: Date },
): Promise<void> {
  await db.query(sql`
    update ${TABLE} d set status = ${to.status}, reason = ${to.reason}, processed_at = ${to.now}, answer = null
    where ${inTenant(db)} and d.id = ${id}`);
}

/** Counts an attempt at a delivery that went wrong; after the last it has failed. */
export async function countAttempt(db: ScopedQueryable, id: Uuid, { most, now }: { most: number; now: Date }): Promise<void> {
  await db.query(sql`
    update ${TABLE} d set attempts = d.attempts + 1,
      status = case when d.attempts + 1 >= ${most} then 'failed' else d.status end,
      reason = case when d.attempts + 1 >= ${most} then 'INTERNAL_ERROR' end,
      processed_at = case when d.attempts + 1 >= ${most} then ${now}::timestamptz end
    where ${inTenant(db)} and d.id = ${id} and d.status = 'received'`);
}

/** Forgets deliveries from before the time. */
export async function removeDeliveries(db: ScopedQueryable, before: Date): Promise<void> {
  await db.query(sql`delete from ${TABLE} d where ${inTenant(db)} and d.received_at < ${before}`);
}

/** The trackers of a connection's parcel: of several organizations where they share a system connection. */
export async function findTrackersOfParcel(
  db: ScopedQueryable,
  { connectionId, trackingNumber }: { connectionId: Uuid; trackingNumber: string },
): Promise<{ id: Uuid }[]> {
  return db.query(sql<{ id: Uuid }>`
    select t.id from trackers t where t.connection_id = ${connectionId} and t.tracking_number = ${trackingNumber} and ${inScope(db, 't')} order by t.id`);
}

/** A page of deliveries. */
export async function listDeliveries(
  db: ScopedQueryable,
  filter: WebhookDeliveryFilter,
  order: KeysetOrder,
  page: PageRequest,
): Promise<Page<WebhookDeliveryRow>> {
  const conditions: RawBuilder<unknown>[] = [sql`d.tenant_id = ${tenantOf(db)}`, inScope(db, 'd')];
  if (filter.connectionId) conditions.push(sql`d.connection_id = ${filter.connectionId}`);
  if (filter.status) conditions.push(sql`d.status = any(${filter.status}::text[])`);
  if (filter.trackingNumber) conditions.push(sql`d.tracking_number = ${filter.trackingNumber.replaceAll(/\s/g, '')}`);
  if (filter.receivedAfter) conditions.push(sql`d.received_at >= ${filter.receivedAfter}`);
  if (filter.receivedBefore) conditions.push(sql`d.received_at < ${filter.receivedBefore}`);
  const statement = sql<WebhookDeliveryRow>`
    select d.id, d.organization_id as "organizationId", d.connection_id as "connectionId", d.event_id as "eventId", d.event_type as "eventType",
      d.status, d.reason, d.tracking_number as "trackingNumber", d.received_at as "receivedAt", d.processed_at as "processedAt", d.received_at
    from ${TABLE} d where ${sql.join(conditions, sql` and `)}`;
  return fetchPage(db, statement, order, page);
}

// Named besides the wall, so that one partition is looked at.
function inTenant(db: ScopedQueryable): RawBuilder<unknown> {
  return sql`d.tenant_id = ${tenantOf(db)} and d.test_mode = ${db.scope.testMode}`;
}

function tenantOf({ scope }: ScopedQueryable): Uuid | null {
  return scope.tenant?.id ?? null;
}
