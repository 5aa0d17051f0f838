import { z } from 'zod';
import { defineEvent, MoneyData } from './envelope.ts';

/** A carrier promised to fetch parcels. */
export const PickupScheduled = defineEvent(
  'pickup.scheduled',
  1,
  z.object({
    pickupId: z.uuid(),
    connectionId: z.uuid(),
    carrierName: z.string(),
    confirmationNumber: z.string(),
    /** What the carrier takes for it; null when it takes nothing. */
    charge: MoneyData.nullable(),
    readyAt: z.iso.datetime(),
    closesAt: z.iso.datetime(),
  }),
);

/** A pickup was taken back. */
export const PickupCancelled = defineEvent(
  'pickup.cancelled',
  1,
  z.object({ pickupId: z.uuid(), connectionId: z.uuid(), carrierName: z.string() }),
);
