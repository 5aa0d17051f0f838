import type { Transaction } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';

/** Under which one quote is announced and watched. */
export function quoteTopic(id: Uuid): string {
  return `quote-${id}`;
}

/** Wakes, once this transaction has committed, whoever watches the quote. */
export function announceQuote(transaction: Transaction, quote: { id: Uuid; organizationId: Uuid }): void {
  transaction.announce(quoteTopic(quote.id), quote.organizationId);
}
