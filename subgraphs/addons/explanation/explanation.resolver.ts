import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { RequiresPermission } from '../../../platform/graphql/federation.ts';
import { decodeId } from '../../../platform/ids/public-id.ts';
import type { MoneyType } from '../../../platform/graphql/money.types.ts';
import { explainRate, type Consideration, type RateExplanation } from './explain-rate.ts';
import { RateExplanationType, type AddonConsiderationType } from './explanation.types.ts';

@Resolver()
export class ExplanationResolver {
  @RequiresPermission('manage_addons')
  @Query(() => RateExplanationType, {
    description: 'How the pinned price of a rate came about: which addons were considered, charged, skipped, and why.',
  })
  async explainRate(
    @Arg('rateId', () => ID, { description: 'Id of the rate.' }) rateId: string,
    @Ctx() context: RequestContext,
  ): Promise<RateExplanationType> {
    return toExplanation(await explainRate(context, { rateId: decodeId(ID_PREFIX.rate, rateId, 'rateId') }));
  }
}

function toExplanation({ price, considerations }: RateExplanation): RateExplanationType {
  const { currency } = price.totalCharge;
  return {
    rate: { id: price.rateId },
    pricedAt: price.pricedAt,
    carrierCharge: price.carrierCharge.toJSON(),
    totalCharge: price.totalCharge.toJSON(),
    considerations: considerations.map((each) => toConsideration(each, currency)),
  };
}

function toConsideration({ charge, ...addon }: Consideration, currency: string): AddonConsiderationType {
  const money = (amount: string | null | undefined): MoneyType | null => (amount ? { amount, currency } : null);
  return {
    ...addon,
    isApplied: charge !== null,
    amount: money(charge?.amount),
    base: charge?.base ?? null,
    baseAmount: money(charge?.baseAmount),
    commissionAmount: charge?.ruleSource ? money(charge.commissionAmount) : null,
    commissionRate: charge?.commissionRate ?? null,
    commissionRuleSource: charge?.ruleSource ?? null,
  };
}
