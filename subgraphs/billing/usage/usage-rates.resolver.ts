import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { toConnection, type ConnectionShape } from '../../../platform/graphql/connection.types.ts';
import { CacheHint, RequiresPermission } from '../../../platform/graphql/federation.ts';
import { decodeOptionalId } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import { seesBilling } from '../caller-organization.ts';
import { ForbiddenError } from '../../../platform/errors/errors.ts';
import { entityById } from '../entities/entities.loaders.ts';
import { READ_BILLING } from '../entities/entities.types.ts';
import type { EntityRow } from '../entities/entity-list.query.ts';
import { setUsageRate } from './set-usage-rate.ts';
import type { UsageRate } from './usage-rate.ts';
import { listRates } from './usage-rates.query.ts';
import {
  SetUsageRateInput,
  SetUsageRatePayload,
  UsageRateConnection,
  UsageRatesArgs,
  UsageRateType,
} from './usage-rates.types.ts';

@Resolver(() => UsageRateType)
export class UsageRatesResolver {
  @CacheHint({ maxAgeSeconds: 60 })
  @RequiresPermission(...READ_BILLING)
  @Query(() => UsageRateConnection, {
    description:
      'The rates that were set, newest first: the tenant’s, and those of the caller’s organization (of all for staff). The one closest to the entity prices its usage; without any an API request is 0.01 USD, a bought label 0.10 USD, a shipment drawn up or tracked nothing, a posted project 10.00 USD, a hired freelancer 25.00 USD.',
  })
  async usageRates(
    @Args(() => UsageRatesArgs) args: UsageRatesArgs,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionShape<UsageRateType>> {
    const organizationId = decodeOptionalId(ID_PREFIX.organization, args.filter?.organizationId, 'filter.organizationId');
    const entityId = decodeOptionalId(ID_PREFIX.entity, args.filter?.entityId, 'filter.entityId');
    if (!seesBilling(context)) throw new ForbiddenError('This needs a token of a tenant or of one of its organizations.');
    const page = await listRates(context.session, { ...args.filter, organizationId, entityId }, args);
    return toConnection(UsageRateConnection, page, toRateType);
  }

  @RequiresPermission('manage_credits')
  @Mutation(() => SetUsageRatePayload, {
    description:
      'Sets what a unit of usage costs from a moment on; what is recorded already keeps its price. Refused with VALIDATION_FAILED, NOT_FOUND or CURRENCY_MISMATCH.',
  })
  async setUsageRate(
    @Arg('input', () => SetUsageRateInput, { description: 'What is to hold.' }) input: SetUsageRateInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const organizationId = decodeOptionalId(ID_PREFIX.organization, input.organizationId, 'organizationId');
    const entityId = decodeOptionalId(ID_PREFIX.entity, input.entityId, 'entityId');
    return { usageRate: toRateType(await setUsageRate(context, { ...input, organizationId, entityId })) };
  }

  @FieldResolver()
  organization(@Root() rate: { organizationId: string | null }): { id: string } | null {
    return rate.organizationId ? { id: rate.organizationId } : null;
  }

  @FieldResolver()
  async entity(@Root() rate: { entityId: string | null }, @Ctx() context: RequestContext): Promise<EntityRow | null> {
    return rate.entityId ? entityById(context, rate.entityId) : null;
  }
}

function toRateType(rate: UsageRate): UsageRateType & { entityId: string | null } {
  return { ...rate, unitPrice: Money.of(rate.unitPrice, rate.currency).toJSON() };
}
