import { z } from 'zod';
import { defineEvent } from './envelope.ts';

/** Every row of a batch has come to its end, or the batch was ended. Told again when its failed rows were begun once more. */
export const BatchFinished = defineEvent(
  'batch.finished',
  1,
  z.object({
    batchId: z.uuid(),
    status: z.enum(['completed', 'cancelled']),
    /** Whether nothing was made, only checked and quoted. */
    isDryRun: z.boolean(),
    rowCount: z.number().int().positive(),
    succeeded: z.number().int().nonnegative(),
    failed: z.number().int().nonnegative(),
    cancelled: z.number().int().nonnegative(),
  }),
);
