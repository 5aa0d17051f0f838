import { Arg, Ctx, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { Cost, RequiresPermission, RequiresPolicy } from '../../../platform/graphql/federation.ts';
import { DateRangeInput } from '../usage/date-range.types.ts';
import { MeasuredOrganizationType } from '../usage/usage.types.ts';
import { MarketplaceAnalyticsType, TopOrganizationType } from './marketplace-analytics.types.ts';
import { reportMarketplace, type MarketplaceAnalytics, type TopOrganization } from './report-marketplace.ts';

/** Figures of a whole marketplace. */
@Resolver(() => MarketplaceAnalyticsType)
export class MarketplaceAnalyticsResolver {
  @RequiresPermission('view_analytics')
  @RequiresPolicy('whole_tenant')
  @Cost(25)
  @Query(() => MarketplaceAnalyticsType, {
    description: 'The whole tenant, for its staff. Refused with INVALID_DATE_RANGE, DATE_RANGE_TOO_LONG or FORBIDDEN.',
  })
  marketplaceAnalytics(
    @Arg('dateRange', () => DateRangeInput, { nullable: true, description: 'The days; the last 30 when left out.' })
    dateRange: DateRangeInput | null,
    @Ctx() context: RequestContext,
  ): Promise<MarketplaceAnalytics> {
    return reportMarketplace(context, {
      first: dateRange?.dateFrom,
      last: dateRange?.dateTo,
      field: 'dateRange.dateFrom',
    });
  }

  @FieldResolver(() => Int, {
    description:
      'Organizations that did something in the range: sent a request, called a carrier, drew up or bought a shipment, tracked a parcel, were charged an addon or earned commission. Being made or joined is not enough.',
  })
  activeOrganizations(@Root() analytics: MarketplaceAnalytics): Promise<number> {
    return analytics.countActive();
  }

  @FieldResolver(() => [TopOrganizationType], {
    description: 'Active organizations: those with the most labels, then with the most activity, in front.',
  })
  topOrganizations(
    @Arg('limit', () => Int, { defaultValue: 10, description: 'How many at most, 1 to 100.' }) limit: number,
    @Root() analytics: MarketplaceAnalytics,
  ): Promise<TopOrganization[]> {
    return analytics.readTop(limit);
  }
}

/** Organizations as the marketplace's figures name them. */
@Resolver(() => TopOrganizationType)
export class TopOrganizationResolver {
  @FieldResolver(() => MeasuredOrganizationType, { description: 'The organization.' })
  organization(@Root() top: TopOrganization): MeasuredOrganizationType {
    return { id: top.organizationId };
  }
}
