import type { RequestContext } from '../../../platform/context/request-context.ts';
import { PriceRates } from '../../../contracts/operations/addon-operations.ts';
import type { QuoteRow, RateRow } from './quotes.query.ts';

/** Has addons price rates of a quote and pin the result until the quote expires. */
export async function pinPrices(context: RequestContext, quote: QuoteRow, rates: readonly RateRow[]): Promise<void> {
  if (rates.length === 0) return;
  await context.operations.call(PriceRates, {
    quoteId: quote.id,
    organizationId: quote.organizationId,
    expiresAt: quote.expiresAt,
    rates: rates.map((rate) => ({
      rateId: rate.id,
      connectionId: rate.connectionId,
      carrierName: rate.carrierName,
      service: rate.service,
      carrierCharge: { amount: rate.carrierCharge, currency: rate.currency },
    })),
  });
}
