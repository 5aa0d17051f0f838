import { ConflictError } from '../../../platform/errors/errors.ts';

/** The source knows another order by this id. */
export class ExternalIdTakenError extends ConflictError {
  constructor() {
    super('There is an order of this source and external id with other content: change that one with `updateOrder`.', {
      code: 'EXTERNAL_ID_TAKEN',
      field: 'externalId',
    });
  }
}

/** A cancelled order stays as it is. */
export class OrderCancelledError extends ConflictError {
  constructor() {
    super('The order was cancelled.', { code: 'ORDER_CANCELLED', field: 'orderId' });
  }
}

/** What is in a shipment cannot be cancelled with its order. */
export class OrderInShipmentError extends ConflictError {
  constructor() {
    super('Lines of the order are in shipments: cancel those first.', { code: 'ORDER_IN_SHIPMENT', field: 'orderId' });
  }
}

/** All of the order is in shipments. */
export class NothingOpenError extends ConflictError {
  constructor() {
    super('All of the order is in shipments; cancelling one opens its lines again.', { code: 'NOTHING_OPEN', field: 'orderId' });
  }
}
