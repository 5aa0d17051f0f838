import { z } from 'zod';
import { defineEvent, MoneyData } from './envelope.ts';

/** A label was bought; `rateId` names the pinned price that was charged. */
export const ShipmentPurchased = defineEvent(
  'shipment.purchased',
  1,
  z.object({
    shipmentId: z.uuid(),
    quoteId: z.uuid(),
    rateId: z.uuid(),
    connectionId: z.uuid(),
    carrierName: z.string(),
    service: z.string(),
    entityId: z.uuid(),
    reservationId: z.uuid(),
    carrierCharge: MoneyData,
    totalCharge: MoneyData,
    /** That of the first parcel. */
    trackingNumber: z.string(),
    /** That of each parcel, in their order; absent in events from before there could be several. */
    trackingNumbers: z.array(z.string()).optional(),
  }),
);
export type ShipmentPurchasedData = z.infer<typeof ShipmentPurchased.data>;

/** A bought label was taken back: what was charged for the shipment goes back as well. */
export const ShipmentCancelled = defineEvent(
  'shipment.cancelled',
  1,
  z.object({
    shipmentId: z.uuid(),
    quoteId: z.uuid(),
    rateId: z.uuid(),
    connectionId: z.uuid(),
    carrierName: z.string(),
    service: z.string(),
    entityId: z.uuid(),
    reservationId: z.uuid(),
    totalCharge: MoneyData,
    /** When the label had been bought. */
    purchasedAt: z.iso.datetime(),
  }),
);
export type ShipmentCancelledData = z.infer<typeof ShipmentCancelled.data>;

/** The recipient has it: by the carrier's word, or by that of whoever moved it by hand. */
export const ShipmentDelivered = defineEvent(
  'shipment.delivered',
  1,
  z.object({
    shipmentId: z.uuid(),
    connectionId: z.uuid(),
    carrierName: z.string(),
    trackingNumber: z.string(),
    deliveredAt: z.iso.datetime(),
  }),
);

/** A parcel's tracking status changed. */
export const TrackerUpdated = defineEvent(
  'tracker.updated',
  1,
  z.object({ trackerId: z.uuid(), shipmentId: z.uuid().nullable(), trackingNumber: z.string(), status: z.string() }),
);
export type TrackerUpdatedData = z.infer<typeof TrackerUpdated.data>;
