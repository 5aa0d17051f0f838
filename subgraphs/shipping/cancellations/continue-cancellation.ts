import { auditFacts, type RequestContext } from '../../../platform/context/request-context.ts';
import type { Queryable, Transaction } from '../../../platform/database/session.ts';
import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';
import { newEvent } from '../../../platform/events/new-event.ts';
import { Money } from '../../../platform/money/money.ts';
import { ShipmentCancelled, TrackerUpdated } from '../../../contracts/events/shipment-events.ts';
import type { CarrierRequestMadeData } from '../../../contracts/events/usage-events.ts';
import { RefundReservation } from '../../../contracts/operations/billing-operations.ts';
import { callCarrier, type CarrierOutcome } from '../carriers/carrier-call.ts';
import { CarrierRefusedError } from '../carriers/carriers.errors.ts';
import { meterCarrierRequests } from '../carriers/meter-carrier-requests.ts';
import { connectionFacts } from '../connections/connection-facts.ts';
import { holdFrom } from '../held-work/work-hold.ts';
import { settleOrder } from '../orders/settle-order.ts';
import { announceShipment } from '../shipments/shipment-topics.ts';
import { lockShipment } from '../shipments/shipments.query.ts';
import { announceTracker } from '../trackers/tracker-topics.ts';
import {
  advanceCancellation,
  findVoidableLabel,
  recordCancelled,
  type Cancellation,
  type CancellationState,
  type VoidableLabel,
} from './cancellation.query.ts';
import { CancellationInProgressError } from './cancellations.errors.ts';

/** Carries a cancellation on from wherever it stands to its end, telling of each step that is done. Every step may be repeated. */
export async function carryCancellationOn(
  context: RequestContext,
  cancellation: Cancellation,
  onStep: (reached: Cancellation) => void = () => {},
): Promise<Cancellation> {
  let current = cancellation;
  while (current.state === 'voiding' || current.state === 'voided') {
    current = current.state === 'voiding' ? await takeLabelBack(context, current) : await refund(context, current);
    onStep(current);
  }
  return current;
}

async function takeLabelBack(context: RequestContext, cancellation: Cancellation): Promise<Cancellation> {
  const label = await labelOf(context, cancellation);
  const { result, usage } = await callForVoid(context, label);
  if ('answer' in result) {
    return context.session.transaction(async (transaction) => {
      // The shipment first, as everybody does who cancels it.
      await lockShipment(transaction, label.shipmentId);
      const voided = await advance(context, transaction, cancellation, 'voided');
      await record(context, transaction, label, usage);
      return voided;
    });
  }
  const isRefused = result.error instanceof CarrierRefusedError;
  const reached = await context.session.transaction(async (transaction) => {
    meterCarrierRequests(context, transaction, { organizationId: label.organizationId, usage });
    return advance(
      context,
      transaction,
      cancellation,
      isRefused ? 'refused' : 'voiding',
      isRefused ? result.error.details() : null,
    );
  });
  // Nothing is known about what the carrier did, so it is asked again.
  if (!isRefused) throw result.error;
  return reached;
}

async function callForVoid(context: RequestContext, label: VoidableLabel): Promise<CarrierOutcome<void>> {
  const [connection] = await connectionFacts(context, [label.connection]);
  const { shipmentId, carrierName, parcels, rateReference } = label;
  return callCarrier(connection!, 'void', { shipmentId, carrierName, parcels, rateReference });
}

async function record(
  context: RequestContext,
  transaction: Transaction,
  label: VoidableLabel,
  usage: readonly CarrierRequestMadeData[],
): Promise<void> {
  const { shipmentId, organizationId, quoteId, rateId, connectionId, carrierName, service, entityId, reservationId } = label;
  const trackers = await recordCancelled(transaction, label, context.clock.now());
  const totalCharge = Money.of(label.totalCharge, label.totalChargeCurrency).toJSON();
  const purchasedAt = label.purchasedAt.toISOString();
  const data = {
    shipmentId,
    quoteId,
    rateId,
    connectionId,
    carrierName,
    service,
    entityId,
    reservationId,
    totalCharge,
    purchasedAt,
  };
  transaction.publish(newEvent(context, ShipmentCancelled, { subject: `shipment/${shipmentId}`, organizationId, data }));
  for (const { trackerId, trackingNumber, status } of trackers) {
    const moved = { trackerId, shipmentId, trackingNumber, status };
    transaction.publish(newEvent(context, TrackerUpdated, { subject: `tracker/${trackerId}`, organizationId, data: moved }));
    announceTracker(transaction, { id: trackerId, organizationId });
  }
  meterCarrierRequests(context, transaction, { organizationId, usage });
  announceShipment(transaction, { id: shipmentId, organizationId });
  if (label.orderId) await settleOrder(context, transaction, label.orderId);
  transaction.audit({
    action: 'shipment.cancelled',
    resourceType: 'shipment',
    resourceId: shipmentId,
    organizationId,
    before: { status: 'created' },
    after: { status: 'cancelled', totalCharge, entityId },
    ...auditFacts(context),
  });
}

async function refund(context: RequestContext, cancellation: Cancellation): Promise<Cancellation> {
  const { reservationId } = await labelOf(context, cancellation);
  await context.operations.call(RefundReservation, { reservationId });
  return advance(context, context.session, cancellation, 'completed');
}

async function labelOf(context: RequestContext, cancellation: Cancellation): Promise<VoidableLabel> {
  const label = await findVoidableLabel(context.session, cancellation.shipmentId);
  if (!label) throw new Error(`cancellation ${cancellation.id} has no label`);
  return label;
}

async function advance(
  context: RequestContext,
  db: Queryable,
  cancellation: Cancellation,
  to: CancellationState,
  refusal: ErrorDetail[] | null = null,
): Promise<Cancellation> {
  const advanced = await advanceCancellation(db, cancellation, to, { ...holdFrom(context.clock), refusal });
  // Somebody else took over, because this step lasted longer than its hold: what it did counts for nothing.
  if (!advanced) throw new CancellationInProgressError();
  return advanced;
}
