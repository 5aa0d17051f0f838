import { ConflictError } from '../../../platform/errors/errors.ts';

/** Nothing was declared to customs, so there is nothing to invoice. */
export class NothingDeclaredError extends ConflictError {
  constructor() {
    super('The shipment has no customs declaration: only goods that were declared are on a commercial invoice.', {
      code: 'CUSTOMS_REQUIRED',
      field: 'shipmentId',
    });
  }
}

/** The label is not bought yet; the invoice names its number. */
export class ShipmentNotPurchasedError extends ConflictError {
  constructor() {
    super('The shipment is a draft: its commercial invoice is made when the label is bought.', {
      code: 'SHIPMENT_NOT_PURCHASED',
      field: 'shipmentId',
    });
  }
}
