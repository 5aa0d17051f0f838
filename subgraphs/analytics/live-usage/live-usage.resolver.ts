import { Arg, Ctx, ID, Resolver, Subscription } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { RequiresPermission } from '../../../platform/graphql/federation.ts';
import { decodeOptionalId, type Uuid } from '../../../platform/ids/public-id.ts';
import { UsageMetricsType } from './live-usage.types.ts';
import { presentUsage, watchUsage, type UsageMetrics } from './watch-usage.ts';

const organizationOf = (id: string | null | undefined): Uuid | undefined =>
  decodeOptionalId(ID_PREFIX.organization, id, 'organizationId');

/** Usage as it happens. */
@Resolver(() => UsageMetricsType)
export class LiveUsageResolver {
  @RequiresPermission('view_analytics')
  @Subscription(() => UsageMetricsType, {
    description:
      'The usage of the last 30 days: as it is now, then whenever it changes, at most four times a second. Refused with NOT_FOUND or VALIDATION_FAILED.',
    subscribe: ({ args, context }) => watchUsage(context as RequestContext, organizationOf(args['organizationId'])) as never,
  })
  usageMetrics(
    @Arg('organizationId', () => ID, {
      nullable: true,
      description: 'Whose usage; members’ own when left out, staff of the tenant must name one.',
    })
    organizationId: string | null,
    @Ctx() context: RequestContext,
  ): Promise<UsageMetrics> {
    return presentUsage(context, organizationOf(organizationId));
  }
}
