import { Money } from '../../../platform/money/money.ts';
import type { GroupSums } from './analytics-group.ts';
import { COUNT_METRICS, countOf, MONEY_METRICS, moneyOf, type AnalyticsMetric } from './analytics-metrics.ts';

/** One value of a series; the currency is null when it is a count. */
export interface AnalyticsPoint {
  timestamp: Date;
  value: string;
  currency: string | null;
}

/** One metric of a group: a point for each bucket; where it is money, for each bucket in each currency that it moved in. */
export function seriesOf(group: GroupSums, metric: AnalyticsMetric, buckets: readonly string[]): AnalyticsPoint[] {
  const byBucket = Map.groupBy(group.rows, (row) => row.bucket);
  const rowsOf = (bucket: string) => byBucket.get(bucket) ?? [];
  if (isMoney(metric))
    return moneyOf(group.rows, metric).flatMap(({ currency }) =>
      buckets.map((bucket) => {
        const moved = moneyOf(rowsOf(bucket), metric).find((amount) => amount.currency === currency);
        const { amount } = moved ?? Money.zero(currency).toJSON();
        return { timestamp: new Date(bucket), value: amount, currency };
      }),
    );
  const column = metric === 'API_ERRORS' ? 'errors' : 'events';
  const counted = isCount(metric) ? COUNT_METRICS[metric] : ({ type: group.requestType, column } as const);
  return buckets.map((bucket) => ({
    timestamp: new Date(bucket),
    value: String(countOf(rowsOf(bucket), counted)),
    currency: null,
  }));
}

function isMoney(metric: AnalyticsMetric): metric is keyof typeof MONEY_METRICS {
  return metric in MONEY_METRICS;
}

function isCount(metric: AnalyticsMetric): metric is keyof typeof COUNT_METRICS {
  return metric in COUNT_METRICS;
}
