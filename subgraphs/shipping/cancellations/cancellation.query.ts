import { sql } from 'kysely';
import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';
import type { Queryable } from '../../../platform/database/session.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import type { SoldParcel } from '../carriers/carrier-exchanges.ts';
import { CONNECTION_TO_CALL, type ConnectionToCall } from '../connections/carrier-connections.query.ts';
import type { HeldWork, Hold } from '../held-work/held-work.query.ts';
import { SOLD_PARCELS } from '../shipments/labels.query.ts';
import { inScope, type ScopedQueryable } from '../scope.query.ts';
import type { TrackerStatus } from '../trackers/tracker-status.ts';

/**
 * How far a cancellation has come: `voiding` → `voided` (the carrier took the label back) → `completed` (the money is back);
 * a carrier's refusal leads from `voiding` to `refused`.
 */
export type CancellationState = 'voiding' | 'voided' | 'completed' | 'refused';

/** The cancellation of a bought shipment: everything needed to go on with it, whoever does. */
export interface Cancellation {
  id: Uuid;
  organizationId: Uuid;
  testMode: boolean;
  shipmentId: Uuid;
  state: CancellationState;
  /** Who cancelled it. */
  actor: string;
  userId: Uuid | null;
  refusal: ErrorDetail[] | null;
  holder: Uuid;
  heldUntil: Date;
  createdAt: Date;
}

const CANCELLATION_COLUMNS = sql<Cancellation>`c.id, c.organization_id as "organizationId", c.test_mode as "testMode", c.shipment_id as "shipmentId",
  c.state, c.actor, c.user_id as "userId", c.refusal, c.holder, c.held_until as "heldUntil", c.created_at as "createdAt"`;

/** Cancellations as work in steps. */
export const CANCELLATION_WORK: HeldWork<Cancellation> = {
  job: 'resume-cancellations',
  table: 'cancellations',
  alias: 'c',
  columns: CANCELLATION_COLUMNS,
};

/** Begins a cancellation; the caller holds the shipment and has seen that none has begun. */
export async function insertCancellation(db: Queryable, cancellation: Cancellation): Promise<void> {
  await db.query(sql`
    insert into cancellations (id, organization_id, test_mode, shipment_id, state, actor, user_id, holder, held_until, created_at, updated_at)
    values (${cancellation.id}, ${cancellation.organizationId}, ${cancellation.testMode}, ${cancellation.shipmentId}, ${cancellation.state},
      ${cancellation.actor}, ${cancellation.userId}, ${cancellation.holder}, ${cancellation.heldUntil}, ${cancellation.createdAt}, ${cancellation.createdAt})`);
}

/** The cancellation of a shipment that was not refused. */
export async function findCancellation(db: ScopedQueryable, shipmentId: Uuid): Promise<Cancellation | undefined> {
  return db.first(sql<Cancellation>`
    select ${CANCELLATION_COLUMNS} from cancellations c where c.shipment_id = ${shipmentId} and c.state <> 'refused' and ${inScope(db, 'c')}`);
}

/** Moves a cancellation on and prolongs the hold; undefined when it has moved already or somebody else holds it. */
export async function advanceCancellation(
  db: Queryable,
  cancellation: Cancellation,
  to: CancellationState,
  { heldUntil, now, refusal = null }: Omit<Hold, 'holder'> & { refusal?: ErrorDetail[] | null },
): Promise<Cancellation | undefined> {
  return db.first(sql<Cancellation>`
    update cancellations c set state = ${to}, refusal = ${refusal && JSON.stringify(refusal)}::jsonb, held_until = ${heldUntil}, updated_at = ${now}
    where c.id = ${cancellation.id} and c.organization_id = ${cancellation.organizationId} and c.state = ${cancellation.state}
      and c.holder = ${cancellation.holder}
    returning ${CANCELLATION_COLUMNS}`);
}

/** What taking a label back needs to know of it. */
export interface VoidableLabel {
  shipmentId: Uuid;
  organizationId: Uuid;
  testMode: boolean;
  quoteId: Uuid;
  rateId: Uuid;
  entityId: Uuid;
  connectionId: Uuid;
  /** The connection, without a rate sheet: what was bought has its price. */
  connection: ConnectionToCall;
  carrierName: string;
  service: string;
  trackingNumber: string;
  /** The label of each parcel, as the carrier knows it. */
  parcels: SoldParcel[];
  rateReference: string | null;
  purchasedAt: Date;
  reservationId: Uuid;
  totalCharge: string;
  totalChargeCurrency: string;
  /** The order of which it brings lines. */
  orderId: Uuid | null;
  /** Whether its purchase has come to its end: credits spent, addons recorded. */
  isSettled: boolean;
}

/** A bought label with its connection and what was paid; undefined for shipments of others and for drafts. */
export async function findVoidableLabel(db: ScopedQueryable, shipmentId: Uuid): Promise<VoidableLabel | undefined> {
  return db.first(sql<VoidableLabel>`
    select s.id as "shipmentId", s.organization_id as "organizationId", s.test_mode as "testMode", s.quote_id as "quoteId", s.rate_id as "rateId",
      s.entity_id as "entityId", s.connection_id as "connectionId", ${CONNECTION_TO_CALL} as connection, s.carrier_name as "carrierName",
      s.service, s.tracking_number as "trackingNumber", ${SOLD_PARCELS} as parcels,
      (select r.carrier_reference from rates r where r.id = s.rate_id) as "rateReference", s.purchased_at as "purchasedAt", s.order_id as "orderId", p.reservation_id as "reservationId", p.total_charge as "totalCharge",
      p.total_charge_currency as "totalChargeCurrency", p.state = 'completed' as "isSettled"
    from shipments s
      join carrier_connections c on c.id = s.connection_id
      join purchases p on p.shipment_id = s.id and p.state <> 'refused'
    where s.id = ${shipmentId} and ${inScope(db, 's')}`);
}

/** Whether a draft is being bought. */
export async function isBeingBought(db: ScopedQueryable, shipmentId: Uuid): Promise<boolean> {
  const found = await db.first(
    sql<{
      id: Uuid;
    }>`select p.id from purchases p where p.shipment_id = ${shipmentId} and p.state <> 'refused' and ${inScope(db, 'p')}`,
  );
  return found !== undefined;
}

/** Makes a draft a cancelled shipment. */
export async function cancelDraft(db: Queryable, shipmentId: Uuid, now: Date): Promise<void> {
  await db.query(
    sql`update shipments set status = 'cancelled', cancelled_at = ${now}, updated_at = ${now} where id = ${shipmentId} and status = 'draft'`,
  );
}

/** What became of a tracker of a cancelled shipment. */
export interface CancelledTracker {
  trackerId: Uuid;
  trackingNumber: string;
  status: TrackerStatus;
}

/**
 * Makes a bought shipment a cancelled one, and its trackers likewise but those of parcels that have arrived, in one statement. It is the
 * carrier's word that counts: whatever was scanned while the labels were being taken back does not keep the shipment alive.
 */
export async function recordCancelled(
  db: Queryable,
  {
    shipmentId,
    organizationId,
    testMode,
    parcels,
  }: Pick<VoidableLabel, 'shipmentId' | 'organizationId' | 'testMode' | 'parcels'>,
  now: Date,
): Promise<CancelledTracker[]> {
  const eventIds = parcels.map(() => newId());
  return db.query(sql<CancelledTracker>`
    with shipment as (
      update shipments set status = 'cancelled', cancelled_at = ${now}, updated_at = ${now} where id = ${shipmentId}
    ), tracker as (
      update trackers t set status = 'cancelled', last_scan_at = ${now}, next_poll_at = null, updated_at = ${now}
      where t.shipment_id = ${shipmentId} and t.status not in ('delivered', 'cancelled') returning t.id, t.status, t.tracking_number, t.parcel_position
    ), event as (
      insert into tracking_events (id, organization_id, test_mode, tracker_id, status, code, description, occurred_at, recorded_at)
      select (${eventIds}::uuid[])[row_number() over ()], ${organizationId}, ${testMode}, id, 'cancelled', 'label_voided', 'The label was taken back; the parcel will not be sent.', ${now}, ${now}
      from tracker on conflict do nothing
    )
    select id as "trackerId", tracking_number as "trackingNumber", status from tracker order by parcel_position`);
}
