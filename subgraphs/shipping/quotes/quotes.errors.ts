import { ConflictError } from '../../../platform/errors/errors.ts';

/** The organization has no carrier to ask. */
export class NoCarrierConnectionError extends ConflictError {
  constructor() {
    super('No carrier connection is active: create one, or switch one on.', {
      code: 'NO_CARRIER_CONNECTION',
      field: 'connectionIds',
    });
  }
}

/** The price is no longer honoured. */
export class QuoteExpiredError extends ConflictError {
  constructor() {
    super('The quote has expired: request a new one.', { code: 'QUOTE_EXPIRED', field: 'rateId' });
  }
}
