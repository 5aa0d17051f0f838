import { auditFacts, hasPermission, requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { csvHead, csvLines } from '../../../platform/csv/csv-table.ts';
import { ForbiddenError, NotFoundError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { findShipments } from '../shipments/shipments.query.ts';
import type { Batch } from './batch.ts';
import { findRowsBehind, type BatchRowFilter } from './batch-rows.query.ts';
import { findBatches } from './batches.query.ts';
import { RESULT_COLUMNS } from './result-columns.ts';

const PAGE_SIZE = 1_000;

/** The next thousand rows of a batch as a part of a CSV file, by number; the first part begins with the names. For whoever may read the batch. */
export async function exportResults(
  context: RequestContext,
  batchId: Uuid,
  { filter, after }: { filter: BatchRowFilter; after: number },
): Promise<{ text: string; next: string | null }> {
  await readableBatch(context, batchId);
  const rows = await findRowsBehind(context.session, batchId, filter, { after, limit: PAGE_SIZE });
  const ids = rows.flatMap(({ shipmentId }) => (shipmentId ? [shipmentId] : []));
  const shipments = new Map((await findShipments(context.session, ids)).map((shipment) => [shipment.id, shipment]));
  const results = rows.map((row) => ({ ...row, shipment: shipments.get(row.shipmentId ?? '') ?? null }));
  const head = after === 0 ? csvHead(RESULT_COLUMNS) : '';
  const last = rows.length === PAGE_SIZE ? rows.at(-1) : undefined;
  return { text: head + csvLines(RESULT_COLUMNS, results), next: last ? String(last.number) : null };
}

/** Leaves an entry that the caller took the results of a batch away as a file. */
export async function recordResultsExport(context: RequestContext, batchId: Uuid): Promise<void> {
  const { organizationId } = await readableBatch(context, batchId);
  await context.session.transaction(async (transaction) => {
    const resource = { resourceType: 'batch', resourceId: batchId, organizationId };
    transaction.audit({ action: 'batch.exported', ...resource, ...auditFacts(context) });
  });
}

async function readableBatch(context: RequestContext, batchId: Uuid): Promise<Batch> {
  requireTenant(context);
  if (!hasPermission(context, 'view_shipments')) throw new ForbiddenError('This needs the permission view_shipments.');
  const [batch] = await findBatches(context.session, [batchId]);
  if (!batch) throw new NotFoundError('The batch', 'batchId');
  return batch;
}
