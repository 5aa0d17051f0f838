import { Arg, Ctx, FieldResolver, ID, Resolver, Root, Subscription } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { RequiresPermission } from '../../../platform/graphql/federation.ts';
import { decodeOptionalId, type Uuid } from '../../../platform/ids/public-id.ts';
import { entityById } from '../entities/entities.loaders.ts';
import { READ_BILLING } from '../entities/entities.types.ts';
import type { EntityRow } from '../entities/entity-list.query.ts';
import type { BillingStatus } from './billing-status.query.ts';
import { BillingStatusType } from './live-status.types.ts';
import { presentBillingStatus, watchBillingStatus } from './watch-billing-status.ts';

const entityOf = (id: string | null | undefined): Uuid | undefined => decodeOptionalId(ID_PREFIX.entity, id, 'entityId');

/** Billing status as it changes. */
@Resolver(() => BillingStatusType)
export class LiveStatusResolver {
  @RequiresPermission(...READ_BILLING)
  @Subscription(() => BillingStatusType, {
    description:
      'Whether an entity may spend: as it is now, then whenever that changes. Refused with NOT_FOUND, or FORBIDDEN when it is not clear which entity.',
    subscribe: ({ args, context }) => watchBillingStatus(context as RequestContext, entityOf(args['entityId'])) as never,
  })
  billingStatusChanged(
    @Arg('entityId', () => ID, { nullable: true, description: 'The entity; the caller’s default one when left out.' })
    entityId: string | null,
    @Ctx() context: RequestContext,
  ): Promise<BillingStatus> {
    return presentBillingStatus(context, entityOf(entityId));
  }

  @FieldResolver()
  entity(@Root() status: BillingStatus, @Ctx() context: RequestContext): Promise<EntityRow | null> {
    return entityById(context, status.entityId);
  }

  @FieldResolver()
  organization(@Root() status: BillingStatus): { id: string } {
    return { id: status.organizationId };
  }
}
