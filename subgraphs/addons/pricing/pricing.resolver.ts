import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { Authenticated, ListSize } from '../../../platform/graphql/federation.ts';
import { MoneyType } from '../../../platform/graphql/money.types.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { Money } from '../../../platform/money/money.ts';
import type { RatePrice } from './rate-price.query.ts';
import { foldedCharge, listedCharges, seesCommission } from './rate-price-view.ts';
import { loadRatePrice } from './pricing.loaders.ts';
import { AddonChargeType, RateStub } from './pricing.types.ts';

@Resolver(() => RateStub)
export class PricingResolver {
  @Authenticated()
  @ListSize(4)
  @FieldResolver(() => [AddonChargeType], {
    nullable: true,
    description: 'The addons in the price, in the order they were charged; folded ones only for those who manage addons.',
  })
  async addonCharges(@Root() rate: { id: Uuid }, @Ctx() context: RequestContext): Promise<AddonChargeType[] | null> {
    const price = await loadRatePrice(context, rate.id);
    return price && toCharges(context, price);
  }

  @Authenticated()
  @FieldResolver(() => MoneyType, {
    nullable: true,
    description: 'What the addons that are not listed to the caller come to; with those listed they make addonTotal.',
  })
  async foldedCharge(@Root() rate: { id: Uuid }, @Ctx() context: RequestContext): Promise<MoneyType | null> {
    return amount(rate, context, (price) => foldedCharge(context, price));
  }

  @Authenticated()
  @FieldResolver(() => MoneyType, { nullable: true, description: 'What all addons come to.' })
  async addonTotal(@Root() rate: { id: Uuid }, @Ctx() context: RequestContext): Promise<MoneyType | null> {
    return amount(rate, context, (price) => price.addonTotal);
  }

  @Authenticated()
  @FieldResolver(() => MoneyType, {
    nullable: true,
    description: 'The part of the addons that is commission; null for callers who may see neither addons’ rules nor analytics.',
  })
  async commission(@Root() rate: { id: Uuid }, @Ctx() context: RequestContext): Promise<MoneyType | null> {
    return seesCommission(context) ? amount(rate, context, (price) => price.commission) : null;
  }

  @Authenticated()
  @FieldResolver(() => MoneyType, {
    nullable: true,
    description: 'Carrier charge and addons together: what is reserved and charged, pinned until the quote expires.',
  })
  async totalCharge(@Root() rate: { id: Uuid }, @Ctx() context: RequestContext): Promise<MoneyType | null> {
    return amount(rate, context, (price) => price.totalCharge);
  }
}

async function amount(
  rate: { id: Uuid },
  context: RequestContext,
  choose: (price: RatePrice) => Money,
): Promise<MoneyType | null> {
  const price = await loadRatePrice(context, rate.id);
  return price ? choose(price).toJSON() : null;
}

function toCharges(context: RequestContext, price: RatePrice): AddonChargeType[] {
  const { currency } = price.totalCharge;
  const isCommissionShown = seesCommission(context);
  return listedCharges(context, price).map((charge) => ({
    ...charge,
    amount: { amount: charge.amount, currency },
    commissionAmount: isCommissionShown ? { amount: charge.commissionAmount, currency } : null,
  }));
}
