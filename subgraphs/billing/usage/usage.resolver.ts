import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { BigNumber } from 'bignumber.js';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { toConnection, type ConnectionShape } from '../../../platform/graphql/connection.types.ts';
import { RequiresPermission } from '../../../platform/graphql/federation.ts';
import { decodeId, decodeOptionalId } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import { organizationInView } from '../caller-organization.ts';
import { entityById } from '../entities/entities.loaders.ts';
import { READ_BILLING } from '../entities/entities.types.ts';
import type { EntityRow } from '../entities/entity-list.query.ts';
import { currentUsage } from './current-usage.ts';
import { listUsage, type UsageEventRow } from './usage-events.query.ts';
import { CurrentUsageType, UsageEventConnection, UsageEventsArgs, UsageEventType } from './usage.types.ts';

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
    const usage = await currentUsage(context, decodeId(ID_PREFIX.entity, entityId, 'entityId'));
    const lines = usage.lines.map((line) => ({
      ...line,
      unitPrice: line.unitPrice?.toJSON() ?? null,
      amount: line.amount.toJSON(),
    }));
    return { ...usage, lines, amount: usage.amount.toJSON(), accruedShipping: usage.accruedShipping.toJSON() };
  }

  @FieldResolver()
  entity(@Root() usage: { entityId: string }, @Ctx() context: RequestContext): Promise<EntityRow | null> {
    return entityById(context, usage.entityId);
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
}

/** A recorded usage event as the graph shows it. */
export function toUsageEventType(event: UsageEventRow): UsageEventType & { entityId: string | null } {
  const money = (amount: string | null): { amount: string; currency: string } | null =>
    amount === null ? null : Money.of(new BigNumber(amount), event.currency!).toJSON();
  return {
    ...event,
    quantity: new BigNumber(event.quantity).toFixed(),
    unitPrice: money(event.unitPrice),
    amount: money(event.amount),
    isInvoiced: event.invoiceLineId !== null,
  };
}
