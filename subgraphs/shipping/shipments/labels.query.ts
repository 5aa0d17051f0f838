import { sql } from 'kysely';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { inScope, type ScopedQueryable } from '../scope.query.ts';

/** A label; its content is in its file. */
export interface LabelRow {
  id: Uuid;
  shipmentId: Uuid;
  fileId: Uuid;
  format: string;
  sizeBytes: number;
  /** The parcel, from 1; null for the document of all parcels. */
  parcelPosition: number | null;
  trackingNumber: string | null;
}

/** The labels of the parcels of a shipment `s`, in their order, as its carrier knows them (`SoldParcel`). */
export const SOLD_PARCELS = sql`(select jsonb_agg(jsonb_build_object('trackingNumber', l.tracking_number, 'carrierReference', l.carrier_reference)
  order by l.parcel_position) from labels l where l.shipment_id = s.id and l.parcel_position is not null)`;

/** The labels of shipments: the document of all parcels first, where there is one, then each parcel's. */
export async function findLabels(db: ScopedQueryable, shipmentIds: readonly Uuid[]): Promise<LabelRow[]> {
  return db.query(sql<LabelRow>`
    select l.id, l.shipment_id as "shipmentId", l.file_id as "fileId", l.format, f.size_bytes as "sizeBytes", l.parcel_position as "parcelPosition",
      l.tracking_number as "trackingNumber"
    from labels l join files f on f.id = l.file_id
    where l.shipment_id = any(${shipmentIds}::uuid[]) and ${inScope(db, 'l')} order by l.shipment_id, l.parcel_position nulls first`);
}
