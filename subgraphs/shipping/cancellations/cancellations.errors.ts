import { DomainError, type ErrorDetail } from '../../../platform/errors/domain-error.ts';
import { ConflictError } from '../../../platform/errors/errors.ts';

/** The shipment is being bought or settled at this moment; it can be cancelled when that is over. */
export class ShipmentBeingBoughtError extends ConflictError {
  constructor() {
    super('The purchase of this shipment is not over yet: cancel it again in a minute.', {
      code: 'PURCHASE_IN_PROGRESS',
      field: 'shipmentId',
    });
  }
}

/** Somebody works on this very cancellation; sending it again answers its outcome. */
export class CancellationInProgressError extends ConflictError {
  constructor() {
    super('This cancellation is being worked on: send it again to learn its outcome.', {
      code: 'CANCELLATION_IN_PROGRESS',
      field: 'shipmentId',
    });
  }
}

/** The carrier does not take the label back; the shipment stays as it was and stays paid. */
export class CancellationRefusedError extends DomainError {
  readonly code: string;

  constructor(reasons: readonly ErrorDetail[]) {
    super(reasons[0]?.message ?? 'The carrier does not take the label back.', { field: 'shipmentId' });
    this.code = reasons[0]?.code ?? 'CARRIER_REFUSED';
  }
}
