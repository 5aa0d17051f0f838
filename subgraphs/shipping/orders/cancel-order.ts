import { auditFacts, requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { OrderCancelled } from '../../../contracts/events/order-events.ts';
import { orderEvent } from './order-event.ts';
import { findOrderLines } from './order-lines.query.ts';
import { announceOrder } from './order-topics.ts';
import { OrderInShipmentError } from './orders.errors.ts';
import { lockOrder, writeOrder, type OrderRow } from './orders.query.ts';

/** Cancels an order of which nothing is in a shipment. Repeating it answers the cancelled order. */
export async function cancelOrder(context: RequestContext, orderId: Uuid): Promise<OrderRow> {
  requireTenant(context);
  return context.session.transaction(async (transaction) => {
    const order = await lockOrder(transaction, orderId);
    if (!order) throw new NotFoundError('The order', 'orderId');
    if (order.cancelledAt) return order;
    const lines = await findOrderLines(transaction, [orderId]);
    if (lines.some(({ takenQuantity }) => takenQuantity > 0)) throw new OrderInShipmentError();
    const now = context.clock.now();
    const cancelled: OrderRow = { ...order, status: 'cancelled', cancelledAt: now, updatedAt: now };
    await writeOrder(transaction, cancelled);
    announceOrder(transaction, cancelled);
    transaction.publish(orderEvent(context, OrderCancelled, cancelled));
    transaction.audit({
      action: 'order.cancelled',
      resourceType: 'order',
      resourceId: orderId,
      organizationId: order.organizationId,
      before: { status: order.status },
      after: { status: 'cancelled' },
      ...auditFacts(context),
    });
    return cancelled;
  });
}
