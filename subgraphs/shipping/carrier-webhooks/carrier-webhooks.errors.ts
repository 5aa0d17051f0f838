import { ConflictError, ValidationError } from '../../../platform/errors/errors.ts';

/** The carrier of the connection tells nothing by itself. */
export class CarrierWebhooksUnsupportedError extends ValidationError {
  constructor(carrierName: string) {
    const message = `${carrierName} tells nothing by itself; it is asked for its parcels instead.`;
    super([{ code: 'CARRIER_OPERATION_UNSUPPORTED', message, field: 'connectionId' }]);
  }
}

/** A connection has one webhook at most. */
export class CarrierWebhookExistsError extends ConflictError {
  constructor() {
    super('The connection has a webhook already; rotate its secret, or delete it first.', {
      code: 'CARRIER_WEBHOOK_EXISTS',
      field: 'connectionId',
    });
  }
}
