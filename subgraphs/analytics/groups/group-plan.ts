import { UnsupportedGroupByError } from './groups.errors.ts';

/** What figures can be told apart by; the keys are the names in the API, the values columns of the figures. */
export const ANALYTICS_DIMENSIONS = {
  ORGANIZATION: 'organization_id',
  CARRIER: 'carrier',
  CARRIER_CONNECTION: 'connection_id',
  ADDON: 'addon_id',
  EVENT_TYPE: 'metric',
} as const;
export type AnalyticsDimension = (typeof ANALYTICS_DIMENSIONS)[keyof typeof ANALYTICS_DIMENSIONS];

/** How long a point of a series is; the keys are the names in the API. */
export const TIME_BUCKETS = { DAY: 'day', WEEK: 'week', MONTH: 'month' } as const;
export type TimeBucket = (typeof TIME_BUCKETS)[keyof typeof TIME_BUCKETS];

/** Which roll-up holds the figures: of the tenant, of one organization, of all of them, of connections, of addons. */
export type GroupRollup = 'tenant' | 'organization' | 'organizations' | 'connections' | 'addons';

/** The roll-up that holds figures of these dimensions and filters; throws UnsupportedGroupByError when none does. */
export function rollupOf(asked: {
  groupBy: readonly AnalyticsDimension[];
  hasOrganization: boolean;
  hasConnection: boolean;
}): GroupRollup {
  const isBy = (dimension: AnalyticsDimension): boolean => asked.groupBy.includes(dimension);
  const isOfConnections = asked.hasConnection || isBy('carrier') || isBy('connection_id');
  if (isOfConnections && isBy('addon_id')) throw new UnsupportedGroupByError();
  if (isOfConnections) return 'connections';
  if (isBy('addon_id')) return 'addons';
  if (asked.hasOrganization) return 'organization';
  return isBy('organization_id') ? 'organizations' : 'tenant';
}
