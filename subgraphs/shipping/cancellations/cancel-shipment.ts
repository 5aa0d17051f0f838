import { auditFacts, requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { takeWork } from '../held-work/held-work.query.ts';
import { letGo } from '../held-work/let-go.ts';
import { holdFrom } from '../held-work/work-hold.ts';
import { settleOrder } from '../orders/settle-order.ts';
import { moveShipment } from '../shipments/shipment-status.ts';
import { announceShipment } from '../shipments/shipment-topics.ts';
import { findShipments, lockShipment, type ShipmentRow } from '../shipments/shipments.query.ts';
import {
  CANCELLATION_WORK,
  cancelDraft,
  findCancellation,
  findVoidableLabel,
  insertCancellation,
  isBeingBought,
  type Cancellation,
} from './cancellation.query.ts';
import { CancellationInProgressError, CancellationRefusedError, ShipmentBeingBoughtError } from './cancellations.errors.ts';
import { carryCancellationOn } from './continue-cancellation.ts';

/**
 * Cancels a shipment that the carrier does not have yet: the label is taken back, what was charged goes back to the payer, and addons and
 * commission are reversed. A draft is cancelled at once. Repeating it answers the cancelled shipment; if the process dies on the way,
 * `resume-cancellations` goes on from the last recorded step.
 */
export async function cancelShipment(context: RequestContext, shipmentId: Uuid): Promise<ShipmentRow> {
  requireTenant(context);
  const earlier = await findCancellation(context.session, shipmentId);
  if (earlier) return answerEarlier(context, earlier);
  const begun = await begin(context, shipmentId);
  if (begun && !begun.isNew) return answerEarlier(context, begun.cancellation);
  if (begun) await carryOut(context, begun.cancellation);
  return shipmentOf(context, shipmentId);
}

/** Begins the cancellation of a bought shipment, or answers the one that somebody else began; null when nothing is left to do. */
async function begin(context: RequestContext, shipmentId: Uuid): Promise<{ cancellation: Cancellation; isNew: boolean } | null> {
  return context.session.transaction(async (transaction) => {
    const shipment = await lockShipment(transaction, shipmentId);
    if (!shipment) throw new NotFoundError('The shipment', 'shipmentId');
    if (shipment.cancelledAt) return null;
    if (shipment.status === 'draft') {
      await endDraft(context, transaction, shipment);
      return null;
    }
    const earlier = await findCancellation(transaction, shipmentId);
    if (earlier) return { cancellation: earlier, isNew: false };
    moveShipment(shipment.status, 'cancelled', 'shipmentId');
    const label = await findVoidableLabel(transaction, shipmentId);
    if (!label?.isSettled) throw new ShipmentBeingBoughtError();
    const cancellation = newCancellation(context, shipment);
    const { heldUntil, createdAt } = cancellation;
    transaction.expectWork({ job: CANCELLATION_WORK.job, dueAt: heldUntil, now: createdAt });
    await insertCancellation(transaction, cancellation);
    return { cancellation, isNew: true };
  });
}

async function endDraft(context: RequestContext, transaction: Transaction, draft: ShipmentRow): Promise<void> {
  if (await isBeingBought(transaction, draft.id)) throw new ShipmentBeingBoughtError();
  await cancelDraft(transaction, draft.id, context.clock.now());
  announceShipment(transaction, draft);
  if (draft.orderId) await settleOrder(context, transaction, draft.orderId);
  transaction.audit({
    action: 'shipment.cancelled',
    resourceType: 'shipment',
    resourceId: draft.id,
    organizationId: draft.organizationId,
    before: { status: 'draft' },
    after: { status: 'cancelled' },
    ...auditFacts(context),
  });
}

function newCancellation(context: RequestContext, { id, organizationId, testMode }: ShipmentRow): Cancellation {
  const { now, heldUntil } = holdFrom(context.clock);
  return {
    id: newId(),
    organizationId,
    testMode,
    shipmentId: id,
    state: 'voiding',
    actor: context.identity.actor,
    userId: context.identity.userId,
    refusal: null,
    holder: newId(),
    heldUntil,
    createdAt: now,
  };
}

async function answerEarlier(context: RequestContext, earlier: Cancellation): Promise<ShipmentRow> {
  if (earlier.state === 'voiding') {
    const hold = { holder: newId(), ...holdFrom(context.clock) };
    const taken = await takeWork(context.session, CANCELLATION_WORK, earlier.id, hold);
    if (!taken) throw new CancellationInProgressError();
    await carryOut(context, taken);
  }
  return shipmentOf(context, earlier.shipmentId);
}

async function carryOut(context: RequestContext, cancellation: Cancellation): Promise<void> {
  let reached = cancellation;
  try {
    reached = await carryCancellationOn(context, cancellation, (state) => (reached = state));
  } catch (error) {
    await letGo(context, CANCELLATION_WORK, reached);
    // Once the label is taken back the shipment is cancelled, and that is what the caller asked for; the money follows without him.
    if (reached.state === 'voiding') throw error;
    context.log.error({ err: error, cancellation: cancellation.id }, 'a cancellation could not be refunded at once; it will be');
  }
  if (reached.state === 'refused') throw new CancellationRefusedError(reached.refusal ?? []);
}

async function shipmentOf(context: RequestContext, shipmentId: Uuid): Promise<ShipmentRow> {
  const [shipment] = await findShipments(context.session, [shipmentId]);
  if (!shipment) throw new NotFoundError('The shipment', 'shipmentId');
  return shipment;
}
