import { DomainError } from '../../../platform/errors/domain-error.ts';

/** The thing stands where this step is not allowed. */
export class IllegalStateError extends DomainError {
  readonly code = 'ILLEGAL_STATE';

  constructor(thing: string, from: string, to: string, field: string) {
    super(`The ${thing} is ${from} and cannot become ${to}.`, { field });
  }
}

/** Nothing was used in the period that is not on an invoice already. */
export class NothingToInvoiceError extends DomainError {
  readonly code = 'NOTHING_TO_INVOICE';

  constructor() {
    super('Nothing was used or bought on invoice in this period that is not on an invoice already.', { field: 'entityId' });
  }
}

/** A payment of the invoice is under way, and what it will come to is not known yet. */
export class PaymentInProgressError extends DomainError {
  readonly code = 'PAYMENT_IN_PROGRESS';

  constructor() {
    super('A payment of this invoice is under way; wait until it has succeeded or failed.', { field: 'invoiceId' });
  }
}
