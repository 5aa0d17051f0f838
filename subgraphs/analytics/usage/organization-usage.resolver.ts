import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { RequiresPermission } from '../../../platform/graphql/federation.ts';
import { usageSummaryOfOrganization, type UsageSummary } from './usage-summary.loaders.ts';
import { MeasuredOrganizationType, OrganizationUsageSummaryType } from './usage.types.ts';

/** What this subgraph adds to organizations. */
@Resolver(() => MeasuredOrganizationType)
export class OrganizationUsageResolver {
  @RequiresPermission('view_analytics')
  @FieldResolver(() => OrganizationUsageSummaryType, {
    nullable: true,
    description: 'What it did in the last 30 days; members see their own organization’s.',
  })
  usage(@Root() organization: MeasuredOrganizationType, @Ctx() context: RequestContext): Promise<UsageSummary | null> {
    return usageSummaryOfOrganization(context, organization.id);
  }
}
