import { Ctx, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { RequiresPermission } from '../../../platform/graphql/federation.ts';
import { systemHealth, type SystemHealth } from './system-health.ts';
import { SystemHealthType } from './system-health.types.ts';

/** How the platform is. */
@Resolver(() => SystemHealthType)
export class SystemHealthResolver {
  @RequiresPermission('manage_system', 'view_platform')
  @Query(() => SystemHealthType, { description: 'How the platform is: tenants, subgraphs, database, events and jobs.' })
  systemHealth(@Ctx() context: RequestContext): Promise<SystemHealth> {
    return systemHealth(context);
  }
}
