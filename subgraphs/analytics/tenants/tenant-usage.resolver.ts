import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { RequiresPermission } from '../../../platform/graphql/federation.ts';
import { trafficThisMonth, usageOfTenant, type PlatformTraffic, type TenantUsage } from './tenant-usage.ts';
import { MeasuredPlatformType, MeasuredTenantType, PlatformTrafficType, TenantUsageType } from './tenant-usage.types.ts';

/** What this subgraph adds to tenants. */
@Resolver(() => MeasuredTenantType)
export class TenantUsageResolver {
  @RequiresPermission('manage_tenants', 'view_platform')
  @FieldResolver(() => TenantUsageType, { nullable: true, description: 'What it did in the last 30 days, for operators.' })
  usage(@Root() tenant: MeasuredTenantType, @Ctx() context: RequestContext): Promise<TenantUsage | null> {
    return usageOfTenant(context, tenant.id);
  }
}

/** What this subgraph adds to the health of the platform. */
@Resolver(() => MeasuredPlatformType)
export class PlatformTrafficResolver {
  @RequiresPermission('manage_system', 'view_platform')
  @FieldResolver(() => PlatformTrafficType, { nullable: true, description: 'What its tenants did this month.' })
  traffic(@Root() _platform: MeasuredPlatformType, @Ctx() context: RequestContext): Promise<PlatformTraffic> {
    return trafficThisMonth(context);
  }
}
