import type { Transaction } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';

/** Under which the orders of an organization are announced and watched. */
export const ORDERS_TOPIC = 'orders';

/** Under which one order is announced and watched. */
export function orderTopic(id: Uuid): string {
  return `order-${id}`;
}

/** Wakes, once this transaction has committed, whoever watches the order or the orders of its organization. */
export function announceOrder(transaction: Transaction, order: { id: Uuid; organizationId: Uuid }): void {
  transaction.announce(ORDERS_TOPIC, order.organizationId);
  transaction.announce(orderTopic(order.id), order.organizationId);
}
