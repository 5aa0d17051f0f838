import { Arg, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { Inaccessible, RequiresPermission } from '../../../platform/graphql/federation.ts';
import { Money } from '../../../platform/money/money.ts';
import { PinnedPriceInput, PinnedPriceType, PriceRatesInput, PriceRatesPayload } from './internal-pricing.types.ts';
import { pinnedPrice } from './pinned-price.ts';
import { priceRates } from './price-rates.ts';
import type { RatePrice } from './rate-price.query.ts';

@Resolver()
export class InternalPricingResolver {
  @Inaccessible()
  @RequiresPermission('internal')
  @Mutation(() => PriceRatesPayload, { description: 'Prices the rates of a quote and pins the result; idempotent by rate.' })
  async priceRates(
    @Arg('input', () => PriceRatesInput, { description: 'The rates.' }) input: PriceRatesInput,
    @Ctx() context: RequestContext,
  ): Promise<{ prices: PinnedPriceType[] }> {
    const rates = input.rates.map((rate) => ({
      ...rate,
      carrierCharge: Money.of(rate.carrierCharge.amount, rate.carrierCharge.currency),
    }));
    return { prices: (await priceRates(context, { ...input, rates })).map(toPinnedPrice) };
  }

  @Inaccessible()
  @RequiresPermission('internal')
  @Query(() => PinnedPriceType, { description: 'The pinned price of a rate; refused with QUOTE_EXPIRED or NOT_FOUND.' })
  async pinnedPrice(
    @Arg('input', () => PinnedPriceInput, { description: 'Whose price.' }) input: PinnedPriceInput,
    @Ctx() context: RequestContext,
  ): Promise<PinnedPriceType> {
    return toPinnedPrice(await pinnedPrice(context, { rateId: input.rateId }));
  }
}

function toPinnedPrice({ rateId, expiresAt, carrierCharge, addonTotal, commission, totalCharge }: RatePrice): PinnedPriceType {
  return {
    rateId,
    expiresAt,
    carrierCharge: carrierCharge.toJSON(),
    addonTotal: addonTotal.toJSON(),
    commission: commission.toJSON(),
    totalCharge: totalCharge.toJSON(),
  };
}
