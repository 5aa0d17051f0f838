import { DomainError, type ErrorDetail } from '../../../platform/errors/domain-error.ts';
import { ConflictError } from '../../../platform/errors/errors.ts';

/** Somebody works on this very purchase; sending it again with the same key answers its outcome. */
export class PurchaseInProgressError extends ConflictError {
  constructor() {
    super('This purchase is being worked on: send it again with the same idempotency key to learn its outcome.', {
      code: 'PURCHASE_IN_PROGRESS',
      field: 'idempotencyKey',
    });
  }
}

/** The key belongs to another request. */
export class IdempotencyKeyReusedError extends ConflictError {
  constructor() {
    super('This idempotency key was used for another purchase: choose a new one.', {
      code: 'IDEMPOTENCY_KEY_REUSED',
      field: 'idempotencyKey',
    });
  }
}

/** A label was bought from this quote, or is being bought. */
export class QuoteAlreadyPurchasedError extends ConflictError {
  constructor() {
    super('A label was bought from this quote already: request a new quote for another one.', {
      code: 'QUOTE_ALREADY_PURCHASED',
      field: 'rateId',
    });
  }
}

/** The connection that made the offer is no longer in use. */
export class ConnectionInactiveError extends ConflictError {
  constructor() {
    super('The carrier connection behind this rate is switched off or deleted.', {
      code: 'CONNECTION_INACTIVE',
      field: 'rateId',
    });
  }
}

/** The purchase was refused, by the payer's means or by the carrier; nothing was bought and nothing is set aside. */
export class PurchaseRefusedError extends DomainError {
  readonly code: string;
  private readonly reasons: readonly ErrorDetail[];

  constructor(reasons: readonly ErrorDetail[]) {
    super(reasons[0]?.message ?? 'The purchase was refused.', { field: reasons[0]?.field });
    this.code = reasons[0]?.code ?? 'REFUSED';
    this.reasons = reasons;
  }

  override details(): ErrorDetail[] {
    return [...this.reasons];
  }
}

/** A consignment that crosses a customs border was quoted without a declaration. */
export class CustomsRequiredError extends ConflictError {
  constructor() {
    super('The consignment crosses a border: request a quote with `customs`.', { code: 'CUSTOMS_REQUIRED', field: 'rateId' });
  }
}
