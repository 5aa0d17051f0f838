import { auditFacts, requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { OrderUpdated } from '../../../contracts/events/order-events.ts';
import { checkOrder, type CheckedOrder, type OrderInput } from './check-order.ts';
import type { OrderLineInput } from './check-order-lines.ts';
import { orderEvent } from './order-event.ts';
import { findOrderLines, writeOrderLines, type OrderLineRow } from './order-lines.query.ts';
import { orderStatusOf } from './order-status.ts';
import { announceOrder } from './order-topics.ts';
import { OrderCancelledError } from './orders.errors.ts';
import { fileOrder, lockOrder, writeOrder, type OrderRow } from './orders.query.ts';

/** What is to be changed of an order; what is left out stays. */
export interface UpdateOrder extends Partial<OrderInput> {
  orderId: Uuid;
  /** All lines as they shall be: those with an id are changed, others are added, the rest goes. */
  lineItems?: readonly OrderLineInput[];
  placedAt?: Date | null | undefined;
}

/**
 * Changes an order that was not cancelled; shipments keep what they were made with. What is in a shipment stays in the order: such a line
 * neither goes nor becomes less than that.
 */
export async function updateOrder(context: RequestContext, command: UpdateOrder): Promise<OrderRow> {
  requireTenant(context);
  return context.session.transaction(async (transaction) => {
    const order = await lockOrder(transaction, command.orderId);
    if (!order) throw new NotFoundError('The order', 'orderId');
    if (order.cancelledAt) throw new OrderCancelledError();
    const present = await findOrderLines(transaction, [order.id]);
    const { content, lines } = checkChange(order, present, command);
    const progress = lines.map((line) => ({
      ...notShipped,
      ...present.find(({ id }) => id === line.id),
      quantity: line.quantity,
    }));
    const changed = {
      ...order,
      ...content,
      status: orderStatusOf(progress),
      placedAt: command.placedAt ?? order.placedAt,
      updatedAt: context.clock.now(),
    };
    await writeOrder(transaction, changed);
    await writeOrderLines(transaction, changed, lines);
    await fileOrder(transaction, changed, lines);
    announceOrder(transaction, changed);
    transaction.publish(orderEvent(context, OrderUpdated, changed));
    transaction.audit({
      action: 'order.updated',
      resourceType: 'order',
      resourceId: order.id,
      organizationId: order.organizationId,
      before: { ...changeable(order), lines: present.map(lineFacts) },
      after: { ...changeable(changed), lines: lines.map(lineFacts) },
      ...auditFacts(context),
    });
    return changed;
  });
}

const notShipped = { takenQuantity: 0, fulfilledQuantity: 0, deliveredQuantity: 0 };

/** The order and its lines after the change; throws ValidationError with every fault. */
function checkChange(order: OrderRow, present: readonly OrderLineRow[], command: UpdateOrder): CheckedOrder {
  const faults: ErrorDetail[] = [];
  if (command.lineItems) checkAgainstShipments(present, command.lineItems, faults);
  const kept = (field: 'number' | 'notes' | 'shipper'): never =>
    (command[field] === undefined ? order[field] : command[field]) as never;
  const changed: OrderInput = {
    number: kept('number'),
    notes: kept('notes'),
    shipper: kept('shipper'),
    recipient: command.recipient ?? order.recipient,
    metadata: command.metadata ?? order.metadata,
    lineItems: command.lineItems ?? present.map(asInput),
  };
  return checkOrder(changed, faults);
}

function checkAgainstShipments(present: readonly OrderLineRow[], asked: readonly OrderLineInput[], faults: ErrorDetail[]): void {
  const report = (field: string, code: string, message: string): void => void faults.push({ code, message, field });
  const byId = new Map(present.map((line) => [line.id, line]));
  const named = new Set<Uuid>();
  asked.forEach(({ id, quantity }, index) => {
    if (!id) return;
    const line = byId.get(id);
    if (!line) report(`lineItems.${index}.id`, 'NOT_FOUND', 'The order has no such line.');
    else if (named.has(id)) report(`lineItems.${index}.id`, 'VALIDATION_FAILED', 'A line is named once.');
    else if (quantity < line.takenQuantity)
      report(`lineItems.${index}.quantity`, 'LINE_IN_SHIPMENT', `${line.takenQuantity} of the line are in shipments.`);
    named.add(id);
  });
  for (const { id, title, takenQuantity } of present)
    if (!named.has(id) && takenQuantity > 0)
      report('lineItems', 'LINE_IN_SHIPMENT', `"${title}" is in a shipment: keep the line, or cancel the shipment first.`);
}

function asInput({ unitValue, currency, ...line }: OrderLineRow): OrderLineInput {
  return { ...line, unitValue: unitValue === null ? null : { amount: unitValue, currency: currency! } };
}

function changeable({ number, shipper, recipient, notes, metadata, placedAt, status }: OrderRow): object {
  return { number, shipper, recipient, notes, metadata, placedAt, status };
}

function lineFacts({ id, sku, title, quantity }: Pick<OrderLineRow, 'id' | 'sku' | 'title' | 'quantity'>): object {
  return { id, sku, title, quantity };
}
