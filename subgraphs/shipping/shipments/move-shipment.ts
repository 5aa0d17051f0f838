import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { newEvent } from '../../../platform/events/new-event.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { ShipmentDelivered } from '../../../contracts/events/shipment-events.ts';
import { settleOrder } from '../orders/settle-order.ts';
import type { ShipmentStatus } from './shipment-status.ts';
import { announceShipment } from './shipment-topics.ts';
import { updateShipmentStatus } from './shipments.query.ts';

/** A bought shipment that is about to move. */
interface MovingShipment {
  id: Uuid;
  organizationId: Uuid;
  connectionId: Uuid;
  carrierName: string;
  trackingNumber: string;
  orderId: Uuid | null;
}

/** Writes where a shipment stands now, and tells that it was delivered when it was. The move has been checked. */
export async function recordShipmentStatus(
  context: RequestContext,
  transaction: Transaction,
  shipment: MovingShipment,
  status: ShipmentStatus,
): Promise<void> {
  const now = context.clock.now();
  const { id, organizationId, connectionId, carrierName, trackingNumber, orderId } = shipment;
  await updateShipmentStatus(transaction, id, status, now);
  announceShipment(transaction, shipment);
  if (status !== 'delivered') return;
  if (orderId) await settleOrder(context, transaction, orderId);
  transaction.publish(
    newEvent(context, ShipmentDelivered, {
      subject: `shipment/${id}`,
      organizationId,
      data: { shipmentId: id, connectionId, carrierName, trackingNumber, deliveredAt: now.toISOString() },
    }),
  );
}
