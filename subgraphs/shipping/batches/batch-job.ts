import { BatchFinished } from '../../../contracts/events/batch-events.ts';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { JOB_KINDS } from '../../../contracts/jobs/job-kinds.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { newEvent } from '../../../platform/events/new-event.ts';
import { encodeId } from '../../../platform/ids/public-id.ts';
import type { JobError } from '../../../platform/jobs/job.ts';
import { advanceJob, finishJob, openJob } from '../../../platform/jobs/job-reports.query.ts';
import type { Batch } from './batch.ts';
import { keptUntil, PURGE_BATCHES } from './batch-lifetime.ts';
import { cancelPendingRows, countRows, NO_ROWS, type BatchCounts } from './batch-rows.query.ts';
import { lockBatch, writeBatch } from './batches.query.ts';

/** The job that works on batches; whoever brings it work names it. */
export const RUN_BATCHES = 'run-batches';

/** Where the rows of a batch are fetched as a file. */
export function resultsPath(batch: Pick<Batch, 'id'>): string {
  return `/exports/batch-rows?batchId=${encodeId(ID_PREFIX.batch, batch.id)}`;
}

/** Lets a run of a batch be seen as a job, and brings whoever works on batches. */
export async function openBatchJob(
  transaction: Transaction,
  { id, jobId, organizationId, actor, rowCount: total }: Batch,
  at: Date,
): Promise<void> {
  const subject = { type: 'Batch', id: encodeId(ID_PREFIX.batch, id) };
  await openJob(transaction, { id: jobId, kind: JOB_KINDS.BATCH.name, organizationId, total, subject, actor, at });
  transaction.expectWork({ job: RUN_BATCHES, dueAt: at, now: at });
}

/**
 * Says how far a batch is, and ends it when no row is left to work on. A wish to end it, its own or its job's, ends what nothing was begun for. Answers
 * the batch as it is now.
 */
export async function reportBatch(context: RequestContext, id: Batch['id'], errors: readonly JobError[]): Promise<Batch> {
  return context.session.transaction(async (transaction) => {
    const batch = await lockBatch(transaction, id);
    if (!batch) throw new Error(`batch ${id} is gone`);
    if (batch.finishedAt) return batch;
    const at = context.clock.now();
    const wish = await advanceJob(transaction, batch.jobId, { done: doneOf(await rowsOf(transaction, batch)), errors, at });
    const status = wish.isCancelRequested || batch.status === 'cancelling' ? 'cancelling' : 'running';
    if (status === 'cancelling') await cancelPendingRows(transaction, id);
    const counts = await rowsOf(transaction, batch);
    const isOver = counts.pending === 0 && counts.purchasing === 0;
    if (isOver)
      return endBatch(
        context,
        transaction,
        { ...batch, status: status === 'cancelling' ? 'cancelled' : 'completed', finishedAt: at },
        counts,
      );
    await writeBatch(transaction, { ...batch, status });
    return { ...batch, status };
  });
}

async function endBatch(context: RequestContext, transaction: Transaction, batch: Batch, counts: BatchCounts): Promise<Batch> {
  const at = batch.finishedAt!;
  const status = batch.status === 'cancelled' ? 'cancelled' : 'completed';
  await writeBatch(transaction, batch);
  const message = `${counts.succeeded} succeeded, ${counts.failed} failed, ${counts.cancelled} cancelled.`;
  await finishJob(transaction, batch.jobId, { status, done: doneOf(counts), message, resultUrl: resultsPath(batch), at });
  transaction.expectWork({ job: PURGE_BATCHES, dueAt: keptUntil(at), now: at });
  const { id, organizationId, isDryRun, rowCount } = batch;
  const { succeeded, failed, cancelled } = counts;
  const data = { batchId: id, status, isDryRun, rowCount, succeeded, failed, cancelled };
  transaction.publish(newEvent(context, BatchFinished, { subject: `batch/${id}`, organizationId, data }));
  return batch;
}

async function rowsOf(transaction: Transaction, { id }: Batch): Promise<BatchCounts> {
  const [counts] = await countRows(transaction, [id]);
  return counts ?? NO_ROWS;
}

function doneOf({ succeeded, failed, cancelled }: BatchCounts): number {
  return succeeded + failed + cancelled;
}
