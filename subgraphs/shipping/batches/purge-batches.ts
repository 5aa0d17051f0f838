import type { ScheduledJob } from '../../../platform/server/subgraph-definition.ts';
import { PURGE_BATCHES, purgedIfFinishedUntil } from './batch-lifetime.ts';
import { deleteFinishedBatches } from './batches.query.ts';

/** Removes batches that were over ninety days ago, with their rows; the shipments that they made stay. */
export const purgeBatches: ScheduledJob = {
  name: PURGE_BATCHES,
  everyMs: 60_000,
  run: ({ session, clock }) => deleteFinishedBatches(session, purgedIfFinishedUntil(clock.now())),
};
