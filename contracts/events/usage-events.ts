import { z } from 'zod';
import { defineEvent, MoneyData } from './envelope.ts';

/** A carrier was called through a connection: one for each request that was sent, also when it was the second attempt. */
export const CarrierRequestMade = defineEvent(
  'usage.carrier_request.made',
  1,
  z.object({
    connectionId: z.uuid(),
    carrierName: z.string(),
    operation: z.enum([
      'rate',
      'buy',
      'void',
      'track',
      'schedulePickup',
      'cancelPickup',
      'validateAddress',
      'manifest',
      'verify',
    ]),
    status: z.enum(['ok', 'error']),
    durationMs: z.number().int().nonnegative(),
  }),
);
export type CarrierRequestMadeData = z.infer<typeof CarrierRequestMade.data>;

/** A shipment was drawn up (its label not bought yet). */
export const UsageShipmentCreated = defineEvent(
  'usage.shipment.created',
  1,
  z.object({ shipmentId: z.uuid(), connectionId: z.uuid().nullable(), carrierName: z.string().nullable() }),
);
export type UsageShipmentCreatedData = z.infer<typeof UsageShipmentCreated.data>;

/** A label was bought: the countable fact. */
export const UsageShipmentPurchased = defineEvent(
  'usage.shipment.purchased',
  1,
  z.object({
    shipmentId: z.uuid(),
    connectionId: z.uuid(),
    carrierName: z.string(),
    service: z.string(),
    entityId: z.uuid(),
    charge: MoneyData,
  }),
);
export type UsageShipmentPurchasedData = z.infer<typeof UsageShipmentPurchased.data>;

/** A parcel is being tracked. */
export const UsageTrackingMade = defineEvent(
  'usage.tracking.made',
  1,
  z.object({ trackerId: z.uuid(), carrierName: z.string() }),
);
export type UsageTrackingMadeData = z.infer<typeof UsageTrackingMade.data>;

/** An order came in: the countable fact. */
export const UsageOrderCreated = defineEvent(
  'usage.order.created',
  1,
  z.object({ orderId: z.uuid(), source: z.string(), value: MoneyData.nullable() }),
);

/** Usage of a month went beyond the quantity that its price includes; told once a month, meter and price. */
export const UsageOverageReached = defineEvent(
  'usage.overage.reached',
  1,
  z.object({
    entityId: z.uuid(),
    /** The month in the entity's time zone, e.g. `2026-03`. */
    period: z.string(),
    meter: z.string(),
    includedQuantity: z.string(),
    quantity: z.string(),
    /** What the month comes to so far. */
    amount: MoneyData,
  }),
);
export type UsageOverageReachedData = z.infer<typeof UsageOverageReached.data>;

/** How often one operation was answered in one way. */
export const OperationCountData = z.object({
  /** As the client named it; `(unnamed)`, or `(others)` for the rest of many. */
  operation: z.string().max(100),
  status: z.enum(['ok', 'error']),
  /** The code of the first error. */
  errorCode: z.string().nullable(),
  count: z.number().int().positive(),
  durationMs: z.number().int().nonnegative(),
  cost: z.number().int().nonnegative(),
});

/** Requests that an organization (or, where none is named, a tenant's staff) made through the gateway, counted in batches. */
export const UsageApiRequestMade = defineEvent(
  'usage.api_request.made',
  1,
  z.object({
    count: z.number().int().positive(),
    errors: z.number().int().nonnegative(),
    windowStart: z.iso.datetime(),
    windowEnd: z.iso.datetime(),
    /** How long answering them took, and what they cost in points of demand control, in all. */
    durationMs: z.number().int().nonnegative().optional(),
    cost: z.number().int().nonnegative().optional(),
    operations: z.array(OperationCountData).optional(),
  }),
);
export type UsageApiRequestMadeData = z.infer<typeof UsageApiRequestMade.data>;
