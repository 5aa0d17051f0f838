import { encodeId } from '../../../platform/ids/public-id.ts';
import { ANALYTICS_EVENT_TYPES } from '../groups/analytics-enums.types.ts';
import { connectionKey, count, money, rate, type RecordedEvent } from './live-recomputation.ts';

/** A dimension by its name in the API. */
export type DimensionName = 'ORGANIZATION' | 'CARRIER' | 'CARRIER_CONNECTION' | 'ADDON' | 'EVENT_TYPE';

/** How a query tells events apart. */
export interface Grouping {
  groupBy: readonly DimensionName[];
  eventTypes: readonly string[] | null;
  timeBucket: 'DAY' | 'WEEK' | 'MONTH' | null;
  isOfConnection: boolean;
  first: string;
  last: string;
}

/** What `analytics` has to answer, of events narrowed to its filters. */
export function recomputedGroups(
  narrowedEvents: readonly RecordedEvent[],
  names: ReadonlyMap<string, string>,
  by: Grouping,
): object[] {
  const isOfConnections = by.isOfConnection || by.groupBy.includes('CARRIER') || by.groupBy.includes('CARRIER_CONNECTION');
  const isOfAddons = by.groupBy.includes('ADDON');
  const nameOfType = new Map<string, string>(Object.entries(ANALYTICS_EVENT_TYPES).map(([name, type]) => [type, name]));
  const events = narrowedEvents.filter(
    (event) =>
      (!isOfConnections || event.connectionId !== null) &&
      (!isOfAddons || event.addonId !== null) &&
      (by.eventTypes === null || by.eventTypes.includes(event.type)),
  );
  const valueOf = (event: RecordedEvent, dimension: DimensionName): string | null => {
    if (dimension === 'ORGANIZATION') return encodeId('org', event.organizationId);
    if (dimension === 'CARRIER') return names.get(connectionKey(event)) ?? null;
    if (dimension === 'CARRIER_CONNECTION') return encodeId('con', event.connectionId!);
    return dimension === 'ADDON' ? encodeId('add', event.addonId!) : nameOfType.get(event.type)!;
  };
  const dimensionsOf = (event: RecordedEvent): { dimension: DimensionName; value: string | null }[] =>
    by.groupBy.map((dimension) => ({ dimension, value: valueOf(event, dimension) }));
  const groups = [...Map.groupBy(events, (event) => JSON.stringify(dimensionsOf(event)))];
  if (groups.length === 0 && by.groupBy.length === 0) groups.push(['[]', []]);
  const requestType = isOfConnections ? 'usage.carrier_request.made' : 'usage.api_request.made';
  return groups.map(([key, group]) => {
    const [apiRequests, apiErrors] = [count(group, requestType), count(group, requestType, 'errors')];
    const buckets = bucketsOf(by);
    const inBucket = (bucket: string): RecordedEvent[] => group.filter((event) => startOf(event.day, by) === bucket);
    const timestamp = (bucket: string): string => `${bucket}T00:00:00.000Z`;
    const spent = money(group, 'usage.shipment.purchased');
    return {
      periodStart: timestamp(by.first),
      periodEnd: new Date(Date.parse(by.last) + 86_400_000).toISOString(),
      dimensions: JSON.parse(key) as object,
      eventCount: count(group, null),
      apiRequests,
      apiErrors,
      errorRate: rate(apiErrors, apiRequests),
      carrierRequests: count(group, 'usage.carrier_request.made'),
      carrierErrors: count(group, 'usage.carrier_request.made', 'errors'),
      shipmentsCreated: count(group, 'usage.shipment.created'),
      shipmentsPurchased: count(group, 'usage.shipment.purchased'),
      shipmentsValue: spent,
      addonRevenue: money(group, 'addon.applied', 'addon.reversed'),
      commissionEarned: money(group, 'commission.earned', 'commission.reversed'),
      events: buckets.map((bucket) => ({
        timestamp: timestamp(bucket),
        value: String(count(inBucket(bucket), null)),
        currency: null,
      })),
      failed: buckets.map((bucket) => ({
        timestamp: timestamp(bucket),
        value: String(count(inBucket(bucket), requestType, 'errors')),
        currency: null,
      })),
      spent: spent.flatMap(({ currency }) =>
        buckets.map((bucket) => ({
          timestamp: timestamp(bucket),
          value:
            money(inBucket(bucket), 'usage.shipment.purchased').find((each) => each.currency === currency)?.amount ??
            (currency === 'JPY' ? '0' : '0.00'),
          currency,
        })),
      ),
    };
  });
}

function bucketsOf(by: Grouping): string[] {
  const starts = new Set<string>();
  for (let day = Date.parse(by.first); day <= Date.parse(by.last); day += 86_400_000)
    starts.add(startOf(new Date(day).toISOString().slice(0, 10), by));
  return [...starts];
}

function startOf(day: string, { timeBucket, first }: Grouping): string {
  if (timeBucket === null) return first;
  if (timeBucket === 'MONTH') return `${day.slice(0, 8)}01`;
  const start = new Date(day);
  if (timeBucket === 'WEEK') start.setUTCDate(start.getUTCDate() - ((start.getUTCDay() + 6) % 7));
  return start.toISOString().slice(0, 10);
}
