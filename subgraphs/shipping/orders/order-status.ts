import type { OrderLineRow } from './order-lines.query.ts';

/** Where an order stands. */
export const ORDER_STATUSES = ['unfulfilled', 'partial', 'fulfilled', 'delivered', 'cancelled'] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

/** How much of a line there is, and how far it has come. */
type LineProgress = Pick<OrderLineRow, 'quantity' | 'fulfilledQuantity' | 'deliveredQuantity'>;

/**
 * Where an order that was not cancelled stands, by what its shipments bring: a bought shipment fulfils, a draft does not yet, a cancelled one
 * no longer does. It is delivered when all of it is.
 */
export function orderStatusOf(lines: readonly LineProgress[]): OrderStatus {
  if (lines.every((line) => line.deliveredQuantity >= line.quantity)) return 'delivered';
  if (lines.every((line) => line.fulfilledQuantity >= line.quantity)) return 'fulfilled';
  return lines.some((line) => line.fulfilledQuantity > 0) ? 'partial' : 'unfulfilled';
}
