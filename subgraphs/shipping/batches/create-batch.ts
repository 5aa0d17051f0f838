import {
  auditFacts,
  hasPermission,
  requireOrganization,
  type RequestContext,
} from '../../../platform/context/request-context.ts';
import { ForbiddenError } from '../../../platform/errors/errors.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import type { Batch, BatchRowContent } from './batch.ts';
import { openBatchJob } from './batch-job.ts';
import { insertBatchRows, type NewBatchRow } from './batch-rows.query.ts';
import { checkRowCount, checkTerms, type BatchTerms } from './batch-settings.ts';
import { countOpenBatches, insertBatch } from './batches.query.ts';
import { TooManyBatchesError } from './batches.errors.ts';
import { readHeader } from './csv-columns.ts';
import { readCsvRow } from './read-csv-row.ts';

const MOST_OPEN = 5;
const LONGEST_REFERENCE = 100;

/** Rows of one shipment each, and what is to become of them. */
export interface CreateBatch extends BatchTerms {
  rows: readonly BatchRowContent[];
}

/** A table: a header, and rows of cells. */
export interface CreateBatchFromTable extends BatchTerms {
  columns: readonly string[];
  rows: readonly (readonly string[])[];
}

/**
 * Keeps rows, of which a job then makes shipments one by one: nothing is made yet. What is wrong with single rows stands on them later. Throws
 * ValidationError for a batch that is empty or too long, TooManyBatchesError.
 */
export async function createBatch(context: RequestContext, command: CreateBatch): Promise<Batch> {
  checkRowCount(command.rows.length);
  const rows = command.rows.map((content, index) => newRow(index + 1, content));
  return keepBatch(context, command, { format: 'json', rows });
}

/** The same from a table whose columns are known by their names; rows are counted from the header, which is 1, and blank ones left out. */
export async function createBatchFromTable(context: RequestContext, command: CreateBatchFromTable): Promise<Batch> {
  if (!hasPermission(context, 'create_shipments')) throw new ForbiddenError('This needs the permission create_shipments.');
  checkRowCount(command.rows.length);
  const fields = readHeader(command.columns);
  const rows = command.rows.flatMap((cells, index) => {
    const content = readCsvRow(fields, cells);
    return content === null ? [] : [newRow(index + 2, content)];
  });
  checkRowCount(rows.length);
  return keepBatch(context, command, { format: 'csv', rows });
}

function newRow(number: number, content: BatchRowContent): NewBatchRow {
  return { id: newId(), number, content, reference: content.reference?.trim().slice(0, LONGEST_REFERENCE) || null };
}

async function keepBatch(
  context: RequestContext,
  terms: BatchTerms,
  { format, rows }: { format: Batch['format']; rows: readonly NewBatchRow[] },
): Promise<Batch> {
  const organizationId = requireOrganization(context);
  const batch = newBatch(context, organizationId, {
    ...(await checkTerms(context, organizationId, terms)),
    format,
    rowCount: rows.length,
  });
  await context.session.transaction(async (transaction) => {
    if ((await countOpenBatches(transaction, organizationId)) >= MOST_OPEN) throw new TooManyBatchesError(MOST_OPEN);
    await insertBatch(transaction, batch);
    await insertBatchRows(transaction, batch, rows);
    await openBatchJob(transaction, batch, batch.createdAt);
    const { name, isDryRun, settings, rowCount } = batch;
    transaction.audit({
      action: 'batch.created',
      resourceType: 'batch',
      resourceId: batch.id,
      organizationId,
      after: { name, format, isDryRun, settings, rowCount },
      ...auditFacts(context),
    });
  });
  return batch;
}

function newBatch(
  context: RequestContext,
  organizationId: Uuid,
  facts: Pick<Batch, 'name' | 'isDryRun' | 'settings' | 'format' | 'rowCount'>,
): Batch {
  const { actor, userId, testMode } = context.identity;
  return {
    ...facts,
    id: newId(),
    organizationId,
    testMode,
    status: 'queued',
    jobId: newId(),
    actor,
    userId,
    createdAt: context.clock.now(),
    finishedAt: null,
  };
}
