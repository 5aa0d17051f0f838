import { DomainError } from '../../../platform/errors/domain-error.ts';

/** The price was pinned for a time that is over; a new quote is needed. */
export class QuoteExpiredError extends DomainError {
  readonly code = 'QUOTE_EXPIRED';

  constructor(expiredAt: Date) {
    super(`The price was held until ${expiredAt.toISOString()}; request a new quote.`, { field: 'rateId' });
  }
}
