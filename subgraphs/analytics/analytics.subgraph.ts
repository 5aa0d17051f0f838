import { ID_PREFIX } from '../../contracts/ids/id-prefixes.ts';
import { decodeId } from '../../platform/ids/public-id.ts';
import type { SubgraphDefinition } from '../../platform/server/subgraph-definition.ts';
import { ConnectionAnalyticsResolver } from './connections/connection-analytics.resolver.ts';
import { AnalyticsResolver } from './groups/analytics.resolver.ts';
import { recordUsage } from './ingestion/record-usage.ts';
import { LiveUsageResolver } from './live-usage/live-usage.resolver.ts';
import { MarketplaceAnalyticsResolver, TopOrganizationResolver } from './marketplace/marketplace-analytics.resolver.ts';
import { analyticsMigrations } from './migrations/analytics-migrations.ts';
import { PlatformTrafficResolver, TenantUsageResolver } from './tenants/tenant-usage.resolver.ts';
import { MeasuredPlatformType, MeasuredTenantType } from './tenants/tenant-usage.types.ts';
import { OrganizationUsageResolver } from './usage/organization-usage.resolver.ts';
import { UsageResolver } from './usage/usage.resolver.ts';

/** What happened, how often and for how much. */
export const analyticsSubgraph: SubgraphDefinition = {
  name: 'analytics',
  entities: [],
  migrations: analyticsMigrations,
  schema: {
    resolvers: [
      UsageResolver,
      OrganizationUsageResolver,
      LiveUsageResolver,
      ConnectionAnalyticsResolver,
      MarketplaceAnalyticsResolver,
      TopOrganizationResolver,
      AnalyticsResolver,
      TenantUsageResolver,
      PlatformTrafficResolver,
    ],
    orphanedTypes: [MeasuredTenantType, MeasuredPlatformType],
    references: {
      // Only `usage` is answered of it, and that field checks for itself whose organization it is.
      Organization: ({ id }: { id: string }) => ({ id: decodeId(ID_PREFIX.organization, id) }),
      // Likewise, and only for operators.
      Tenant: ({ id }: { id: string }) => ({ id: decodeId(ID_PREFIX.tenant, id) }),
      SystemHealth: ({ id }: { id: string }) => ({ id }),
    },
  },
  consumers: [recordUsage],
  jobs: [],
};
