import type { RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import { entityById } from '../entities/entities.loaders.ts';
import { calendarMonth } from '../periods/calendar-month.ts';
import { sumShippingOnInvoice } from './accrued-shipping.query.ts';
import { lineAmount } from './line-amount.ts';
import { sumUsage } from './usage-events.query.ts';

/** The line of what was shipped on invoice. */
export const ACCRUED_SHIPPING = 'shipping_on_invoice';

/** Usage of one kind at one price. */
export interface CurrentUsageLine {
  eventType: string;
  quantity: string;
  /** Null where nobody named a price in the entity's currency. */
  unitPrice: Money | null;
  amount: Money;
}

/** What an entity has used in the running month. */
export interface CurrentUsage {
  entityId: Uuid;
  periodStart: Date;
  periodEnd: Date;
  amount: Money;
  lines: CurrentUsageLine[];
  accruedShipping: Money;
}

/**
 * What the entity used and bought on invoice so far in the calendar month of its time zone, line by line as an invoice
 * would state it. Throws NotFoundError for an entity that is not in view.
 */
export async function currentUsage(context: RequestContext, entityId: Uuid): Promise<CurrentUsage> {
  const entity = await entityById(context, entityId);
  if (!entity) throw new NotFoundError('The entity', 'entityId');
  const { start, end } = calendarMonth(context.clock.now(), entity.timeZone);
  const [sums, shipping] = await Promise.all([
    sumUsage(context.session, entityId, { start, end }),
    sumShippingOnInvoice(context.session, entityId, { start, end }),
  ]);
  const { currency } = entity;
  const accruedShipping = Money.of(shipping.amount, currency);
  const lines = sums.map(({ eventType, quantity, unitPrice }): CurrentUsageLine => ({
    eventType,
    quantity,
    unitPrice: unitPrice === null ? null : Money.of(unitPrice, currency),
    amount: unitPrice === null ? Money.zero(currency) : lineAmount(quantity, unitPrice, currency),
  }));
  if (shipping.count > 0)
    lines.push({
      eventType: ACCRUED_SHIPPING,
      quantity: String(shipping.count),
      unitPrice: null,
      amount: accruedShipping.rounded(),
    });
  const amount = Money.sum(
    lines.map((line) => line.amount),
    currency,
  );
  return { entityId, periodStart: start, periodEnd: end, amount, lines, accruedShipping };
}
