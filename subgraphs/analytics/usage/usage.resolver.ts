import { Arg, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { Cost, RequiresPermission } from '../../../platform/graphql/federation.ts';
import { decodeOptionalId } from '../../../platform/ids/public-id.ts';
import { reportUsage, type ReadableUsageReport } from './report-usage.ts';
import type { AddonUsage, CarrierUsage } from './usage-breakdown.ts';
import {
  AddonUsageMetricsType,
  CarrierUsageMetricsType,
  MeasuredOrganizationType,
  OrganizationUsageFilterInput,
  OrganizationUsageType,
} from './usage.types.ts';

/** Usage of an organization or of the tenant. */
@Resolver(() => OrganizationUsageType)
export class UsageResolver {
  @RequiresPermission('view_analytics')
  @Cost(25)
  @Query(() => OrganizationUsageType, {
    description:
      'Usage of the last 30 days, or of the days asked for. Refused with INVALID_DATE_RANGE, DATE_RANGE_TOO_LONG or NOT_FOUND.',
  })
  usage(
    @Arg('filter', () => OrganizationUsageFilterInput, { nullable: true, description: 'Whose usage, of which days.' })
    filter: OrganizationUsageFilterInput | null,
    @Ctx() context: RequestContext,
  ): Promise<ReadableUsageReport> {
    const organizationId = decodeOptionalId(ID_PREFIX.organization, filter?.organizationId, 'filter.organizationId');
    return reportUsage(context, { organizationId, dateAfter: filter?.dateAfter, dateBefore: filter?.dateBefore });
  }

  @FieldResolver(() => MeasuredOrganizationType, {
    nullable: true,
    description: 'The organization; null when the figures are the whole tenant’s.',
  })
  organization(@Root() report: ReadableUsageReport): MeasuredOrganizationType | null {
    return report.organizationId ? { id: report.organizationId } : null;
  }

  @FieldResolver(() => [CarrierUsageMetricsType], {
    description: 'By carrier connection: the 100 with the most labels, then with the most calls.',
  })
  async carrierBreakdown(@Root() report: ReadableUsageReport): Promise<CarrierUsage[]> {
    return (await report.readBreakdown()).carriers;
  }

  @FieldResolver(() => [AddonUsageMetricsType], { description: 'By addon: the 100 that were charged most often.' })
  async addonBreakdown(@Root() report: ReadableUsageReport): Promise<AddonUsage[]> {
    return (await report.readBreakdown()).addons;
  }
}
