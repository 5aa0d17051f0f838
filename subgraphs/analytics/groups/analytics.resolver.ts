import { Arg, Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { ListSize, RequiresPermission } from '../../../platform/graphql/federation.ts';
import { DateTimeScalar } from '../../../platform/graphql/scalars.ts';
import { decodeOptionalId, encodeId } from '../../../platform/ids/public-id.ts';
import type { ConnectionAnalytics } from '../connections/connection-analytics.ts';
import { CarrierConnectionAnalyticsType, CarrierConnectionStub } from '../connections/connection-analytics.types.ts';
import { MeasuredOrganizationType } from '../usage/usage.types.ts';
import { ANALYTICS_EVENT_TYPES, ANALYTICS_METRICS } from './analytics-enums.types.ts';
import type { GroupKey } from './analytics-group.ts';
import type { AnalyticsMetric } from './analytics-metrics.ts';
import { seriesOf, type AnalyticsPoint } from './analytics-series.ts';
import {
  AddonStub,
  AnalyticsArgs,
  AnalyticsDimensionValueType,
  AnalyticsGroupType,
  AnalyticsPointType,
} from './analytics.types.ts';
import type { AnalyticsDimension } from './group-plan.ts';
import { reportGroups, type AnalyticsGroup } from './report-groups.ts';

/** Figures told apart as the caller likes. */
@Resolver(() => AnalyticsGroupType)
export class AnalyticsResolver {
  @RequiresPermission('view_analytics')
  @Query(() => [AnalyticsGroupType], {
    description:
      'Figures by group: those with the most labels, then the most events, in front. Where connections or addons are asked for, only events that name one count. Refused with INVALID_DATE_RANGE, DATE_RANGE_TOO_LONG, UNSUPPORTED_GROUP_BY, TOO_MANY_POINTS, VALIDATION_FAILED or NOT_FOUND.',
  })
  analytics(@Args(() => AnalyticsArgs) args: AnalyticsArgs, @Ctx() context: RequestContext): Promise<AnalyticsGroup[]> {
    return reportGroups(context, {
      organizationId: decodeOptionalId(ID_PREFIX.organization, args.organizationId, 'organizationId'),
      connectionId: decodeOptionalId(ID_PREFIX.connection, args.carrierId, 'carrierId'),
      eventTypes: args.eventTypes ?? null,
      range: { first: args.dateFrom, last: args.dateTo },
      groupBy: args.groupBy ?? [],
      timeBucket: args.timeBucket ?? null,
      limit: args.limit,
    });
  }

  @FieldResolver(() => DateTimeScalar, { description: 'When the range begins, in UTC.' })
  periodStart(@Root() group: AnalyticsGroup): Date {
    return group.period.start;
  }

  @FieldResolver(() => DateTimeScalar, { description: 'When the range has ended, in UTC: the instant after its last day.' })
  periodEnd(@Root() group: AnalyticsGroup): Date {
    return group.period.end;
  }

  @FieldResolver(() => [AnalyticsDimensionValueType], {
    description: 'What the group was told apart by, in the order asked for.',
  })
  dimensions(@Root() group: AnalyticsGroup): AnalyticsDimensionValueType[] {
    return group.groupBy.map((dimension) => ({ dimension, value: publicValue(dimension, group.key) }));
  }

  @FieldResolver(() => MeasuredOrganizationType, {
    nullable: true,
    description: 'The organization whose figures these are; null when they are of several.',
  })
  organization(@Root() group: AnalyticsGroup): MeasuredOrganizationType | null {
    return group.organizationId ? { id: group.organizationId } : null;
  }

  @FieldResolver(() => CarrierConnectionStub, {
    nullable: true,
    description: 'The connection whose figures these are; null when they are not of one.',
  })
  connection(@Root() group: AnalyticsGroup): CarrierConnectionStub | null {
    return group.connectionId ? { id: group.connectionId } : null;
  }

  @FieldResolver(() => AddonStub, {
    nullable: true,
    description: 'The addon whose figures these are; null when they are not of one.',
  })
  addon(@Root() group: AnalyticsGroup): AddonStub | null {
    return group.key.addon_id ? { id: group.key.addon_id } : null;
  }

  @FieldResolver(() => [CarrierConnectionAnalyticsType], {
    nullable: true,
    description: 'By connection, the 100 busiest of the group; null when it was told apart by addon or kind of event.',
  })
  carrierBreakdown(@Root() group: AnalyticsGroup): Promise<ConnectionAnalytics[] | null> {
    return group.readCarriers();
  }

  @ListSize(30)
  @FieldResolver(() => [AnalyticsPointType], {
    description: 'One figure over time: a point for every time bucket, and of money for each currency that it moved in.',
  })
  timeSeries(
    @Arg('metric', () => ANALYTICS_METRICS, { defaultValue: 'SHIPMENTS_PURCHASED', description: 'Which figure.' })
    metric: AnalyticsMetric,
    @Root() group: AnalyticsGroup,
  ): AnalyticsPoint[] {
    return seriesOf(group, metric, group.buckets);
  }
}

const EVENT_TYPE_NAMES = new Map<string, string>(Object.entries(ANALYTICS_EVENT_TYPES).map(([name, type]) => [type, name]));
const ID_PREFIXES: Readonly<Partial<Record<AnalyticsDimension, string>>> = {
  organization_id: ID_PREFIX.organization,
  connection_id: ID_PREFIX.connection,
  addon_id: ID_PREFIX.addon,
};

// Ids are told with their prefixes and kinds of event by their names in the API, so that they can be asked for again.
function publicValue(dimension: AnalyticsDimension, key: GroupKey): string | null {
  const value = key[dimension];
  if (value === null) return null;
  const prefix = ID_PREFIXES[dimension];
  if (prefix !== undefined) return encodeId(prefix, value);
  return dimension === 'metric' ? (EVENT_TYPE_NAMES.get(value) ?? null) : value;
}
