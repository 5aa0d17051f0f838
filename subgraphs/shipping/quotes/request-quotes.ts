import { requireOrganization, type RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError, ValidationError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { meterCarrierRequests } from '../carriers/meter-carrier-requests.ts';
import { findConnectionsToRate, type UsableConnection } from '../connections/carrier-connections.query.ts';
import { requireAblePayer } from '../payers/require-able-payer.ts';
import { fillQuote } from './fill-quote.ts';
import { connectionsToAsk, gatherOffers, type AskedConnection, type OfferInquiry } from './gather-offers.ts';
import { newQuote, toRates } from './new-quote.ts';
import { pinPrices } from './pin-prices.ts';
import { checkQuoteRequest, type RequestQuotes } from './quote-request.ts';
import { NoCarrierConnectionError } from './quotes.errors.ts';
import { deleteQuote, insertQuote, type QuoteRow, type RateRow } from './quotes.query.ts';

/** A quote with its rates, cheapest first. */
export type QuoteWithRates = QuoteRow & { rates: RateRow[] };

/**
 * Asks the organization's carriers for rates, keeps what they answer, and has addons price and pin it for a quarter of an
 * hour. Refused when whoever would pay is suspended or is no entity of the organization. What single carriers or services cannot do
 * stands in the quote's messages. Unless it is to wait, the quote is answered at once and fills as the carriers answer.
 */
export async function requestQuotes(context: RequestContext, command: RequestQuotes): Promise<QuoteWithRates> {
  const organizationId = requireOrganization(context);
  const checked = checkQuoteRequest(context, command);
  await requireAblePayer(context, { organizationId, entityId: command.entityId ?? null });
  const connections = await chooseConnections(context, command.connectionIds ?? null, checked.shipDate);
  const services = command.services ?? null;
  const asked = await connectionsToAsk(context, connections, services);
  const { consignment, shipDate, deadlineMs } = checked;
  const inquiry = { consignment, services, shipDate, askedAt: context.clock.now(), deadlineMs };
  const quote = newQuote(context, organizationId, { command, checked });
  return command.wait === false ? beginQuote(context, quote, asked, inquiry) : gatherQuote(context, quote, asked, inquiry);
}

async function beginQuote(
  context: RequestContext,
  quote: QuoteRow,
  asked: readonly AskedConnection[],
  inquiry: OfferInquiry,
): Promise<QuoteWithRates> {
  const gatheredBy = new Date(quote.createdAt.getTime() + inquiry.deadlineMs);
  const begun = { ...quote, pendingConnections: asked.length, gatheredBy };
  await insertQuote(context.session, begun, []);
  void fillQuote(context, begun, asked, inquiry);
  return { ...begun, rates: [] };
}

async function gatherQuote(
  context: RequestContext,
  quote: QuoteRow,
  asked: readonly AskedConnection[],
  inquiry: OfferInquiry,
): Promise<QuoteWithRates> {
  const gathered = await gatherOffers(asked, inquiry);
  const answered = { ...quote, messages: gathered.messages };
  const rates = toRates(answered, gathered);
  await context.session.transaction(async (transaction) => {
    await insertQuote(transaction, answered, rates);
    meterCarrierRequests(context, transaction, { organizationId: answered.organizationId, usage: gathered.usage });
  });
  try {
    await pinPrices(context, answered, rates);
  } catch (error) {
    // A quote that nobody has priced could not be bought from; rather than lie about it, it goes.
    await deleteQuote(context.session, quote.id);
    throw error;
  }
  return { ...answered, rates };
}

async function chooseConnections(
  context: RequestContext,
  ids: readonly Uuid[] | null,
  shipDate: string,
): Promise<UsableConnection[]> {
  const found = await findConnectionsToRate(context.session, ids, shipDate);
  if (ids === null && found.length === 0) throw new NoCarrierConnectionError();
  if (ids?.length === 0)
    throw ValidationError.of('connectionIds', 'Name at least one connection, or leave the list out to ask them all.');
  ids?.forEach((id, index) => {
    const connection = found.find((each) => each.id === id);
    if (!connection) throw new NotFoundError('The carrier connection', `connectionIds.${index}`);
    if (!connection.isActive)
      throw ValidationError.of(`connectionIds.${index}`, 'The carrier connection is switched off.', 'CONNECTION_INACTIVE');
  });
  return found;
}
