import { CarrierRequestMade, UsageShipmentCreated, UsageShipmentPurchased } from '../../../contracts/events/usage-events.ts';
import { amountsMoved, type Amount } from '../usage/amounts-by-currency.ts';
import { ADDON_REVENUE_TYPES, COMMISSION_TYPES } from '../rollups/rollup-metrics.ts';
import type { GroupFigures } from './group-figures.query.ts';

/** How often something happened: events of a type (of any when null), or only those that failed. */
interface CountMetric {
  type: string | null;
  column: 'events' | 'errors';
}

/** Counts that a group or a series can show; the keys are names in the API. */
export const COUNT_METRICS = {
  EVENTS: { type: null, column: 'events' },
  CARRIER_REQUESTS: { type: CarrierRequestMade.type, column: 'events' },
  CARRIER_ERRORS: { type: CarrierRequestMade.type, column: 'errors' },
  SHIPMENTS_CREATED: { type: UsageShipmentCreated.type, column: 'events' },
  SHIPMENTS_PURCHASED: { type: UsageShipmentPurchased.type, column: 'events' },
} as const satisfies Record<string, CountMetric>;

/** Sums of money that a group or a series can show: the amounts of events of these types. */
export const MONEY_METRICS = {
  SHIPMENTS_VALUE: [UsageShipmentPurchased.type],
  ADDON_REVENUE: ADDON_REVENUE_TYPES,
  COMMISSION_EARNED: COMMISSION_TYPES,
} as const satisfies Record<string, readonly string[]>;

/** What a series can show. What `API_REQUESTS` counts depends on the group. */
export type AnalyticsMetric = 'API_REQUESTS' | 'API_ERRORS' | keyof typeof COUNT_METRICS | keyof typeof MONEY_METRICS;

/** How often a metric happened in rows. */
export function countOf(rows: readonly GroupFigures[], { type, column }: CountMetric): number {
  return rows.reduce((sum, row) => (type === null || row.metric === type ? sum + Number(row[column]) : sum), 0);
}

/** The sums of a metric in rows, by currency. */
export function moneyOf(rows: readonly GroupFigures[], metric: keyof typeof MONEY_METRICS): Amount[] {
  const types: readonly string[] = MONEY_METRICS[metric];
  return amountsMoved(rows.filter((row) => types.includes(row.metric)));
}
