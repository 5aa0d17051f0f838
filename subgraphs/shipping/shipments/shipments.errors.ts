import { ConflictError } from '../../../platform/errors/errors.ts';

/** What is asked for can be done to a draft only. */
export class ShipmentNotDraftError extends ConflictError {
  constructor(field: string) {
    super('The shipment is no draft any more: its label was bought, or it was cancelled.', { code: 'SHIPMENT_NOT_DRAFT', field });
  }
}
