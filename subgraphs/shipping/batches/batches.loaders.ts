import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { PageRequest } from '../../../platform/database/keyset.ts';
import { defineLoader } from '../../../platform/loaders/loader.ts';
import { definePageLoader } from '../../../platform/loaders/page-loader.ts';
import { countRows, listRowsOfBatches, type BatchRowFilter } from './batch-rows.query.ts';
import { findBatches } from './batches.query.ts';

/** A batch by id. */
export const loadBatch = defineLoader(
  (context: RequestContext, ids) => findBatches(context.session, ids),
  (batch) => batch.id,
);

/** How the rows of a batch stand, by the batch's id. */
export const loadBatchCounts = defineLoader(
  (context: RequestContext, ids) => countRows(context.session, ids),
  (counts) => counts.batchId,
);

/** A page of the rows of a batch. */
export const loadRowsOfBatch = definePageLoader(
  (context, batchIds, { filter, ...page }: PageRequest & { filter: BatchRowFilter }) =>
    listRowsOfBatches(context.session, batchIds, filter, page),
);
