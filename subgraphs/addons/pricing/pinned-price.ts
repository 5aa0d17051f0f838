import { requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { QuoteExpiredError } from './pricing.errors.ts';
import { findRatePrices, type RatePrice } from './rate-price.query.ts';

/** The price a rate was pinned at, to be charged now. Throws NotFoundError, or QuoteExpiredError once it is no longer honoured. */
export async function pinnedPrice(context: RequestContext, query: { rateId: Uuid }): Promise<RatePrice> {
  requireTenant(context);
  const [price] = await findRatePrices(context.session, [query.rateId], context.identity.organizationId);
  if (!price) throw new NotFoundError('The rate', 'rateId');
  if (price.expiresAt <= context.clock.now()) throw new QuoteExpiredError(price.expiresAt);
  return price;
}
