import { CarrierRequestMade, UsageApiRequestMade } from '../../../contracts/events/usage-events.ts';
import type { Amount } from '../usage/amounts-by-currency.ts';
import { errorRate } from '../usage/error-rate.ts';
import { COUNT_METRICS, countOf, moneyOf } from './analytics-metrics.ts';
import type { GroupFigures } from './group-figures.query.ts';
import type { AnalyticsDimension } from './group-plan.ts';

/** By what the events of a group are alike; null where they were not told apart by it, or have none. */
export type GroupKey = Record<AnalyticsDimension, string | null>;

/** The sums of one group, with the rows that they are sums of. */
export interface GroupSums {
  key: GroupKey;
  /** The type of event that `apiRequests` counts. */
  requestType: string;
  eventCount: number;
  apiRequests: number;
  apiErrors: number;
  errorRate: string;
  carrierRequests: number;
  carrierErrors: number;
  shipmentsCreated: number;
  shipmentsPurchased: number;
  shipmentsValue: Amount[];
  addonRevenue: Amount[];
  commissionEarned: Amount[];
  rows: readonly GroupFigures[];
}

/**
 * The groups that rows make, in their order. `apiRequests` are requests to the API, or calls to carriers where figures are
 * of connections. Without dimensions there is one group, also when nothing happened.
 */
export function groupsOf(
  rows: readonly GroupFigures[],
  options: { groupBy: readonly AnalyticsDimension[]; isOfConnections: boolean },
): GroupSums[] {
  const requestType = options.isOfConnections ? CarrierRequestMade.type : UsageApiRequestMade.type;
  const byRank = [...Map.groupBy(rows, (row) => row.rank).values()];
  const groups = byRank.length === 0 && options.groupBy.length === 0 ? [[]] : byRank;
  return groups.map((group) => sumsOf(group, requestType, keyOf(group[0], options.groupBy)));
}

function keyOf(row: GroupFigures | undefined, groupBy: readonly AnalyticsDimension[]): GroupKey {
  return {
    organization_id: row?.organizationId ?? null,
    carrier: row?.carrier ?? null,
    connection_id: row?.connectionId ?? null,
    addon_id: row?.addonId ?? null,
    metric: row && groupBy.includes('metric') ? row.metric : null,
  };
}

function sumsOf(rows: readonly GroupFigures[], requestType: string, key: GroupKey): GroupSums {
  const apiRequests = countOf(rows, { type: requestType, column: 'events' });
  const apiErrors = countOf(rows, { type: requestType, column: 'errors' });
  return {
    key,
    requestType,
    eventCount: countOf(rows, COUNT_METRICS.EVENTS),
    apiRequests,
    apiErrors,
    errorRate: errorRate(apiErrors, apiRequests),
    carrierRequests: countOf(rows, COUNT_METRICS.CARRIER_REQUESTS),
    carrierErrors: countOf(rows, COUNT_METRICS.CARRIER_ERRORS),
    shipmentsCreated: countOf(rows, COUNT_METRICS.SHIPMENTS_CREATED),
    shipmentsPurchased: countOf(rows, COUNT_METRICS.SHIPMENTS_PURCHASED),
    shipmentsValue: moneyOf(rows, 'SHIPMENTS_VALUE'),
    addonRevenue: moneyOf(rows, 'ADDON_REVENUE'),
    commissionEarned: moneyOf(rows, 'COMMISSION_EARNED'),
    rows,
  };
}
