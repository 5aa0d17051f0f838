import { DomainError } from '../../../platform/errors/domain-error.ts';

/** The carrier said no; nothing was bought. */
export class CarrierRefusedError extends DomainError {
  readonly code = 'CARRIER_REFUSED';
}

/** The carrier did not answer in time; nothing is known about what it did. */
export class CarrierTimeoutError extends DomainError {
  readonly code = 'CARRIER_TIMEOUT';

  constructor(carrierName: string, timeoutMs: number) {
    super(`${carrierName} did not answer within ${timeoutMs / 1000} seconds.`);
  }
}

/** The carrier failed; nothing is known about what it did. */
export class CarrierUnavailableError extends DomainError {
  readonly code = 'CARRIER_UNAVAILABLE';

  constructor(carrierName: string, cause: unknown) {
    super(`${carrierName} cannot be reached at the moment; try again.`, { cause });
  }
}
