import type { Clock } from '../../../platform/context/clock.ts';

/** How long a quote's prices are honoured. */
export const QUOTE_LIFETIME_MS = 15 * 60_000;

/** Whether a quote can still be bought from, and whether carriers are still being asked. */
export type QuoteStatus = 'gathering' | 'open' | 'expired' | 'purchased';

/** What the status of a quote depends on. */
interface QuoteFacts {
  isPurchased: boolean;
  expiresAt: Date;
  pendingConnections: number;
  /** When the last carrier has answered or is no longer waited for; null when nobody had to be waited for. */
  gatheredBy: Date | null;
}

/** The status of a quote at this moment; what is purchased does not expire. */
export function quoteStatus(quote: QuoteFacts, clock: Clock): QuoteStatus {
  const now = clock.now();
  if (quote.isPurchased) return 'purchased';
  if (quote.pendingConnections > 0 && quote.gatheredBy !== null && quote.gatheredBy > now) return 'gathering';
  return quote.expiresAt > now ? 'open' : 'expired';
}
