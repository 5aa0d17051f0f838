import type { RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import { findEntities } from '../entities/entity-list.query.ts';
import { seesBilling } from '../caller-organization.ts';
import type { TierCharge } from '../charge-models/charge-for.ts';
import { calendarMonth } from '../periods/calendar-month.ts';
import { sumShippingOnInvoice } from './accrued-shipping.query.ts';
import { chargesOf, type UsageCharge } from './usage-charges.ts';
import { findUsageTotals } from './usage-totals.query.ts';

/** The line of what was shipped on invoice. */
export const ACCRUED_SHIPPING = 'shipping_on_invoice';

/** Usage by one meter at one price. */
export interface CurrentUsageLine {
  eventType: string;
  /** Null for purchases on invoice, which no meter measures. */
  meter: string | null;
  quantity: string;
  /** Null where a rate card prices the meter, and where nobody named a price in the entity's currency. */
  unitPrice: Money | null;
  amount: Money;
  tiers: TierCharge[];
  /** What the minimum of the price adds, or its maximum takes off. */
  adjustment: Money;
  rateCardId: Uuid | null;
}

/** What an entity has used in the running month. */
export interface CurrentUsage {
  entityId: Uuid;
  organizationId: Uuid;
  periodStart: Date;
  periodEnd: Date;
  amount: Money;
  lines: CurrentUsageLine[];
  accruedShipping: Money;
}

/**
 * What the entity used and bought on invoice so far in the calendar month of its time zone, line by line as an invoice
 * would state it: four statements, however many events there are. Throws NotFoundError for an entity that is not in view.
 */
export async function currentUsage(context: RequestContext, entityId: Uuid): Promise<CurrentUsage> {
  const { session } = context;
  const [entity] = seesBilling(context) ? await findEntities(session, [entityId]) : [];
  if (!entity) throw new NotFoundError('The entity', 'entityId');
  const { currency, organizationId } = entity;
  const { label, start, end } = calendarMonth(context.clock.now(), entity.timeZone);
  const [charges, shipping] = await Promise.all([
    findUsageTotals(session, entityId, label).then((totals) => chargesOf(session, totals)),
    sumShippingOnInvoice(session, entityId, { start, end }),
  ]);
  const accruedShipping = Money.of(shipping.amount, currency);
  const lines = charges.map(lineOf);
  if (shipping.count > 0) lines.push(shippingLine(shipping.count, accruedShipping));
  const amount = Money.sum(
    lines.map((line) => line.amount),
    currency,
  );
  return { entityId, organizationId, periodStart: start, periodEnd: end, amount, lines, accruedShipping };
}

function lineOf({ total, price, charge, amount }: UsageCharge): CurrentUsageLine {
  return {
    eventType: total.eventType,
    meter: total.meter,
    quantity: total.quantity,
    unitPrice: total.unitPrice === null ? null : Money.of(total.unitPrice, total.currency),
    amount,
    tiers: charge.tiers,
    adjustment: Money.of(charge.adjustment, total.currency),
    rateCardId: price?.rateCardId ?? null,
  };
}

function shippingLine(count: number, accrued: Money): CurrentUsageLine {
  return {
    eventType: ACCRUED_SHIPPING,
    meter: null,
    quantity: String(count),
    unitPrice: null,
    amount: accrued.rounded(),
    tiers: [],
    adjustment: Money.zero(accrued.currency),
    rateCardId: null,
  };
}
