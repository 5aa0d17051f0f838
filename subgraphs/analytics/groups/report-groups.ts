import { requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { ConnectionAnalytics } from '../connections/connection-analytics.ts';
import { rowLimit } from '../usage/row-limit.ts';
import { DAY_MS, usageRange, type AskedRange } from '../usage/usage-range.ts';
import { reportedOrganization, seesEveryOrganization } from '../usage/usage-visibility.ts';
import { groupsOf, type GroupSums } from './analytics-group.ts';
import { carriersOf, readGroupCarriers } from './group-carriers.ts';
import { readGroupFigures, type GroupScope } from './group-figures.query.ts';
import { rollupOf, type AnalyticsDimension, type TimeBucket } from './group-plan.ts';
import { TooManyPointsError } from './groups.errors.ts';
import { bucketsOf } from './time-buckets.ts';

const MOST_GROUPS = 100;
const MOST_POINTS = 10_000;

/** Which events, and how they are told apart; what is undefined is not narrowed. */
export interface ReportGroups {
  organizationId: Uuid | undefined;
  connectionId: Uuid | undefined;
  eventTypes: readonly string[] | null;
  range: AskedRange;
  groupBy: readonly AnalyticsDimension[];
  timeBucket: TimeBucket | null;
  limit: number;
}

/** The figures of one group; carriers are read when they are asked for, once for all groups. */
export interface AnalyticsGroup extends GroupSums {
  /** Half open, in UTC. */
  period: { start: Date; end: Date };
  groupBy: readonly AnalyticsDimension[];
  /** The organization and connection that the figures are of: told apart by, or narrowed to. */
  organizationId: Uuid | null;
  connectionId: Uuid | null;
  buckets: readonly string[];
  readCarriers: () => Promise<ConnectionAnalytics[] | null>;
}

/**
 * Figures by group, of the caller's organization, of one of the tenant's, or of the whole tenant. Throws
 * UnsupportedGroupByError for dimensions that no roll-up holds together, and TooManyPointsError.
 */
export async function reportGroups(context: RequestContext, asked: ReportGroups): Promise<AnalyticsGroup[]> {
  const range = usageRange(asked.range, context.clock.now());
  const limit = rowLimit(asked.limit, MOST_GROUPS);
  const organizationId = reportedOrganization(context, asked.organizationId, 'organizationId');
  const groupBy = [...new Set(asked.groupBy)];
  const scope: GroupScope = {
    tenantId: requireTenant(context).id,
    testMode: context.identity.testMode,
    organizationId,
    connectionId: asked.connectionId ?? null,
    eventTypes: asked.eventTypes,
    ...range,
    groupBy,
    timeBucket: asked.timeBucket,
    rollup: rollupOf({ groupBy, hasOrganization: organizationId !== null, hasConnection: asked.connectionId !== undefined }),
  };
  const buckets = bucketsOf(range, asked.timeBucket);
  const most = Math.floor(MOST_POINTS / buckets.length);
  // One group more than fits tells whether there are too many.
  const { isKnown, figures } = await readGroupFigures(context.session, scope, Math.min(limit, most + 1));
  // A caller's own organization may be too new to have been heard of; any other must be one of the tenant's.
  if (!isKnown && seesEveryOrganization(context)) throw new NotFoundError('The organization', 'organizationId');
  const groups = groupsOf(figures, { groupBy, isOfConnections: scope.rollup === 'connections' });
  if (groups.length > most) throw new TooManyPointsError({ buckets: buckets.length, most: MOST_POINTS, groups: most });
  const period = { start: new Date(range.first), end: new Date(Date.parse(range.last) + DAY_MS) };
  let carriers: ReturnType<typeof readGroupCarriers> | undefined;
  return groups.map((group) => ({
    ...group,
    period,
    groupBy,
    organizationId: group.key.organization_id ?? organizationId,
    connectionId: group.key.connection_id ?? scope.connectionId,
    buckets,
    async readCarriers() {
      const figures = await (carriers ??= readGroupCarriers(context.session, scope, groups));
      return figures && carriersOf(group.key, groupBy, figures);
    },
  }));
}
