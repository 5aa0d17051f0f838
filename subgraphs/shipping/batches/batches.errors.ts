import { ConflictError } from '../../../platform/errors/errors.ts';

/** An organization has as many batches under way as it may. */
export class TooManyBatchesError extends ConflictError {
  constructor(most: number) {
    super(`At most ${most} batches are under way at once: wait for one to end.`, { code: 'TOO_MANY_BATCHES' });
  }
}

/** A batch that is over cannot be ended. */
export class BatchOverError extends ConflictError {
  constructor() {
    super('The batch is over.', { code: 'BATCH_OVER', field: 'batchId' });
  }
}

/** A batch that is under way cannot be begun anew. */
export class BatchUnderWayError extends ConflictError {
  constructor() {
    super('The batch is still under way: wait for its end, or cancel it.', { code: 'BATCH_UNDER_WAY', field: 'batchId' });
  }
}

/** No row has failed. */
export class NothingFailedError extends ConflictError {
  constructor() {
    super('No row of the batch has failed.', { code: 'NOTHING_FAILED', field: 'batchId' });
  }
}
