import { DomainError, type ErrorDetail } from './domain-error.ts';

/** One or more inputs are malformed; nothing was changed. */
export class ValidationError extends DomainError {
  /** The fault's own code when there is one fault, VALIDATION_FAILED when there are several. */
  readonly code: string;
  private readonly faults: readonly ErrorDetail[];

  constructor(faults: readonly ErrorDetail[]) {
    super(faults.map((fault) => fault.message).join(' '), { field: faults[0]?.field });
    this.faults = faults;
    this.code = faults.length === 1 ? faults[0]!.code : 'VALIDATION_FAILED';
  }

  /** A single fault on one field. */
  static of(field: string, message: string, code = 'VALIDATION_FAILED'): ValidationError {
    return new ValidationError([{ field, message, code }]);
  }

  override details(): ErrorDetail[] {
    return [...this.faults];
  }
}

/** The thing does not exist, or is not the caller's to see: the two are never told apart. */
export class NotFoundError extends DomainError {
  readonly code = 'NOT_FOUND';

  constructor(what: string, field?: string) {
    super(`${what} was not found.`, { field });
  }
}

/** The request carries no valid identity. */
export class UnauthenticatedError extends DomainError {
  readonly code = 'UNAUTHENTICATED';

  constructor(message = 'Send a valid token: Authorization: Bearer <token>.') {
    super(message);
  }
}

/** The identity is known but lacks the permission. */
export class ForbiddenError extends DomainError {
  readonly code: string = 'FORBIDDEN';
}

/** The operation belongs to a feature that the caller's tenant does not have. */
export class FeatureNotEnabledError extends ForbiddenError {
  override readonly code = 'FEATURE_NOT_ENABLED';

  constructor(feature: string) {
    super(
      `This needs the feature "${feature}", which this tenant does not have: ask the platform to switch it on, or to change the plan.`,
    );
  }
}

/** Another row already holds the unique value, or a concurrent change won. */
export class ConflictError extends DomainError {
  readonly code: string;

  constructor(message: string, options: { field?: string; code?: string } = {}) {
    super(message, { field: options.field });
    this.code = options.code ?? 'CONFLICT';
  }
}
