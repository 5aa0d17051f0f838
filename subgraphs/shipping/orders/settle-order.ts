import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { OrderFulfilled, OrderUpdated } from '../../../contracts/events/order-events.ts';
import { orderEvent } from './order-event.ts';
import { findOrderLines } from './order-lines.query.ts';
import { orderStatusOf } from './order-status.ts';
import { announceOrder } from './order-topics.ts';
import { lockOrder, writeOrder } from './orders.query.ts';

/** Says anew where an order stands, in the transaction in which a shipment of it was bought, delivered or cancelled. */
export async function settleOrder(context: RequestContext, transaction: Transaction, orderId: Uuid): Promise<void> {
  const order = await lockOrder(transaction, orderId);
  if (!order) throw new Error(`a shipment names order ${orderId}, which is not there`);
  // An order is cancelled only when no shipment of it is left; such a shipment's end changes nothing more.
  if (order.cancelledAt) return;
  const status = orderStatusOf(await findOrderLines(transaction, [orderId]));
  const settled = { ...order, status, updatedAt: context.clock.now() };
  await writeOrder(transaction, settled);
  announceOrder(transaction, settled);
  const isNewlyFulfilled = status === 'fulfilled' && order.status !== 'fulfilled';
  transaction.publish(orderEvent(context, isNewlyFulfilled ? OrderFulfilled : OrderUpdated, settled));
}
