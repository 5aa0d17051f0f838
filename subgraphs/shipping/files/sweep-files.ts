import type { RequestContext } from '../../../platform/context/request-context.ts';
import { PLATFORM_SCOPE, type JobOutcome, type ScheduledJob } from '../../../platform/server/subgraph-definition.ts';
import { findGoneOwners, lockAbandonedUploads, removeOwner, removeUploads } from './files.query.ts';

const HOUR_MS = 3_600_000;
const BATCH_SIZE = 100;

/** Sweeps away what was uploaded and never recorded, an hour later; it is looked for with the visit to all tenants. */
export const sweepUploads: ScheduledJob = { name: 'shipping.sweep-uploads', everyMs: HOUR_MS, run: sweep };

/** Deletes the objects of tenants that were purged. */
export const purgeObjects: ScheduledJob = {
  name: 'shipping.purge-objects',
  everyMs: HOUR_MS,
  scopesWithWork: async () => PLATFORM_SCOPE,
  run: purge,
};

// The rows stay locked until their objects are gone: whoever records one of them late waits, and finds it gone.
async function sweep({ session, objects, clock }: RequestContext): Promise<JobOutcome> {
  const before = new Date(clock.now().getTime() - HOUR_MS);
  for (;;) {
    const swept = await session.transaction(async (transaction) => {
      const uploads = await lockAbandonedUploads(transaction, before, BATCH_SIZE);
      for (const { objectKey } of uploads) if (objectKey !== null) await objects.delete(objectKey);
      if (uploads.length > 0)
        await removeUploads(
          transaction,
          uploads.map(({ id }) => id),
        );
      return uploads.length;
    });
    if (swept < BATCH_SIZE) return 'done';
  }
}

async function purge({ session, objects }: RequestContext): Promise<void> {
  for (const owner of await findGoneOwners(session)) {
    await objects.deleteFolder(owner);
    await removeOwner(session, owner);
  }
}
