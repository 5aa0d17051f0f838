import { BigNumber } from 'bignumber.js';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { Aggregation, MeterReading } from '../meters/meter.ts';
import type { Pricing } from '../rate-cards/price-book.ts';

const MEASURE_PATTERN = /^\d{1,14}(\.\d{1,6})?$/;
const LONGEST_VALUE = 200;

/** What is added up: the usage of an entity in a month that one meter measures at one price. */
export interface UsageTotalKey {
  organizationId: Uuid;
  entityId: Uuid;
  period: string;
  /** A meter's key; the kind of usage itself where units are priced, or nothing is. */
  meter: string;
  eventType: string;
  aggregation: Aggregation;
  /** Names the price among those of the meter. */
  priceKey: string;
  currency: string;
  unitPrice: string | null;
  rateId: Uuid | null;
  rateVersion: number | null;
  /** The price of a rate card. */
  priceId: Uuid | null;
}

/** What an event adds to a total. */
export interface Measure {
  eventId: Uuid;
  total: UsageTotalKey;
  /** What is counted, added or compared; null where something is only taken back. */
  value: string | null;
  /** Of meters of different values. */
  uniqueValue: string | null;
  occurredAt: Date;
  isVoid: boolean;
}

/** An event as far as meters read it. */
export interface MeasuredEvent {
  id: Uuid;
  organizationId: Uuid;
  entityId: Uuid;
  period: string;
  currency: string;
  eventType: string;
  quantity: string;
  occurredAt: Date;
  data: Record<string, unknown>;
  isVoid: boolean;
}

/**
 * What an event adds to which totals. Priced by the unit (or not at all) it counts by its quantity under its own kind, and
 * under every further meter of its kind without a price; priced by a card, under every meter at the card's price, if it has one.
 */
export function measuresOf(event: MeasuredEvent, pricing: Pricing | null, meters: readonly MeterReading[]): Measure[] {
  const cardPrices = pricing?.kind === 'card' ? pricing.prices : null;
  const measures = cardPrices ? [] : [unitMeasure(event, pricing)];
  for (const meter of meters) {
    if (!cardPrices && countsQuantity(meter)) continue;
    const reading = readMeter(meter, event);
    if (!reading) continue;
    const price = cardPrices?.find((each) => each.meterKey === meter.key);
    const priceKey = price ? `price:${price.id}` : 'none';
    const total = {
      ...placeOf(event),
      ...unpriced,
      meter: meter.key,
      aggregation: meter.aggregation,
      priceKey,
      priceId: price?.id ?? null,
    };
    measures.push({ ...reading, eventId: event.id, total, occurredAt: event.occurredAt, isVoid: event.isVoid });
  }
  return measures;
}

/** What is wrong with an event for a meter of its kind; undefined when the meter can read it. */
export function faultOfReading(meter: MeterReading, event: Pick<MeasuredEvent, 'quantity' | 'data'>): string | undefined {
  if (meter.property === null || readMeter(meter, event)) return undefined;
  return meter.aggregation === 'unique'
    ? `The meter "${meter.key}" needs the property ${meter.property}: a text of 1 to ${LONGEST_VALUE} characters, or a number.`
    : `The meter "${meter.key}" needs the property ${meter.property}: a number of 0 or more with at most 6 decimals.`;
}

const unpriced = { unitPrice: null, rateId: null, rateVersion: null } as const;

function placeOf(event: MeasuredEvent): Pick<UsageTotalKey, 'organizationId' | 'entityId' | 'period' | 'currency' | 'eventType'> {
  const { organizationId, entityId, period, currency, eventType } = event;
  return { organizationId, entityId, period, currency, eventType };
}

// The total of a kind's quantity is there already: it is what units are priced by.
function countsQuantity(meter: MeterReading): boolean {
  return meter.key === meter.eventType && meter.aggregation === 'sum' && meter.property === null;
}

function unitMeasure(event: MeasuredEvent, pricing: Pricing | null): Measure {
  const unit = pricing?.kind === 'unit' ? pricing : null;
  const price = unit ? { unitPrice: unit.unitPrice, rateId: unit.rateId, rateVersion: unit.rateVersion } : unpriced;
  const total: UsageTotalKey = {
    ...placeOf(event),
    ...price,
    meter: event.eventType,
    aggregation: 'sum',
    priceKey: unitPriceKey(unit),
    priceId: null,
  };
  const value = new BigNumber(event.quantity).abs().toFixed();
  return { eventId: event.id, total, value, uniqueValue: null, occurredAt: event.occurredAt, isVoid: event.isVoid };
}

function unitPriceKey(unit: { unitPrice: string; rateId: Uuid | null } | null): string {
  if (!unit) return 'none';
  return unit.rateId === null ? `default:${new BigNumber(unit.unitPrice).toFixed()}` : `rate:${unit.rateId}`;
}

function readMeter(
  meter: MeterReading,
  event: Pick<MeasuredEvent, 'quantity' | 'data'>,
): { value: string | null; uniqueValue: string | null } | null {
  if (meter.aggregation === 'count') return { value: '1', uniqueValue: null };
  const said = meter.property === null ? new BigNumber(event.quantity).abs().toFixed() : event.data[meter.property];
  if (typeof said !== 'string' && typeof said !== 'number') return null;
  const text = typeof said === 'number' ? new BigNumber(said).toFixed() : said;
  if (meter.aggregation === 'unique')
    return text.length > 0 && text.length <= LONGEST_VALUE ? { value: null, uniqueValue: text } : null;
  return MEASURE_PATTERN.test(text) ? { value: text, uniqueValue: null } : null;
}
