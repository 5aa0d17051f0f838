import type { RequestContext } from '../../../platform/context/request-context.ts';
import { meterCarrierRequests } from '../carriers/meter-carrier-requests.ts';
import { askConnection, type AskedConnection, type OfferInquiry } from './gather-offers.ts';
import { toRates } from './new-quote.ts';
import { pinPrices } from './pin-prices.ts';
import { announceQuote } from './quote-topic.ts';
import { addAnswer, type QuoteRow } from './quotes.query.ts';

/**
 * Asks all connections side by side and adds each answer to the quote as it comes, priced, for whoever watches it. Never throws: what
 * cannot be recorded is logged, and the quote ends when its carriers are no longer waited for.
 */
export async function fillQuote(
  context: RequestContext,
  quote: QuoteRow,
  asked: readonly AskedConnection[],
  inquiry: OfferInquiry,
): Promise<void> {
  await Promise.all(
    asked.map((each) =>
      addOffersOf(context, quote, each, inquiry).catch((error: unknown) => {
        context.log.error({ err: error, quote: quote.id, connection: each.id }, 'an answer could not be added to a quote');
      }),
    ),
  );
}

async function addOffersOf(
  context: RequestContext,
  quote: QuoteRow,
  asked: AskedConnection,
  inquiry: OfferInquiry,
): Promise<void> {
  const gathered = await askConnection(asked, inquiry);
  const rates = toRates(quote, gathered);
  // Priced before they can be seen, so that whatever is seen can be bought.
  await pinPrices(context, quote, rates);
  await context.session.transaction(async (transaction) => {
    await addAnswer(transaction, quote.id, { rates, messages: gathered.messages });
    meterCarrierRequests(context, transaction, { organizationId: quote.organizationId, usage: gathered.usage });
    announceQuote(transaction, quote);
  });
}
