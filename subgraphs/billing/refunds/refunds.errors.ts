import { DomainError } from '../../../platform/errors/domain-error.ts';

/** Only what was spent can be refunded; what is still set aside is released. */
export class ReservationNotCapturedError extends DomainError {
  readonly code = 'RESERVATION_NOT_CAPTURED';

  constructor() {
    super('Nothing of the reservation was spent, so there is nothing to refund.', { field: 'reservationId' });
  }
}
