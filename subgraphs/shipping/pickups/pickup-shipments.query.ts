import { sql } from 'kysely';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { inScope, type ScopedQueryable } from '../scope.query.ts';
import { LABELLED, type LabelledShipment } from '../shipments/labelled-shipments.query.ts';
import { SHIPMENT_COLUMNS, type ShipmentRow } from '../shipments/shipments.query.ts';

/** The shipments that a pickup is for, to be told to the carrier. */
export async function findLabelsOfPickup(db: ScopedQueryable, pickupId: Uuid): Promise<LabelledShipment[]> {
  return db.query(sql<LabelledShipment>`
    select ${LABELLED} from pickup_shipments ps join shipments s on s.id = ps.shipment_id
    where ps.pickup_id = ${pickupId} and ${inScope(db, 'ps')} order by s.id`);
}

/** The shipments that pickups are for. */
export async function findShipmentsOfPickups(
  db: ScopedQueryable,
  pickupIds: readonly Uuid[],
): Promise<(ShipmentRow & { pickupId: Uuid })[]> {
  return db.query(sql<ShipmentRow & { pickupId: Uuid }>`
    select ps.pickup_id as "pickupId", ${SHIPMENT_COLUMNS} from pickup_shipments ps join shipments s on s.id = ps.shipment_id
    where ps.pickup_id = any(${pickupIds}::uuid[]) and ${inScope(db, 'ps')} order by s.id`);
}
