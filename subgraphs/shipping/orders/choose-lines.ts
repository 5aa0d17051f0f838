import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { OrderLineRow } from './order-lines.query.ts';
import { NothingOpenError } from './orders.errors.ts';

/** How much of a line a shipment is to bring, as asked. */
export interface AskedLine {
  lineItemId: Uuid;
  quantity: number;
}

/** A line, and how much of it a shipment brings. */
export interface ChosenLine {
  line: OrderLineRow;
  quantity: number;
}

/** What of a line is in no shipment. */
export function openQuantityOf({ quantity, takenQuantity }: Pick<OrderLineRow, 'quantity' | 'takenQuantity'>): number {
  return quantity - takenQuantity;
}

/**
 * What a shipment brings: what was asked for, or everything that is open. Faults go into the list, each on its line's field. Throws
 * NothingOpenError when there is nothing to bring.
 */
export function chooseLines(
  lines: readonly OrderLineRow[],
  asked: readonly AskedLine[] | null,
  faults: ErrorDetail[],
): ChosenLine[] {
  const open = lines.map((line) => ({ line, quantity: openQuantityOf(line) })).filter(({ quantity }) => quantity > 0);
  if (open.length === 0) throw new NothingOpenError();
  if (asked === null) return open;
  if (asked.length === 0)
    faults.push({
      code: 'LINES_EMPTY',
      message: 'Name a line, or leave the list out to send everything open.',
      field: 'lineItems',
    });
  const chosen = new Map<Uuid, ChosenLine>();
  asked.forEach(({ lineItemId, quantity }, index) => {
    const line = lines.find(({ id }) => id === lineItemId);
    const fault = faultOf(line, quantity, chosen.has(lineItemId));
    if (fault) faults.push({ ...fault, field: `lineItems.${index}.${fault.field}` });
    else chosen.set(lineItemId, { line: line!, quantity });
  });
  return [...chosen.values()];
}

function faultOf(line: OrderLineRow | undefined, quantity: number, isNamedTwice: boolean): ErrorDetail | undefined {
  if (!line) return { code: 'NOT_FOUND', message: 'The order has no such line.', field: 'lineItemId' };
  if (isNamedTwice) return { code: 'VALIDATION_FAILED', message: 'A line is named once.', field: 'lineItemId' };
  if (!Number.isInteger(quantity) || quantity < 1)
    return { code: 'VALIDATION_FAILED', message: 'The quantity must be 1 or more.', field: 'quantity' };
  const open = openQuantityOf(line);
  if (quantity <= open) return undefined;
  return {
    code: 'QUANTITY_NOT_OPEN',
    message: `${open} of ${line.quantity} are open; the rest is in shipments.`,
    field: 'quantity',
  };
}
