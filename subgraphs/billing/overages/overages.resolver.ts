import { BigNumber } from 'bignumber.js';
import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { toConnection, type ConnectionShape } from '../../../platform/graphql/connection.types.ts';
import { RequiresPermission } from '../../../platform/graphql/federation.ts';
import { decodeOptionalId } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import { organizationInView } from '../caller-organization.ts';
import { entityById } from '../entities/entities.loaders.ts';
import { READ_BILLING } from '../entities/entities.types.ts';
import type { EntityRow } from '../entities/entity-list.query.ts';
import { listOverages, type UsageOverage } from './overage.query.ts';
import { UsageOverageConnection, UsageOveragesArgs, UsageOverageType } from './overages.types.ts';

/** Usage beyond what prices include. */
@Resolver(() => UsageOverageType)
export class UsageOveragesResolver {
  @RequiresPermission(...READ_BILLING)
  @Query(() => UsageOverageConnection, {
    description:
      'What was used beyond what its price includes, computed once a day, the latest in front; of the caller’s organization, for staff of the tenant of all or of the one named. Refused with NOT_FOUND.',
  })
  async usageOverages(
    @Args(() => UsageOveragesArgs) args: UsageOveragesArgs,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionShape<UsageOverageType>> {
    const asked = decodeOptionalId(ID_PREFIX.organization, args.filter?.organizationId, 'filter.organizationId');
    const entityId = decodeOptionalId(ID_PREFIX.entity, args.filter?.entityId, 'filter.entityId');
    const organizationId = organizationInView(context, asked, 'filter.organizationId');
    const page = await listOverages(context.session, { ...args.filter, entityId, organizationId }, args);
    return toConnection(UsageOverageConnection, page, toOverageType);
  }

  @FieldResolver()
  entity(@Root() overage: UsageOverage, @Ctx() context: RequestContext): Promise<EntityRow | null> {
    return entityById(context, overage.entityId);
  }
}

function toOverageType(overage: UsageOverage): UsageOverageType & { entityId: string } {
  const { includedQuantity, quantity, amount, currency } = overage;
  return {
    ...overage,
    overageQuantity: new BigNumber(quantity).minus(includedQuantity).toFixed(),
    amount: Money.of(new BigNumber(amount), currency).rounded().toJSON(),
  };
}
