import { z } from 'zod';

const PurchasedShipment = z.object({
  shipmentId: z.uuid(),
  organizationId: z.uuid(),
  rateId: z.uuid(),
  isCancelled: z.boolean(),
  purchasedAt: z.coerce.date(),
});
/** A shipment whose label was bought, and the rate it was bought at. */
export type PurchasedShipment = z.infer<typeof PurchasedShipment>;

/** The bought shipments of a span of time in the order of their purchase, a page at a time; cancelled ones are among them. */
export const ListPurchasedShipments = {
  subgraph: 'shipping',
  field: 'purchasedShipments',
  document: `query ListPurchasedShipments($input: PurchasedShipmentsInput!) {
    purchasedShipments(input: $input) { shipmentId organizationId rateId isCancelled purchasedAt } }`,
  input: z.object({
    /** Bought at this instant or later. */
    from: z.date(),
    /** Bought before this instant. */
    until: z.date(),
    /** The last shipment of the page before. */
    after: z.object({ purchasedAt: z.date(), shipmentId: z.uuid() }).nullable(),
    limit: z.number().int().min(1).max(1_000),
  }),
  output: z.array(PurchasedShipment),
};
