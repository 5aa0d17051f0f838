import { BigNumber } from 'bignumber.js';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError, ValidationError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import { seesBilling } from '../caller-organization.ts';
import { chargeFor, type MeasuredUsage, type TierCharge } from '../charge-models/charge-for.ts';
import type { ChargeModel } from '../charge-models/charge-model.ts';
import { usagePriceCliffs, type UsagePriceCliff } from '../charge-models/price-cliffs.ts';
import { findEntities } from '../entities/entity-list.query.ts';
import { findMetersByKey } from '../meters/meter.query.ts';
import type { Meter } from '../meters/meter.ts';
import { calendarMonth } from '../periods/calendar-month.ts';
import { findUsageTotals } from '../usage/usage-totals.query.ts';
import type { Pricing, ResolutionStep } from './price-book.ts';
import { UnknownMeterError } from './rate-cards.errors.ts';
import { readPriceBook } from './read-price-book.ts';

const QUANTITY_PATTERN = /^\d{1,14}(\.\d{1,6})?$/;
const MOST_EVENTS = 1_000_000_000;

/** What to price: a quantity of a meter, for an entity, as of an instant (now unless given). */
export interface PreviewUsageCharge {
  entityId: Uuid;
  meter: string;
  quantity: string;
  /** How many events make it; 1 unless given. */
  events?: number | null | undefined;
  at?: Date | null | undefined;
}

/** What a quantity would come to, and why. */
export interface UsageChargePreview {
  entityId: Uuid;
  currency: string;
  quantity: string;
  /** What it comes to in a month of its own, rounded; null when nobody named a price. */
  amount: Money | null;
  tiers: TierCharge[];
  adjustment: Money | null;
  /** What it would add to the month that holds the instant, on top of what was used at the same price so far. */
  additionalAmount: Money | null;
  cliffs: UsagePriceCliff[];
  resolution: ResolutionStep[];
}

/** Prices a quantity as if it were used, and records nothing. Throws NotFoundError or UnknownMeterError. */
export async function previewUsageCharge(context: RequestContext, question: PreviewUsageCharge): Promise<UsageChargePreview> {
  const { session } = context;
  const usage = checkQuantity(question);
  const [entity] = seesBilling(context) ? await findEntities(session, [question.entityId]) : [];
  if (!entity) throw new NotFoundError('The entity', 'entityId');
  const [meter] = await findMetersByKey(session, [question.meter]);
  if (!meter) throw new UnknownMeterError('meter');
  const at = question.at ?? context.clock.now();
  const { id: entityId, organizationId, currency } = entity;
  const book = await readPriceBook(session, [organizationId], [meter.eventType], { from: at, until: at });
  const resolution = book.explain({ organizationId, entityId, currency, eventType: meter.eventType }, at);
  const priced = modelOn(meter, resolution.find((step) => step.isDecisive)?.pricing ?? null);
  const none = { amount: null, tiers: [], adjustment: null, additionalAmount: null, cliffs: [] };
  const facts = { entityId, currency, quantity: question.quantity, resolution };
  if (!priced) return { ...facts, ...none };
  const totals = await findUsageTotals(session, entityId, calendarMonth(at, entity.timeZone).label);
  const used = totals.find((total) => total.meter === meter.key && isAtPrice(total, priced));
  const charge = chargeFor(priced.model, usage);
  return {
    ...facts,
    amount: Money.of(charge.amount, currency).rounded(),
    tiers: charge.tiers,
    adjustment: Money.of(charge.adjustment, currency),
    additionalAmount: additionalAmount(priced.model, usage, { used, currency }),
    cliffs: usagePriceCliffs(priced.model),
  };
}

interface PricedModel {
  model: ChargeModel;
  priceId: Uuid | null;
  rateId: Uuid | null;
}

function checkQuantity({ quantity, events = 1 }: PreviewUsageCharge): MeasuredUsage {
  if (!QUANTITY_PATTERN.test(quantity))
    throw ValidationError.of(
      'quantity',
      'A quantity is 0 or more, with at most 14 digits before and 6 after the point.',
      'INVALID_QUANTITY',
    );
  if (events !== null && (events < 0 || events > MOST_EVENTS))
    throw ValidationError.of('events', `The number of events is 0 to ${MOST_EVENTS}.`);
  return { quantity: new BigNumber(quantity), events: events ?? 1 };
}

// A price for each unit is one for the quantity of a kind; other meters of the kind have prices on cards only.
function modelOn(meter: Meter, pricing: Pricing | null): PricedModel | null {
  if (pricing?.kind === 'card') {
    const price = pricing.prices.find((each) => each.meterId === meter.id);
    return price ? { model: price.model, priceId: price.id, rateId: null } : null;
  }
  if (!pricing || meter.key !== meter.eventType) return null;
  const model: ChargeModel = { kind: 'per_unit', unitPrice: pricing.unitPrice, minimum: null, maximum: null };
  return { model, priceId: null, rateId: pricing.rateId };
}

function isAtPrice(total: { priceId: Uuid | null; rateId: Uuid | null; unitPrice: string | null }, priced: PricedModel): boolean {
  return (
    total.priceId === priced.priceId && (priced.priceId !== null || (total.unitPrice !== null && total.rateId === priced.rateId))
  );
}

function additionalAmount(
  model: ChargeModel,
  usage: MeasuredUsage,
  month: { used: { quantity: string; events: number } | undefined; currency: string },
): Money {
  const before = { quantity: new BigNumber(month.used?.quantity ?? 0), events: month.used?.events ?? 0 };
  const after = { quantity: before.quantity.plus(usage.quantity), events: before.events + usage.events };
  const amountAt = (measured: MeasuredUsage): Money => Money.of(chargeFor(model, measured).amount, month.currency).rounded();
  return amountAt(after).minus(amountAt(before));
}
