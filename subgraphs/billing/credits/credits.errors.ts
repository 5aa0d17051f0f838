import { DomainError } from '../../../platform/errors/domain-error.ts';
import { Money } from '../../../platform/money/money.ts';

/** The entity's credits do not cover the amount, and it may not buy on invoice. */
export class InsufficientCreditsError extends DomainError {
  readonly code = 'INSUFFICIENT_CREDITS';

  constructor(needed: Money, left: Money) {
    super(`${needed} are needed, ${left} are left: ${needed.minus(left)} are missing. Add credits, or pay by another entity.`, {
      field: 'amount',
    });
  }
}

/** The entity may not spend. */
export class EntitySuspendedError extends DomainError {
  readonly code = 'ENTITY_SUSPENDED';

  constructor(entityName: string) {
    super(`"${entityName}" is suspended and cannot pay until its open invoices are settled.`, { field: 'entityId' });
  }
}

/** A limit below the entity's balance stops the purchase. */
export class LimitReachedError extends DomainError {
  readonly code = 'LIMIT_REACHED';

  constructor(limit: { name: string; amount: Money; used: Money }, needed: Money) {
    const left = limit.amount.minus(limit.used);
    super(
      `${needed} are needed, but ${limit.name} of ${limit.amount} leaves ${left.isNegative() ? Money.zero(left.currency) : left}.`,
      { field: 'amount' },
    );
  }
}

/** The key was used before, for something else. */
export class KeyReusedError extends DomainError {
  readonly code = 'IDEMPOTENCY_KEY_REUSED';

  constructor(field: string, first: string) {
    super(`This key was used before, for ${first}: send a new key for a new request.`, { field });
  }
}

/** What was spent is not given back by a release. */
export class ReservationCapturedError extends DomainError {
  readonly code = 'RESERVATION_CAPTURED';

  constructor() {
    super('The reservation was captured; what was spent cannot be released.', { field: 'reservationId' });
  }
}

/** What was given back on request cannot be spent any more. */
export class ReservationReleasedError extends DomainError {
  readonly code = 'RESERVATION_RELEASED';

  constructor() {
    super('The reservation was released; reserve again with a new key.', { field: 'reservationId' });
  }
}

/** More is to be spent than was set aside. */
export class CaptureExceedsReservationError extends DomainError {
  readonly code = 'CAPTURE_EXCEEDS_RESERVATION';

  constructor(asked: Money, reserved: Money) {
    super(`${asked} are to be captured, but only ${reserved} were reserved.`, { field: 'amount' });
  }
}
