import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root, Subscription } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { toConnection, type ConnectionShape } from '../../../platform/graphql/connection.types.ts';
import { RequiresPermission } from '../../../platform/graphql/federation.ts';
import { decodeId, decodeOptionalId } from '../../../platform/ids/public-id.ts';
import { organizationInView } from '../caller-organization.ts';
import { entityById } from '../entities/entities.loaders.ts';
import { READ_BILLING } from '../entities/entities.types.ts';
import type { EntityRow } from '../entities/entity-list.query.ts';
import type { RateCard } from '../rate-cards/rate-card.ts';
import { rateCardById } from '../rate-cards/rate-cards.loaders.ts';
import { currentUsage } from './current-usage.ts';
import { toCurrentUsageType, toUsageEventType } from './present-usage.ts';
import { listUsage, type UsageEventRow } from './usage-events.query.ts';
import { correctionsOfUsage } from './usage.loaders.ts';
import { CurrentUsageLineType, CurrentUsageType, UsageEventConnection, UsageEventsArgs, UsageEventType } from './usage.types.ts';
import { watchCurrentUsage } from './watch-current-usage.ts';

@Resolver(() => CurrentUsageType)
export class CurrentUsageResolver {
  @RequiresPermission(...READ_BILLING)
  @Query(() => CurrentUsageType, {
    nullable: true,
    description: 'What an entity used so far in the running month and what it comes to. Refused with NOT_FOUND.',
  })
  async currentUsage(
    @Arg('entityId', () => ID, { description: 'Id of the entity.' }) entityId: string,
    @Ctx() context: RequestContext,
  ): Promise<CurrentUsageType> {
    return toCurrentUsageType(await currentUsage(context, decodeId(ID_PREFIX.entity, entityId, 'entityId')));
  }

  @RequiresPermission(...READ_BILLING)
  @Subscription(() => CurrentUsageType, {
    description:
      'What an entity used so far in the running month: as it is now, then as it is after usage was recorded; changes that come together are shown once. Refused with NOT_FOUND.',
    subscribe: ({ args, context }) =>
      watchCurrentUsage(context as RequestContext, decodeId(ID_PREFIX.entity, args['entityId'] as string, 'entityId')) as never,
  })
  async currentUsageChanged(
    @Arg('entityId', () => ID, { description: 'Id of the entity.' }) entityId: string,
    @Ctx() context: RequestContext,
  ): Promise<CurrentUsageType> {
    return toCurrentUsageType(await currentUsage(context, decodeId(ID_PREFIX.entity, entityId, 'entityId')));
  }

  @FieldResolver()
  entity(@Root() usage: { entityId: string }, @Ctx() context: RequestContext): Promise<EntityRow | null> {
    return entityById(context, usage.entityId);
  }
}

@Resolver(() => CurrentUsageLineType)
export class CurrentUsageLinesResolver {
  @FieldResolver()
  async rateCard(@Root() line: { rateCardId: string | null }, @Ctx() context: RequestContext): Promise<RateCard | null> {
    return line.rateCardId ? rateCardById(context, line.rateCardId) : null;
  }
}

@Resolver(() => UsageEventType)
export class UsageEventsResolver {
  @RequiresPermission(...READ_BILLING)
  @Query(() => UsageEventConnection, {
    description:
      'What was used, newest first, of the caller’s organization; for staff of the tenant of all, or of the one named. Refused with NOT_FOUND.',
  })
  async usageEvents(
    @Args(() => UsageEventsArgs) args: UsageEventsArgs,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionShape<UsageEventType>> {
    const asked = decodeOptionalId(ID_PREFIX.organization, args.filter?.organizationId, 'filter.organizationId');
    const entityId = decodeOptionalId(ID_PREFIX.entity, args.filter?.entityId, 'filter.entityId');
    const organizationId = organizationInView(context, asked, 'filter.organizationId');
    const page = await listUsage(context.session, { ...args.filter, entityId, organizationId }, args);
    return toConnection(UsageEventConnection, page, toUsageEventType);
  }

  @FieldResolver()
  async entity(@Root() event: { entityId: string | null }, @Ctx() context: RequestContext): Promise<EntityRow | null> {
    return event.entityId ? entityById(context, event.entityId) : null;
  }

  @FieldResolver()
  async rateCard(@Root() event: UsageEventRow, @Ctx() context: RequestContext): Promise<RateCard | null> {
    return event.rateCardId ? rateCardById(context, event.rateCardId) : null;
  }

  @FieldResolver()
  async corrections(@Root() event: UsageEventRow, @Ctx() context: RequestContext): Promise<UsageEventType[]> {
    return (await correctionsOfUsage(context, event.id)).map(toUsageEventType);
  }
}
