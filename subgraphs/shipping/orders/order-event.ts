import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { PendingEvent } from '../../../platform/database/session.ts';
import { newEvent } from '../../../platform/events/new-event.ts';
import { Money } from '../../../platform/money/money.ts';
import type { OrderCreated } from '../../../contracts/events/order-events.ts';
import type { OrderRow } from './orders.query.ts';

/** What happened to an order, with what it is now. */
export function orderEvent(context: RequestContext, type: typeof OrderCreated, order: OrderRow): PendingEvent {
  const { id, organizationId, source, externalId, number, status } = order;
  const data = { orderId: id, source, externalId, number, status, value: orderValue(order) };
  return newEvent(context, type, { subject: `order/${id}`, organizationId, data });
}

/** What the lines of an order are worth together; null where none says. */
export function orderValue({ value, currency }: OrderRow): { amount: string; currency: string } | null {
  return value === null ? null : Money.of(value, currency!).toJSON();
}
