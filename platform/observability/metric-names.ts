/** What the names of all metrics begin with. */
export const METRIC_PREFIX = 'waybill_platform_';

/** Upper bounds of the counted spans of time: from a cached answer to the longest that a request may take. */
export const SECONDS_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
