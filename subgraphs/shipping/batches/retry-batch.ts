import { auditFacts, requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import type { Batch } from './batch.ts';
import { openBatchJob } from './batch-job.ts';
import { reopenFailedRows } from './batch-rows.query.ts';
import { lockBatch, writeBatch } from './batches.query.ts';
import { BatchUnderWayError, NothingFailedError } from './batches.errors.ts';

/** Begins the failed rows of a batch that is over once more, as they were given. Throws BatchUnderWayError, NothingFailedError. */
export async function retryBatch(context: RequestContext, batchId: Uuid): Promise<Batch> {
  requireTenant(context);
  return context.session.transaction(async (transaction) => {
    const batch = await lockBatch(transaction, batchId);
    if (!batch) throw new NotFoundError('The batch', 'batchId');
    if (!batch.finishedAt) throw new BatchUnderWayError();
    const failed = await reopenFailedRows(transaction, batchId);
    if (failed === 0) throw new NothingFailedError();
    const reopened: Batch = { ...batch, status: 'queued', jobId: newId(), finishedAt: null };
    await writeBatch(transaction, reopened);
    await openBatchJob(transaction, reopened, context.clock.now());
    const resource = { resourceType: 'batch', resourceId: batchId, organizationId: batch.organizationId };
    transaction.audit({ action: 'batch.retried', ...resource, after: { rows: failed }, ...auditFacts(context) });
    return reopened;
  });
}
