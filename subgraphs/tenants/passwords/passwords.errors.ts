import { DomainError } from '../../../platform/errors/domain-error.ts';

/** The code fits nothing that can still be done with it. */
export class CodeUnusableError extends DomainError {
  readonly code = 'CODE_UNUSABLE';

  constructor() {
    super('This code is unknown, expired or used already; ask for a new one.', { field: 'token' });
  }
}
