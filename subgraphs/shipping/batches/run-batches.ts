import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { JobError } from '../../../platform/jobs/job.ts';
import type { ScheduledJob } from '../../../platform/server/subgraph-definition.ts';
import { inTheNameOf } from '../held-work/in-the-name-of.ts';
import type { Batch } from './batch.ts';
import { reportBatch, RUN_BATCHES } from './batch-job.ts';
import { findDueRows } from './batch-rows.query.ts';
import { findOpenBatches } from './batches.query.ts';
import { runChunk } from './run-chunk.ts';

const CHUNK_SIZE = 200;
/** What a turn of a batch may cost: 5,000 drafts or 200 labels, so that none keeps the others waiting for long. */
const EFFORT_A_TURN = 5_000;
const EFFORT_OF_CALLS = 25;

/** Makes the shipments of batches that are not over, in the name of whoever made the batch. */
export const runBatches: ScheduledJob = {
  name: RUN_BATCHES,
  everyMs: 1_000,
  async run(context) {
    const open = await findOpenBatches(context.session);
    let left = 0;
    for (const batch of open) if (!(await runTurn(context, batch))) left += 1;
    return left > 0 ? 'unfinished' : 'done';
  },
};

/** Works on a batch for a while; whether it is over. One that fails as a whole is logged, and comes back at the next turn. */
async function runTurn(context: RequestContext, batch: Batch): Promise<boolean> {
  try {
    return await workOn(inTheNameOf(context, batch), batch.id);
  } catch (error) {
    context.log.error({ err: error, batch: batch.id }, 'a turn of a batch failed; it is tried again');
    return false;
  }
}

/**
 * Takes the rows that are due, chunk by chunk. What became of rows is recorded with what was made of them, so that a run that was cut off
 * goes on where it stood and makes nothing twice.
 */
export async function workOn(context: RequestContext, batchId: Uuid): Promise<boolean> {
  let batch = await reportBatch(context, batchId, []);
  let effort = 0;
  while (!batch.finishedAt && effort < EFFORT_A_TURN) {
    const rows = await findDueRows(context.session, batchId, { limit: CHUNK_SIZE, now: context.clock.now() });
    if (rows.length === 0) return false;
    const { calls, failed } = await runChunk(context, batch, rows);
    effort += rows.length + calls * EFFORT_OF_CALLS;
    batch = await reportBatch(
      context,
      batchId,
      failed.map(({ number, errors }) => jobError(number, errors)),
    );
  }
  return batch.finishedAt !== null;
}

function jobError(number: number, [first]: readonly { code: string; message: string }[]): JobError {
  return { code: first?.code ?? 'FAILED', message: first?.message ?? 'The row failed.', item: `row ${number}` };
}
