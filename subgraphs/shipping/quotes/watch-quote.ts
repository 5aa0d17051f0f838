import { requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import { liveTopic } from '../../../platform/events/live-topic.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { quoteTopic } from './quote-topic.ts';
import { findQuotes, type QuoteRow } from './quotes.query.ts';

/** Wakes at once and after each change of the quote; refused like `presentQuote`. */
export async function watchQuote(context: RequestContext, quoteId: Uuid): Promise<AsyncIterable<undefined>> {
  const { organizationId } = await presentQuote(context, quoteId);
  const place = { tenantId: requireTenant(context).id, organizationId, testMode: context.identity.testMode };
  return context.topics.watch(liveTopic(quoteTopic(quoteId), place));
}

/** A quote as it is now; throws NotFoundError for one that is not in view. */
export async function presentQuote(context: RequestContext, quoteId: Uuid): Promise<QuoteRow> {
  const [quote] = await findQuotes(context.session, [quoteId]);
  if (!quote) throw new NotFoundError('The quote', 'quoteId');
  return quote;
}
