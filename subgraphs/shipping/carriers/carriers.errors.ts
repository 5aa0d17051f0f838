import { DomainError, type ErrorDetail } from '../../../platform/errors/domain-error.ts';
import type { SoldParcel } from './carrier-exchanges.ts';

/** The carrier said no; nothing was done. */
export class CarrierRefusedError extends DomainError {
  readonly code: string = 'CARRIER_REFUSED';
  private readonly reasons: readonly ErrorDetail[] | undefined;

  /** `reasons`: everything that the carrier named, where it named more than one thing. */
  constructor(
    message: string,
    options: { field?: string | undefined; cause?: unknown; reasons?: readonly ErrorDetail[] | undefined } = {},
  ) {
    super(message, options);
    this.reasons = options.reasons;
  }

  /** A refusal that was kept, told again. */
  static for(reasons: readonly ErrorDetail[]): CarrierRefusedError {
    return new CarrierRefusedError(reasons[0]?.message ?? 'The carrier refused it.', { field: reasons[0]?.field, reasons });
  }

  override details(): ErrorDetail[] {
    return this.reasons?.length ? [...this.reasons] : super.details();
  }
}

/** The carrier refused some parcels of a shipment after it had sold labels for others; those have to be given back. */
export class CarrierPartlyRefusedError extends CarrierRefusedError {
  readonly sold: readonly SoldParcel[];

  constructor(refusal: CarrierRefusedError, sold: readonly SoldParcel[]) {
    super(refusal.message, { field: refusal.field, cause: refusal, reasons: refusal.details() });
    this.sold = sold;
  }
}

/** The carrier does not let the connection in. */
export class CarrierCredentialsError extends CarrierRefusedError {
  override readonly code = 'CARRIER_CREDENTIALS_REJECTED';

  constructor(carrierName: string, cause?: unknown) {
    super(`${carrierName} does not accept the credentials of this connection; update them.`, { cause });
  }
}

/** The carrier cannot do what was asked; it was not called. */
export class CarrierOperationUnsupportedError extends CarrierRefusedError {
  override readonly code = 'CARRIER_OPERATION_UNSUPPORTED';

  constructor(carrierName: string, operation: string) {
    super(`${carrierName} cannot do this (${operation}); the connection's capabilities say what it can.`);
  }
}

/** What came to a webhook was not signed by its carrier, or too long ago. */
export class WebhookRejectedError extends DomainError {
  readonly code = 'WEBHOOK_SIGNATURE_INVALID';

  constructor() {
    super('The signature is missing, wrong, or more than five minutes old.');
  }
}

/** The carrier failed; nothing is known about what it did. */
export class CarrierUnavailableError extends DomainError {
  readonly code: string = 'CARRIER_UNAVAILABLE';

  constructor(carrierName: string, cause: unknown, message = `${carrierName} cannot be reached at the moment; try again.`) {
    super(message, { cause });
  }
}

/** The carrier did not answer in time; nothing is known about what it did. */
export class CarrierTimeoutError extends CarrierUnavailableError {
  override readonly code = 'CARRIER_TIMEOUT';

  constructor(carrierName: string, timeoutMs: number) {
    super(carrierName, undefined, `${carrierName} did not answer within ${timeoutMs / 1000} seconds.`);
  }
}

/** The carrier answered something that is no answer; nothing is known about what it did. */
export class CarrierAnswerInvalidError extends CarrierUnavailableError {
  override readonly code = 'CARRIER_ANSWER_INVALID';

  constructor(carrierName: string, cause: unknown) {
    super(carrierName, cause, `${carrierName} answered something that cannot be understood; try again.`);
  }
}

/** The carrier failed several times in a row and is left alone for a while; it was not called. */
export class CarrierPausedError extends CarrierUnavailableError {
  override readonly code = 'CARRIER_PAUSED';

  constructor(carrierName: string) {
    super(
      carrierName,
      undefined,
      `${carrierName} failed several times in a row and is left alone for half a minute; try again then.`,
    );
  }
}
