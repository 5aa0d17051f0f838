import type { Clock } from '../../../platform/context/clock.ts';

/** How long a quote's prices are honoured. */
export const QUOTE_LIFETIME_MS = 15 * 60_000;

/** Whether a quote can still be bought from. */
export type QuoteStatus = 'open' | 'expired' | 'purchased';

/** The status of a quote at this moment; what is purchased does not expire. */
export function quoteStatus(quote: { isPurchased: boolean; expiresAt: Date }, clock: Clock): QuoteStatus {
  if (quote.isPurchased) return 'purchased';
  return quote.expiresAt > clock.now() ? 'open' : 'expired';
}
