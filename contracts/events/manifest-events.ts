import { z } from 'zod';
import { defineEvent } from './envelope.ts';

/** A carrier accepted what it takes together on a day. */
export const ManifestAccepted = defineEvent(
  'manifest.accepted',
  1,
  z.object({
    manifestId: z.uuid(),
    connectionId: z.uuid(),
    carrierName: z.string(),
    shipDate: z.iso.date(),
    shipmentCount: z.number().int().positive(),
  }),
);
