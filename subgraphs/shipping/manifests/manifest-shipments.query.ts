import { sql } from 'kysely';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { inScope, type ScopedQueryable } from '../scope.query.ts';
import { LABELLED, type LabelledShipment } from '../shipments/labelled-shipments.query.ts';
import { SHIPMENT_COLUMNS, type ShipmentRow } from '../shipments/shipments.query.ts';

/** Labels are bought for a day at most so long before it. */
const DAYS_BEFORE = 31;
const DAYS_AFTER = 2;

/** Which shipments a manifest is to have. */
export interface ManifestedShipments {
  manifestId: Uuid;
  connectionId: Uuid;
  /** E.g. "2026-03-05". */
  shipDate: string;
  /** Those alone; null for all. */
  shipmentIds: readonly Uuid[] | null;
  limit: number;
}

/**
 * Puts shipments on a manifest: bought through the connection for the day, not cancelled nor being cancelled, and on no other. Whoever asks at
 * the same time waits, and then finds them taken. Answers how many there are.
 */
export async function claimShipments(db: ScopedQueryable, claim: ManifestedShipments): Promise<number> {
  const { manifestId, connectionId, shipDate, shipmentIds, limit } = claim;
  const named = shipmentIds === null ? sql`true` : sql`s.id = any(${shipmentIds}::uuid[])`;
  const claimed = await db.query(sql`
    with free as (
      select s.id from shipments s join quotes q on q.id = s.quote_id
      where s.connection_id = ${connectionId} and s.purchased_at >= ${shipDate}::date - ${DAYS_BEFORE}::int and s.purchased_at < ${shipDate}::date + ${DAYS_AFTER}::int
        and s.manifest_id is null and s.status <> 'cancelled' and q.ship_date = ${shipDate} and ${named} and ${inScope(db, 's')}
      order by s.purchased_at, s.id limit ${limit} for update of s
    )
    update shipments s set manifest_id = ${manifestId} from free where s.id = free.id and s.manifest_id is null returning s.id`);
  // Seen only now that the shipments are locked: whoever cancels one locks it first.
  const leaving = await db.query(sql`
    update shipments s set manifest_id = null
    where s.manifest_id = ${manifestId} and exists (select from cancellations c where c.shipment_id = s.id and c.state <> 'refused') returning s.id`);
  return claimed.length - leaving.length;
}

/** Takes the shipments off a manifest that the carrier refused: they may go on another. */
export async function releaseShipments(db: Queryable, manifestId: Uuid): Promise<void> {
  await db.query(sql`update shipments set manifest_id = null where manifest_id = ${manifestId}`);
}

/** The shipments on a manifest. */
export async function findLabelsOfManifest(db: ScopedQueryable, manifestId: Uuid): Promise<LabelledShipment[]> {
  return db.query(sql<LabelledShipment>`
    select ${LABELLED} from shipments s where s.manifest_id = ${manifestId} and ${inScope(db, 's')} order by s.purchased_at, s.id`);
}

/** The shipments on manifests. */
export async function findShipmentsOfManifests(
  db: ScopedQueryable,
  manifestIds: readonly Uuid[],
): Promise<(ShipmentRow & { manifestId: Uuid })[]> {
  return db.query(sql<ShipmentRow & { manifestId: Uuid }>`
    select s.manifest_id as "manifestId", ${SHIPMENT_COLUMNS} from shipments s
    where s.manifest_id = any(${manifestIds}::uuid[]) and ${inScope(db, 's')} order by s.purchased_at, s.id`);
}
