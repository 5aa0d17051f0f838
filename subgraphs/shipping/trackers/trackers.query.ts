import { sql, type RawBuilder } from 'kysely';
import { fetchPage, type KeysetOrder, type Page, type PageRequest } from '../../../platform/database/keyset.ts';
import type { Queryable } from '../../../platform/database/session.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import type { CarrierScan } from '../carriers/carrier-exchanges.ts';
import { inScope, type ScopedQueryable } from '../scope.query.ts';
import type { ShipmentStatus } from '../shipments/shipment-status.ts';
import type { TrackerStatus } from './tracker-status.ts';

/** What is known of a parcel on its way. */
export interface TrackerRow {
  id: Uuid;
  organizationId: Uuid;
  shipmentId: Uuid | null;
  /** The parcel of the shipment, from 1. */
  parcelPosition: number | null;
  connectionId: Uuid;
  testMode: boolean;
  carrierName: string;
  trackingNumber: string;
  reference: string | null;
  status: TrackerStatus;
  /** The day by which the carrier expects to hand it over, e.g. "2026-02-03". */
  estimatedDelivery: string | null;
  /** Opens its public page. */
  pageKey: Uuid;
  /** When the latest scan happened; what happened earlier sets nothing back. */
  lastScanAt: Date;
  createdAt: Date;
  updatedAt: Date;
}

/** A scan of a parcel. */
export interface TrackingEventRow extends CarrierScan {
  id: Uuid;
  trackerId: Uuid;
}

/** Which trackers to list. */
export interface TrackerFilter {
  status?: readonly TrackerStatus[] | null | undefined;
  carrierName?: string | null | undefined;
  trackingNumber?: string | null | undefined;
  shipmentId?: Uuid | null | undefined;
  reference?: string | null | undefined;
}

const TRACKER_COLUMNS = sql`t.id, t.organization_id as "organizationId", t.shipment_id as "shipmentId", t.parcel_position as "parcelPosition", t.connection_id as "connectionId",
  t.test_mode as "testMode", t.carrier_name as "carrierName", t.tracking_number as "trackingNumber", t.reference, t.status,
  t.estimated_delivery as "estimatedDelivery", t.page_key as "pageKey", t.last_scan_at as "lastScanAt", t.created_at as "createdAt",
  t.updated_at as "updatedAt"`;

/** Trackers by id. */
export async function findTrackers(db: ScopedQueryable, ids: readonly Uuid[]): Promise<TrackerRow[]> {
  return db.query(
    sql<TrackerRow>`select ${TRACKER_COLUMNS} from trackers t where t.id = any(${ids}::uuid[]) and ${inScope(db, 't')}`,
  );
}

/** The trackers of shipments, in the order of their parcels. */
export async function findTrackersOfShipments(db: ScopedQueryable, shipmentIds: readonly Uuid[]): Promise<TrackerRow[]> {
  return db.query(
    sql<TrackerRow>`select ${TRACKER_COLUMNS} from trackers t where t.shipment_id = any(${shipmentIds}::uuid[]) and ${inScope(db, 't')} order by t.shipment_id, t.parcel_position`,
  );
}

/** The organization's tracker of a carrier's number, if it has one. */
export async function findTrackersOfNumber(
  db: ScopedQueryable,
  organizationId: Uuid,
  { carrierName, trackingNumber }: Pick<TrackerRow, 'carrierName' | 'trackingNumber'>,
): Promise<TrackerRow[]> {
  return db.query(sql<TrackerRow>`
    select ${TRACKER_COLUMNS} from trackers t where t.organization_id = ${organizationId} and t.carrier_name = ${carrierName}
      and t.tracking_number = ${trackingNumber} and ${inScope(db, 't')}`);
}

/** The tracker in view that changed last. */
export async function findLatestTracker(db: ScopedQueryable): Promise<TrackerRow | undefined> {
  return db.first(
    sql<TrackerRow>`select ${TRACKER_COLUMNS} from trackers t where ${inScope(db, 't')} order by t.updated_at desc, t.id desc limit 1`,
  );
}

/** A tracker about to be made, of a parcel that was not bought here. */
export type NewTracker = Omit<
  TrackerRow,
  'shipmentId' | 'parcelPosition' | 'status' | 'estimatedDelivery' | 'pageKey' | 'lastScanAt' | 'updatedAt'
> & {
  nextPollAt: Date | null;
};

/** Begins to track a number; false when it is tracked already. */
export async function insertTracker(db: Queryable, tracker: NewTracker): Promise<boolean> {
  const rows = await db.query(sql<{ id: Uuid }>`
    insert into trackers (id, organization_id, test_mode, connection_id, carrier_name, tracking_number, reference, status, last_scan_at, next_poll_at, created_at, updated_at)
    values (${tracker.id}, ${tracker.organizationId}, ${tracker.testMode}, ${tracker.connectionId}, ${tracker.carrierName}, ${tracker.trackingNumber},
      ${tracker.reference}, 'unknown', ${tracker.createdAt}, ${tracker.nextPollAt}, ${tracker.createdAt}, ${tracker.createdAt})
    on conflict (organization_id, test_mode, carrier_name, tracking_number) do nothing returning id`);
  return rows.length > 0;
}

/** In which orders trackers are listed. */
export const TRACKER_ORDERS = {
  createdAtDesc: { column: 'created_at', type: 'timestamptz', direction: 'desc' },
  createdAtAsc: { column: 'created_at', type: 'timestamptz', direction: 'asc' },
  updatedAtDesc: { column: 'updated_at', type: 'timestamptz', direction: 'desc' },
  updatedAtAsc: { column: 'updated_at', type: 'timestamptz', direction: 'asc' },
} as const satisfies Record<string, KeysetOrder>;

/** A page of trackers. */
export async function listTrackers(
  db: ScopedQueryable,
  filter: TrackerFilter,
  order: KeysetOrder,
  page: PageRequest,
): Promise<Page<TrackerRow>> {
  const conditions: RawBuilder<unknown>[] = [inScope(db, 't')];
  if (filter.status) conditions.push(sql`t.status = any(${filter.status}::text[])`);
  if (filter.shipmentId) conditions.push(sql`t.shipment_id = ${filter.shipmentId}`);
  if (filter.reference) conditions.push(sql`t.reference = ${filter.reference}`);
  if (filter.carrierName) conditions.push(sql`t.carrier_name = ${filter.carrierName}`);
  if (filter.trackingNumber) conditions.push(sql`t.tracking_number = ${filter.trackingNumber.replaceAll(/\s/g, '')}`);
  return fetchPage(
    db,
    sql<TrackerRow>`select ${TRACKER_COLUMNS}, t.created_at, t.updated_at from trackers t where ${sql.join(conditions, sql` and `)}`,
    order,
    page,
  );
}

/** The scans of trackers, in the order in which they happened. */
export async function findTrackingEvents(db: ScopedQueryable, trackerIds: readonly Uuid[]): Promise<TrackingEventRow[]> {
  return db.query(sql<TrackingEventRow>`
    select e.id, e.tracker_id as "trackerId", e.status, e.code, e.description, e.location, e.occurred_at as "occurredAt" from tracking_events e
    where e.tracker_id = any(${trackerIds}::uuid[]) and ${inScope(db, 'e')} order by e.occurred_at, e.id`);
}

/** A tracker that somebody holds, with where its shipment and the trackers of its other parcels stand, and of which order it is. */
export interface LockedTracker extends TrackerRow {
  shipmentStatus: ShipmentStatus | null;
  orderId: Uuid | null;
  otherParcels: TrackerStatus[];
}

/**
 * Locks a tracker, its shipment before it, as everybody does who moves both: so that of two parcels that arrive at once the second sees
 * the first. Undefined for trackers of others.
 */
export async function lockTracker(db: ScopedQueryable, id: Uuid): Promise<LockedTracker | undefined> {
  await db.query(sql`
    select from shipments s where s.id = (select t.shipment_id from trackers t where t.id = ${id} and ${inScope(db, 't')}) for update`);
  return db.first(sql<LockedTracker>`
    select ${TRACKER_COLUMNS}, s.status as "shipmentStatus", s.order_id as "orderId",
      array(select o.status from trackers o where o.shipment_id = t.shipment_id and o.id <> t.id) as "otherParcels"
    from trackers t left join shipments s on s.id = t.shipment_id where t.id = ${id} and ${inScope(db, 't')} for update of t`);
}

/** Files scans under a tracker; answers which were new: a scan is known by its time and code. */
export async function insertTrackingEvents(
  db: Queryable,
  tracker: Pick<TrackerRow, 'id' | 'organizationId' | 'testMode'>,
  scans: readonly CarrierScan[],
  now: Date,
): Promise<CarrierScan[]> {
  const rows = scans.map((scan) => ({ ...scan, id: newId() }));
  return db.query(sql<CarrierScan>`
    insert into tracking_events (id, organization_id, test_mode, tracker_id, status, code, description, location, occurred_at, recorded_at)
    select scan.id, ${tracker.organizationId}, ${tracker.testMode}, ${tracker.id}, scan.status, scan.code, scan.description, scan.location, scan."occurredAt", ${now}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as scan (id uuid, status text, code text, description text, location text, "occurredAt" timestamptz)
    on conflict (tracker_id, occurred_at, code) do nothing
    returning status, code, description, location, occurred_at as "occurredAt"`);
}

/** Sets where a tracker stands. */
export async function updateTracker(
  db: Queryable,
  id: Uuid,
  to: { status: TrackerStatus; lastScanAt: Date; now: Date },
): Promise<void> {
  await db.query(
    sql`update trackers set status = ${to.status}, last_scan_at = ${to.lastScanAt}, updated_at = ${to.now} where id = ${id}`,
  );
}
