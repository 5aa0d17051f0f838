import { sql } from 'kysely';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { Address } from '../addresses/address.ts';
import type { SoldLabel, SoldParcel } from '../carriers/carrier-exchanges.ts';
import type { Parcel } from '../rate-sheets/measure-parcels.ts';
import { inScope, type ScopedQueryable } from '../scope.query.ts';
import { SOLD_PARCELS } from './labels.query.ts';
import type { ShipmentStatus } from './shipment-status.ts';

/** A bought shipment as what is done with labels needs it: fetching them, handing them over. */
export interface LabelledShipment extends SoldLabel {
  connectionId: Uuid;
  status: ShipmentStatus;
  shipper: Address;
  parcels: SoldParcel[];
  /** Its parcels as they were weighed and measured. */
  measured: Parcel[];
}

/** The columns of a bought shipment `s`. */
export const LABELLED = sql`s.id as "shipmentId", s.connection_id as "connectionId", s.status, s.tracking_number as "trackingNumber",
  s.carrier_name as "carrierName", s.carrier_reference as "carrierReference", s.shipper,
  ${SOLD_PARCELS} as parcels, s.parcels as measured`;

/** Bought shipments by id. */
export async function findLabelledShipments(db: ScopedQueryable, ids: readonly Uuid[]): Promise<LabelledShipment[]> {
  return db.query(sql<LabelledShipment>`
    select ${LABELLED} from shipments s where s.id = any(${ids}::uuid[]) and s.purchased_at is not null and ${inScope(db, 's')} order by s.id`);
}
