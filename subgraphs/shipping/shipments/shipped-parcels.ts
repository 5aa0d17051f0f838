import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { Parcel } from '../rate-sheets/measure-parcels.ts';
import type { ShipmentRow } from './shipments.query.ts';

/** A parcel of a shipment. */
export interface ShippedParcel extends Parcel {
  shipmentId: Uuid;
  /** From 1. */
  position: number;
  /** Null until it is bought. */
  trackingNumber: string | null;
}

/** The parcels of a shipment, each with its number. */
export function shippedParcels({ id, parcels, parcelNumbers }: ShipmentRow): ShippedParcel[] {
  return parcels.map((parcel, index) => ({
    ...parcel,
    shipmentId: id,
    position: index + 1,
    trackingNumber: parcelNumbers[index] ?? null,
  }));
}
