import { z } from 'zod';
import { OperationCountData } from '../events/usage-events.ts';

/**
 * Reports requests that organizations made through a gateway, as usage. Idempotent by `flushId`: the same flush sent again
 * (because its answer got lost) counts once.
 */
export const RecordApiRequests = {
  subgraph: 'billing',
  field: 'recordApiRequests',
  document: `mutation RecordApiRequests($input: RecordApiRequestsInput!) { recordApiRequests(input: $input) { recorded errors { code field message } } }`,
  input: z.object({
    flushId: z.uuid(),
    /** One entry for each organization and mode, and for each tenant's own staff and mode. */
    counts: z.array(
      z.object({
        tenantId: z.uuid(),
        tenantSchema: z.string(),
        /** Null for what the tenant's staff and partners asked: no organization's usage. */
        organizationId: z.uuid().nullable(),
        testMode: z.boolean(),
        count: z.number().int().positive(),
        /** How many of them were answered with an error. */
        errors: z.number().int().nonnegative(),
        /** How long answering them took, and what they cost in points of demand control, in all. */
        durationMs: z.number().int().nonnegative(),
        cost: z.number().int().nonnegative(),
        /** The same by operation; those beyond the first fifty kinds together. */
        operations: z.array(OperationCountData),
        /** When the first and the last of them were answered. */
        windowStart: z.iso.datetime(),
        windowEnd: z.iso.datetime(),
      }),
    ),
  }),
  output: z.object({
    /** How many entries were told on. */
    recorded: z.number().int().nonnegative(),
  }),
};
