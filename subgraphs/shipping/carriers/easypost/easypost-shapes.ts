import { z } from 'zod';

const amount = z.string().regex(/^\d{1,12}(\.\d{1,6})?$/);

/** A rate as EasyPost answers it. */
export const EasyPostRate = z.object({
  id: z.string(),
  carrier: z.string(),
  service: z.string(),
  rate: amount,
  currency: z.string().regex(/^[A-Z]{3}$/),
  delivery_days: z.number().int().nonnegative().nullish(),
  est_delivery_days: z.number().int().nonnegative().nullish(),
});

/** A shipment as far as it is needed. */
export const EasyPostShipment = z.object({
  id: z.string(),
  reference: z.string().nullish(),
  rates: z.array(EasyPostRate).default([]),
  messages: z.array(z.object({ carrier: z.string().nullish(), message: z.string().nullish() })).nullish(),
  tracking_code: z.string().nullish(),
  refund_status: z.string().nullish(),
  postage_label: z
    .object({
      label_url: z.string().nullish(),
      label_pdf_url: z.string().nullish(),
      label_zpl_url: z.string().nullish(),
    })
    .nullish(),
  scan_form: z.object({ id: z.string() }).nullish(),
});
export type EasyPostShipment = z.infer<typeof EasyPostShipment>;

/** Parcels that are shipped together, each as a shipment, as far as it is needed. */
export const EasyPostOrder = EasyPostShipment.pick({ id: true, rates: true, messages: true }).extend({
  shipments: z.array(EasyPostShipment),
});
export type EasyPostOrder = z.infer<typeof EasyPostOrder>;

/** A tracker as far as it is needed. */
export const EasyPostTracker = z.object({
  est_delivery_date: z.string().nullish(),
  tracking_details: z
    .array(
      z.object({
        message: z.string().nullish(),
        status: z.string(),
        status_detail: z.string().nullish(),
        datetime: z.iso.datetime({ offset: true }),
        tracking_location: z
          .object({ city: z.string().nullish(), state: z.string().nullish(), country: z.string().nullish() })
          .nullish(),
      }),
    )
    .default([]),
});
export type EasyPostTracker = z.infer<typeof EasyPostTracker>;

/** An address as far as it is needed. */
export const EasyPostAddress = z.object({
  street1: z.string().nullish(),
  street2: z.string().nullish(),
  city: z.string().nullish(),
  state: z.string().nullish(),
  zip: z.string().nullish(),
  country: z.string().nullish(),
  residential: z.boolean().nullish(),
  verifications: z
    .object({
      delivery: z
        .object({
          success: z.boolean().nullish(),
          errors: z.array(z.object({ code: z.string().nullish(), field: z.string().nullish(), message: z.string() })).nullish(),
        })
        .nullish(),
    })
    .nullish(),
});
export type EasyPostAddress = z.infer<typeof EasyPostAddress>;

/** A pickup as far as it is needed. */
export const EasyPostPickup = z.object({
  id: z.string(),
  reference: z.string().nullish(),
  status: z.string().nullish(),
  confirmation: z.string().nullish(),
  pickup_rates: z
    .array(z.object({ carrier: z.string(), service: z.string(), rate: amount, currency: z.string().nullish() }))
    .default([]),
});
export type EasyPostPickup = z.infer<typeof EasyPostPickup>;

/** A manifest as far as it is needed. */
export const EasyPostScanForm = z.object({
  id: z.string(),
  status: z.string().nullish(),
  message: z.string().nullish(),
  form_url: z.string().nullish(),
});
