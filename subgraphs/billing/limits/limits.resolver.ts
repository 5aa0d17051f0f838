import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { toConnection, type ConnectionShape } from '../../../platform/graphql/connection.types.ts';
import { RequiresPermission } from '../../../platform/graphql/federation.ts';
import type { MoneyType } from '../../../platform/graphql/money.types.ts';
import { Money } from '../../../platform/money/money.ts';
import { organizationInView } from '../caller-organization.ts';
import { entityById } from '../entities/entities.loaders.ts';
import { READ_BILLING } from '../entities/entities.types.ts';
import type { EntityRow } from '../entities/entity-list.query.ts';
import { decodeSubject } from '../named-subject.ts';
import type { Team } from '../teams/team.ts';
import { teamById } from '../teams/teams.loaders.ts';
import type { CreditLimit, LimitPeriod } from './credit-limit.ts';
import { LIMIT_ORDERS, listLimits } from './credit-limits.query.ts';
import { currentPeriod } from './current-period.ts';
import { usagesOfLimit } from './limits.loaders.ts';
import {
  CreditLimitConnection,
  CreditLimitsArgs,
  CreditLimitType,
  SetCreditLimitInput,
  SetCreditLimitPayload,
  type CreditLimitUsageType,
} from './limits.types.ts';
import type { LimitPeriodEnum } from './limit-period.types.ts';
import { setCreditLimit } from './set-credit-limit.ts';

/** A limit as its fields are resolved: amount and period as the graph shows them, everything else as it is kept. */
type ShownLimit = Omit<CreditLimit, 'amount' | 'period'> & Pick<CreditLimitType, 'amount' | 'period'>;

/** Limits of what may be spent. */
@Resolver(() => CreditLimitType)
export class LimitsResolver {
  @RequiresPermission(...READ_BILLING)
  @Query(() => CreditLimitConnection, {
    description:
      'The limits in the caller’s organization; for staff of the tenant those of all organizations, or of the one named.',
  })
  async creditLimits(
    @Args(() => CreditLimitsArgs) args: CreditLimitsArgs,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionShape<CreditLimitType>> {
    const { organizationId: asked, ...subject } = decodeSubject(args.filter ?? {}, 'filter.');
    const organizationId = organizationInView(context, asked, 'filter.organizationId');
    const page = await listLimits(context.session, { ...args.filter, ...subject, organizationId }, LIMIT_ORDERS[args.sort], args);
    return toConnection(CreditLimitConnection, page, toLimitType);
  }

  @RequiresPermission('manage_billing', 'manage_credits')
  @Mutation(() => SetCreditLimitPayload, {
    description:
      'Sets, changes or takes away a limit. That of a whole organization needs the permission manage_credits. Refused with NOT_FOUND, CURRENCY_MISMATCH or VALIDATION_FAILED.',
  })
  async setCreditLimit(
    @Arg('input', () => SetCreditLimitInput, { description: 'What is to hold, for whom.' }) input: SetCreditLimitInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const terms = { amount: input.amount ?? null, period: (input.period ?? 'month') as LimitPeriod };
    const limit = await setCreditLimit(context, { ...input, ...decodeSubject(input), ...terms });
    return { creditLimit: limit && toLimitType(limit) };
  }

  @FieldResolver()
  organization(@Root() limit: ShownLimit): { id: string } {
    return { id: limit.organizationId };
  }

  @FieldResolver()
  async entity(@Root() limit: ShownLimit, @Ctx() context: RequestContext): Promise<EntityRow | null> {
    return limit.entityId ? entityById(context, limit.entityId) : null;
  }

  @FieldResolver()
  async team(@Root() limit: ShownLimit, @Ctx() context: RequestContext): Promise<Team | null> {
    return limit.teamId ? teamById(context, limit.teamId) : null;
  }

  @FieldResolver()
  async current(@Root() limit: ShownLimit, @Ctx() context: RequestContext): Promise<CreditLimitUsageType> {
    return usageOf(context, limit);
  }

  @FieldResolver()
  async left(@Root() limit: ShownLimit, @Ctx() context: RequestContext): Promise<MoneyType> {
    const { used } = await usageOf(context, limit);
    const left = Money.of(limit.amount.amount, used.currency).minus(Money.of(used.amount, used.currency));
    return (left.isNegative() ? Money.zero(used.currency) : left).toJSON();
  }

  @FieldResolver()
  async history(@Root() limit: ShownLimit, @Ctx() context: RequestContext): Promise<CreditLimitUsageType[]> {
    const usages = await usagesOfLimit(context, limit.id);
    return usages.map(({ period, used }) => ({ period, used: Money.of(used, limit.currency).toJSON() }));
  }
}

/** A limit as the graph shows it. */
export function toLimitType(limit: CreditLimit): CreditLimitType & ShownLimit {
  const amount = Money.of(limit.amount, limit.currency).toJSON();
  return { ...limit, amount, period: limit.period as LimitPeriodEnum };
}

async function usageOf(context: RequestContext, limit: ShownLimit): Promise<CreditLimitUsageType> {
  const period = await currentPeriod(context, limit);
  const usage = (await usagesOfLimit(context, limit.id)).find((each) => each.period === period);
  return { period, used: Money.of(usage?.used ?? '0', limit.currency).toJSON() };
}
