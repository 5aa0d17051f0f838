import { z } from 'zod';

/**
 * Takes what a carrier sent to the address of a webhook. Refused with NOT_FOUND for an address that leads nowhere, and with
 * WEBHOOK_SIGNATURE_INVALID for what the carrier did not sign; nothing is kept of it. Idempotent by the carrier's event.
 */
export const ReceiveCarrierWebhook = {
  subgraph: 'shipping',
  field: 'receiveCarrierWebhook',
  document: `mutation ReceiveCarrierWebhook($input: ReceiveCarrierWebhookInput!) {
    receiveCarrierWebhook(input: $input) { isNew errors { code field message } } }`,
  input: z.object({
    /** The last part of the address. */
    token: z.string(),
    /** By their names in lower case. */
    headers: z.record(z.string(), z.string()),
    /** Byte for byte. */
    bodyBase64: z.string(),
  }),
  output: z.object({ isNew: z.boolean() }),
};
