import { BigNumber } from 'bignumber.js';
import type { Transaction } from '../../../platform/database/session.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { decimalString } from '../../../platform/money/money.ts';
import { findMetersOf } from '../meters/meter.query.ts';
import type { Meter } from '../meters/meter.ts';
import { calendarMonth, type CalendarMonth } from '../periods/calendar-month.ts';
import type { PriceBook, Pricing, UnitPricing } from '../rate-cards/price-book.ts';
import { readPriceBook } from '../rate-cards/read-price-book.ts';
import { measuresOf, type MeasuredEvent, type Measure } from './measure-usage.ts';
import { findPayers, type Payer } from './payers.query.ts';
import type { PricedUsage } from './usage-events.query.ts';
import type { UsageFact } from './usage-fact.ts';

/** A fact as it is recorded, and what it adds to which totals. */
export interface PricedFact {
  usage: PricedUsage;
  measures: Measure[];
}

/** Whose usage something is; the organization may be left open where the entity is named. */
export interface UsagePlace {
  organizationId: Uuid | null;
  entityId: Uuid | null;
}

/** Everything that prices a batch of facts: who pays, what measures their kinds, and at what prices. */
export class UsagePricing {
  private readonly payers: ReadonlyMap<Uuid, Payer>;
  private readonly defaultPayers: ReadonlyMap<Uuid, Payer>;
  private readonly meters: ReadonlyMap<string, Meter[]>;
  private readonly book: PriceBook;
  /** The month that was found last in each time zone: most of a batch happened in the same. */
  private readonly months = new Map<string, CalendarMonth>();

  constructor(payers: readonly Payer[], meters: readonly Meter[], book: PriceBook) {
    this.payers = new Map(payers.map((payer) => [payer.id, payer]));
    this.defaultPayers = new Map(payers.filter((payer) => payer.isDefault).map((payer) => [payer.organizationId, payer]));
    this.meters = Map.groupBy(meters, (meter) => meter.eventType);
    this.book = book;
  }

  /** The meters in use that measure a kind of usage. */
  metersOf(eventType: string): readonly Meter[] {
    return this.meters.get(eventType) ?? [];
  }

  /** Who pays: the entity named, else the organization's default one. An entity of another organization pays for nothing. */
  payerOf({ organizationId, entityId }: UsagePlace): Payer | undefined {
    if (entityId === null) return organizationId === null ? undefined : this.defaultPayers.get(organizationId);
    const payer = this.payers.get(entityId);
    return organizationId === null || payer?.organizationId === organizationId ? payer : undefined;
  }

  /** Prices a fact by what was in force when it happened; without a payer, or a price in its currency, it has none. */
  price(fact: UsageFact, id = newId()): PricedFact {
    const payer = this.payerOf(fact);
    const { organizationId, eventType, occurredAt } = fact;
    const pricing = payer
      ? this.book.priceAt({ organizationId, entityId: payer.id, currency: payer.currency, eventType }, occurredAt)
      : null;
    const correction = { correctsId: null, isVoid: false, reason: null };
    const usage = { ...fact, ...this.placeIn(payer, occurredAt), ...priceColumns(pricing, fact.quantity), ...correction, id };
    return { usage, measures: isAssigned(usage) ? measuresOf(usage, pricing, this.metersOf(eventType)) : [] };
  }

  private placeIn(payer: Payer | undefined, occurredAt: Date): Pick<PricedUsage, 'entityId' | 'period' | 'currency'> {
    if (!payer) return { entityId: null, period: null, currency: null };
    let month = this.months.get(payer.timeZone);
    if (!month || occurredAt < month.start || occurredAt >= month.end) {
      month = calendarMonth(occurredAt, payer.timeZone);
      this.months.set(payer.timeZone, month);
    }
    return { entityId: payer.id, period: month.label, currency: payer.currency };
  }
}

/** Reads what prices the facts: four statements, whatever their number. */
export async function readUsagePricing(
  transaction: Transaction,
  facts: readonly (UsagePlace & Pick<UsageFact, 'eventType' | 'occurredAt'>)[],
): Promise<UsagePricing> {
  const distinct = <Value>(read: (fact: (typeof facts)[number]) => Value | null): Value[] => [
    ...new Set(facts.map(read).filter((value) => value !== null)),
  ];
  const eventTypes = distinct((fact) => fact.eventType);
  const times = facts.map((fact) => fact.occurredAt.getTime());
  const span = { from: new Date(Math.min(...times)), until: new Date(Math.max(...times)) };
  const entityIds = distinct((fact) => fact.entityId);
  const payers = await findPayers(
    transaction,
    entityIds,
    distinct((fact) => fact.organizationId),
  );
  const organizationIds = [...new Set(payers.map((payer) => payer.organizationId))];
  const meters = await findMetersOf(transaction, eventTypes);
  return new UsagePricing(payers, meters, await readPriceBook(transaction, organizationIds, eventTypes, span));
}

type PriceColumns = Pick<PricedUsage, 'unitPrice' | 'amount' | 'rateId' | 'rateVersion' | 'rateCardId'>;

function priceColumns(pricing: Pricing | null, quantity: string): PriceColumns {
  const none = { unitPrice: null, amount: null, rateId: null, rateVersion: null, rateCardId: null };
  if (pricing === null) return none;
  return pricing.kind === 'card' ? { ...none, rateCardId: pricing.rateCardId } : { ...none, ...unitColumns(pricing, quantity) };
}

function unitColumns({ unitPrice, rateId, rateVersion }: UnitPricing, quantity: string): Partial<PriceColumns> {
  const amount = decimalString(new BigNumber(unitPrice).times(new BigNumber(quantity)));
  return { unitPrice: decimalString(new BigNumber(unitPrice)), amount, rateId, rateVersion };
}

/** Whether somebody pays for it, in a month and a currency. */
export function isAssigned(usage: PricedUsage): usage is PricedUsage & MeasuredEvent {
  return usage.entityId !== null && usage.period !== null && usage.currency !== null;
}
