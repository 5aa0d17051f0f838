import { requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError, ValidationError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { volumeMonth } from '../commission/volume-month.ts';
import { priceRate, type RateToPrice } from './price-rate.ts';
import { findPricingRules } from './pricing-rules.query.ts';
import { findRatePrices, insertRatePrices, type RatePrice } from './rate-price.query.ts';

/** The rates of a quote, to be priced for an organization and pinned. */
export interface PriceRates {
  quoteId: Uuid;
  organizationId: Uuid;
  expiresAt: Date;
  rates: readonly RateToPrice[];
}

const MOST_RATES = 2_000;

/**
 * Prices rates with the organization's addons and pins the result until `expiresAt`; answers in the order asked. A rate that
 * is pinned already keeps its price. Two statements however many rates, a third when some were pinned before.
 */
export async function priceRates(context: RequestContext, command: PriceRates): Promise<RatePrice[]> {
  requireTenant(context);
  const { quoteId, organizationId, expiresAt, rates } = command;
  const { identity, session, clock } = context;
  if (identity.organizationId && identity.organizationId !== organizationId)
    throw new NotFoundError('The organization', 'organizationId');
  checkRates(rates);
  if (rates.length === 0) return [];
  const now = clock.now();
  const rules = await findPricingRules(session, { organizationId, month: volumeMonth(now), now });
  const priced = rates.map((rate) => ({ rate, breakdown: priceRate(rate, rules.addons, rules.commission) }));
  const pinned = await insertRatePrices(
    session,
    { quoteId, organizationId, testMode: identity.testMode, expiresAt, createdAt: now },
    priced,
  );
  if (pinned.length < rates.length) return pricedBefore(context, command);
  return priced.map(({ rate, breakdown: { charges, addonTotal, commission, totalCharge } }) => ({
    ...rate,
    quoteId,
    organizationId,
    charges,
    addonTotal,
    commission,
    totalCharge,
    pricedAt: now,
    expiresAt,
  }));
}

async function pricedBefore(context: RequestContext, { organizationId, rates }: PriceRates): Promise<RatePrice[]> {
  const prices = new Map(
    (
      await findRatePrices(
        context.session,
        rates.map((rate) => rate.rateId),
        organizationId,
      )
    ).map((price) => [price.rateId, price]),
  );
  return rates.map((rate) => {
    const price = prices.get(rate.rateId);
    if (!price) throw new NotFoundError('The rate', 'rates');
    return price;
  });
}

function checkRates(rates: readonly RateToPrice[]): void {
  if (rates.length > MOST_RATES) throw ValidationError.of('rates', `At most ${MOST_RATES} rates can be priced at once.`);
  if (new Set(rates.map((rate) => rate.rateId)).size < rates.length) throw ValidationError.of('rates', 'A rate is listed twice.');
  const negative = rates.findIndex((rate) => rate.carrierCharge.isNegative());
  if (negative !== -1)
    throw ValidationError.of(`rates.${negative}.carrierCharge`, 'A carrier charge is zero or more.', 'NEGATIVE_AMOUNT');
}
