import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { RequiresPermission } from '../../../platform/graphql/federation.ts';
import { decodeOptionalId } from '../../../platform/ids/public-id.ts';
import { MeasuredOrganizationType } from '../usage/usage.types.ts';
import type { ConnectionAnalytics } from './connection-analytics.ts';
import {
  CarrierConnectionAnalyticsArgs,
  CarrierConnectionAnalyticsType,
  CarrierConnectionStub,
} from './connection-analytics.types.ts';
import { reportConnections } from './report-connections.ts';

/** Figures of carrier connections. */
@Resolver(() => CarrierConnectionAnalyticsType)
export class ConnectionAnalyticsResolver {
  @RequiresPermission('view_analytics')
  @Query(() => [CarrierConnectionAnalyticsType], {
    description:
      'By carrier connection: those with the most labels, then with the most calls, in front. Refused with INVALID_DATE_RANGE, DATE_RANGE_TOO_LONG, VALIDATION_FAILED or NOT_FOUND.',
  })
  carrierConnectionAnalytics(
    @Args(() => CarrierConnectionAnalyticsArgs) args: CarrierConnectionAnalyticsArgs,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionAnalytics[]> {
    return reportConnections(context, {
      organizationId: decodeOptionalId(ID_PREFIX.organization, args.organizationId, 'organizationId'),
      connectionId: decodeOptionalId(ID_PREFIX.connection, args.carrierId, 'carrierId'),
      range: { first: args.dateRange?.dateFrom, last: args.dateRange?.dateTo, field: 'dateRange.dateFrom' },
      limit: args.limit,
    });
  }

  @FieldResolver(() => MeasuredOrganizationType, { description: 'The organization that used it.' })
  organization(@Root() analytics: ConnectionAnalytics): MeasuredOrganizationType {
    return { id: analytics.organizationId };
  }

  @FieldResolver(() => CarrierConnectionStub, { nullable: true, description: 'The connection.' })
  connection(@Root() analytics: ConnectionAnalytics): CarrierConnectionStub {
    return { id: analytics.carrierId };
  }
}
