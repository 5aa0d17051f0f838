import type { RequestContext } from '../../../platform/context/request-context.ts';
import { DomainError, type ErrorDetail } from '../../../platform/errors/domain-error.ts';
import type { Batch, BatchRow } from './batch.ts';
import { endRows, postponeRow } from './batch-rows.query.ts';
import { faultsOfRow } from './resolve-rows.ts';

const MOST_FAILURES = 3;
const AGAIN_AFTER_MS = 10_000;
const OUR_FAULT: ErrorDetail = {
  code: 'INTERNAL_ERROR',
  message: 'The row failed through a fault on our side; retry the batch.',
};

/** A row that failed, and why. */
export interface RowFailure {
  number: number;
  errors: readonly ErrorDetail[];
}

/** Ends a row that was refused; what failed through no fault of the row is tried again, three times at most. */
export async function failRow(context: RequestContext, batch: Batch, row: BatchRow, error: unknown): Promise<RowFailure | null> {
  if (error instanceof DomainError) return giveRowUp(context, batch, row, error.details().map(aboutService));
  context.log.error({ err: error, batch: batch.id, row: row.number }, 'a row of a batch failed');
  const failures = row.failures + 1;
  if (failures >= MOST_FAILURES) return giveRowUp(context, batch, row, [OUR_FAULT]);
  await postponeRow(context.session, { ...row, failures }, new Date(context.clock.now().getTime() + AGAIN_AFTER_MS));
  return null;
}

/** Ends a row, and says why. */
export async function giveRowUp(
  context: RequestContext,
  batch: Batch,
  row: Pick<BatchRow, 'id' | 'number'>,
  faults: readonly ErrorDetail[],
): Promise<RowFailure> {
  const errors = faultsOfRow(batch, faults);
  await endRows(context.session, [{ id: row.id, status: 'failed', errors }]);
  return { number: row.number, errors };
}

// Of a row the service is known, not the rate that was chosen for it.
function aboutService(fault: ErrorDetail): ErrorDetail {
  return fault.field === 'rateId' || fault.field?.startsWith('services') ? { ...fault, field: 'service' } : fault;
}
