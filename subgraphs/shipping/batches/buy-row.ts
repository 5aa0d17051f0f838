import type { RequestContext } from '../../../platform/context/request-context.ts';
import { DomainError } from '../../../platform/errors/domain-error.ts';
import { checkOwnMarks } from '../consignments/own-marks.ts';
import { WORK_HOLD_MS } from '../held-work/work-hold.ts';
import { findPurchase } from '../purchases/purchase.query.ts';
import { purchaseShipment } from '../purchases/purchase-shipment.ts';
import type { Batch, BatchRow } from './batch.ts';
import { endRows, postponeRow } from './batch-rows.query.ts';
import { failRow, type RowFailure } from './fail-row.ts';

/**
 * Buys the label that was chosen for a row, once for each attempt, whoever goes on with it after a crash: the purchase is known by batch,
 * row and attempt. A row whose purchase is in other hands waits until it is settled; one whose price has expired is quoted anew.
 */
export async function buyRow(context: RequestContext, batch: Batch, row: BatchRow): Promise<RowFailure | null> {
  const idempotencyKey = `batch:${batch.id}:${row.number}:${row.attempt}`;
  const { entityId, labelFormat } = batch.settings;
  const { reference, metadata } = checkOwnMarks(row.content, []);
  try {
    const command = { rateId: row.rateId!, entityId, idempotencyKey, reference, metadata, labelFormat };
    const { id: shipmentId } = await purchaseShipment(context, command);
    await endRows(context.session, [{ id: row.id, status: 'succeeded', shipmentId }]);
    return null;
  } catch (error) {
    const purchase = await findPurchase(context.session, batch.organizationId, idempotencyKey);
    if (purchase && purchase.state !== 'refused') {
      await postponeRow(context.session, row, new Date(context.clock.now().getTime() + WORK_HOLD_MS));
      return null;
    }
    if (error instanceof DomainError && error.code === 'QUOTE_EXPIRED') {
      await postponeRow(context.session, { ...row, status: 'pending', attempt: row.attempt + 1 }, null);
      return null;
    }
    return failRow(context, batch, row, error);
  }
}
