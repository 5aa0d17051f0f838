import { DomainError } from '../../../platform/errors/domain-error.ts';

/** A job that is over cannot be ended. */
export class JobOverError extends DomainError {
  readonly code = 'JOB_OVER';

  constructor() {
    super('The job is over.', { field: 'id' });
  }
}

/** Jobs of this kind go on to their end. */
export class JobNotCancellableError extends DomainError {
  readonly code = 'JOB_NOT_CANCELLABLE';

  constructor() {
    super('Jobs of this kind cannot be cancelled: they go on to their end.', { field: 'id' });
  }
}
