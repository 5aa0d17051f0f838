import { auditFacts, requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError, ValidationError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { recordShipmentStatus } from './move-shipment.ts';
import { moveShipment, type ShipmentStatus } from './shipment-status.ts';
import { lockShipment, type ShipmentRow } from './shipments.query.ts';

/** What can be said of a parcel by hand; the other statuses come with buying and cancelling. */
const BY_HAND: readonly ShipmentStatus[] = [
  'shipped',
  'in_transit',
  'out_for_delivery',
  'delivered',
  'needs_attention',
  'delivery_failed',
];

/** Says where a bought shipment is, where no carrier says it. Throws IllegalStatusError for a move that it may not make. */
export async function changeShipmentStatus(
  context: RequestContext,
  command: { shipmentId: Uuid; status: ShipmentStatus },
): Promise<ShipmentRow> {
  requireTenant(context);
  const { shipmentId, status } = command;
  if (!BY_HAND.includes(status))
    throw ValidationError.of('status', `Set one of ${BY_HAND.join(', ')}; cancelling and buying are operations of their own.`);
  return context.session.transaction(async (transaction) => {
    const shipment = await lockShipment(transaction, shipmentId);
    if (!shipment) throw new NotFoundError('The shipment', 'shipmentId');
    moveShipment(shipment.status, status, 'status');
    if (shipment.status === status) return shipment;
    const { id, organizationId, connectionId, carrierName, trackingNumber, orderId } = shipment;
    const bought = {
      id,
      organizationId,
      connectionId: connectionId!,
      carrierName: carrierName!,
      trackingNumber: trackingNumber!,
      orderId,
    };
    await recordShipmentStatus(context, transaction, bought, status);
    transaction.audit({
      action: 'shipment.status_changed',
      resourceType: 'shipment',
      resourceId: id,
      organizationId,
      before: { status: shipment.status },
      after: { status },
      ...auditFacts(context),
    });
    return { ...shipment, status, updatedAt: context.clock.now() };
  });
}
