import { ConflictError } from '../../../platform/errors/errors.ts';

/** Somebody is asking the carrier for this very pickup. */
export class PickupInProgressError extends ConflictError {
  constructor(field = 'idempotencyKey') {
    super('This pickup is being worked on; ask again in a moment.', { code: 'PICKUP_IN_PROGRESS', field });
  }
}

/** The key belongs to another request. */
export class PickupKeyReusedError extends ConflictError {
  constructor() {
    super('This idempotency key was used for another pickup: choose a new one.', {
      code: 'IDEMPOTENCY_KEY_REUSED',
      field: 'idempotencyKey',
    });
  }
}

/** A shipment waits for one pickup at most. */
export class ShipmentOnPickupError extends ConflictError {
  constructor() {
    super('One of the shipments waits for another pickup; cancel that one first.', {
      code: 'SHIPMENT_ON_PICKUP',
      field: 'shipmentIds',
    });
  }
}

/** Only what the carrier promised can be taken back. */
export class PickupNotScheduledError extends ConflictError {
  constructor(status: string) {
    super(`The pickup is ${status}; only one that is scheduled can be cancelled.`, {
      code: 'PICKUP_NOT_SCHEDULED',
      field: 'id',
    });
  }
}
