import type { RequestContext } from '../../../platform/context/request-context.ts';
import { defineListLoader, defineLoader } from '../../../platform/loaders/loader.ts';
import { findQuotes, findRates, findRatesOfQuotes } from './quotes.query.ts';

/** A quote by id. */
export const loadQuote = defineLoader(
  (context: RequestContext, ids) => findQuotes(context.session, ids),
  (quote) => quote.id,
);

/** A rate by id. */
export const loadRate = defineLoader(
  (context: RequestContext, ids) => findRates(context.session, ids),
  (rate) => rate.id,
);

/** The rates of a quote, cheapest first, then fastest. */
export const loadRatesOfQuote = defineListLoader(
  (context: RequestContext, ids) => findRatesOfQuotes(context.session, ids),
  (rate) => rate.quoteId,
);
