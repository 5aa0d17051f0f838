import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';
import type { RateRow } from '../quotes/quotes.query.ts';
import { requestQuotes, type QuoteWithRates } from '../quotes/request-quotes.ts';
import { sortRates } from '../quotes/sort-rates.ts';
import type { Batch, BatchRow } from './batch.ts';
import { beginRowPurchase, endRows } from './batch-rows.query.ts';
import { failRow, giveRowUp, type RowFailure } from './fail-row.ts';
import type { ResolvedRow } from './resolve-rows.ts';

/**
 * Asks the carriers for a row's rates and chooses one, which is written on the row: of a dry run that is all, otherwise it is to be bought
 * now, and the row is answered. Null when there is nothing to buy.
 */
export async function quoteRow(
  context: RequestContext,
  batch: Batch,
  resolved: ResolvedRow,
): Promise<RowFailure | BatchRow | null> {
  const { row } = resolved;
  try {
    const quote = await ask(context, batch, resolved);
    const rate = choose(quote.rates, resolved);
    if (!rate) return await giveRowUp(context, batch, row, whyNone(quote));
    const { id: rateId, service, carrierCharge, currency } = rate;
    const chosen = { id: row.id, quoteId: quote.id, service, carrierCharge, currency };
    if (!batch.isDryRun) {
      const begun = { ...row, ...chosen, rateId, status: 'purchasing' as const };
      return (await beginRowPurchase(context.session, begun)) ? begun : null;
    }
    await endRows(context.session, [{ ...chosen, status: 'succeeded' }]);
    return null;
  } catch (error) {
    return failRow(context, batch, row, error);
  }
}

function ask(context: RequestContext, { settings }: Batch, resolved: ResolvedRow): Promise<QuoteWithRates> {
  const { consignment, marks, purchase, service } = resolved;
  const { connectionIds, entityId } = settings;
  const services = purchase === 'service' ? [service!] : null;
  return requestQuotes(context, { ...consignment, reference: marks.reference, connectionIds, entityId, services });
}

/** The cheapest by what the carrier charges, the fastest, or the cheapest of the service that is wanted. */
function choose(rates: readonly RateRow[], { purchase }: ResolvedRow): RateRow | undefined {
  return sortRates(rates, purchase === 'fastest' ? 'speed' : 'price')[0];
}

function whyNone({ messages }: QuoteWithRates): ErrorDetail[] {
  const none = { code: 'NO_RATE', message: 'No carrier makes an offer for it.', field: 'service' };
  const reasons = messages.map(({ code, message, field }) => ({ code, message, ...(field ? { field } : {}) }));
  return reasons.length > 0 ? reasons.slice(0, 10) : [none];
}
