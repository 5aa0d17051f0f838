import type { RequestContext } from '../../../platform/context/request-context.ts';
import { addDrafts } from '../drafts/create-shipment.ts';
import type { Batch } from './batch.ts';
import { endRows, lockPendingRows } from './batch-rows.query.ts';
import type { ResolvedRow } from './resolve-rows.ts';

/** Makes drafts of rows, with what became of the rows in one transaction: a row that was made a draft of is never taken again. */
export async function draftRows(context: RequestContext, batch: Batch, resolved: readonly ResolvedRow[]): Promise<void> {
  await context.session.transaction(async (transaction) => {
    const pending = new Set(
      await lockPendingRows(
        transaction,
        resolved.map(({ row }) => row.id),
      ),
    );
    const due = resolved.filter(({ row }) => pending.has(row.id));
    if (batch.isDryRun || due.length === 0)
      return endRows(
        transaction,
        due.map(({ row }) => ({ id: row.id, status: 'succeeded' })),
      );
    const { organizationId, settings } = batch;
    const facts = due.map(({ consignment, marks }) => ({ organizationId, consignment, marks, payerEntityId: settings.entityId }));
    const drafts = await addDrafts(context, transaction, facts);
    return endRows(
      transaction,
      due.map(({ row }, index) => ({ id: row.id, status: 'succeeded', shipmentId: drafts[index]!.id })),
    );
  });
}
