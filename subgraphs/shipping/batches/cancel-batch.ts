import { auditFacts, requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { Batch } from './batch.ts';
import { RUN_BATCHES } from './batch-job.ts';
import { lockBatch, writeBatch } from './batches.query.ts';
import { BatchOverError } from './batches.errors.ts';

/**
 * Wants the end of a batch: no row is begun any more; those that are being bought are bought to their end, and what was made stays. Repeating it
 * answers the batch. Throws BatchOverError.
 */
export async function cancelBatch(context: RequestContext, batchId: Uuid): Promise<Batch> {
  requireTenant(context);
  return context.session.transaction(async (transaction) => {
    const batch = await lockBatch(transaction, batchId);
    if (!batch) throw new NotFoundError('The batch', 'batchId');
    if (batch.finishedAt) throw new BatchOverError();
    if (batch.status === 'cancelling') return batch;
    const cancelling: Batch = { ...batch, status: 'cancelling' };
    await writeBatch(transaction, cancelling);
    const now = context.clock.now();
    transaction.expectWork({ job: RUN_BATCHES, dueAt: now, now });
    const resource = { resourceType: 'batch', resourceId: batchId, organizationId: batch.organizationId };
    transaction.audit({ action: 'batch.cancelled', ...resource, before: { status: batch.status }, ...auditFacts(context) });
    return cancelling;
  });
}
