import { DomainError } from '../../../platform/errors/domain-error.ts';

/** An id stands for one text for ever: clients that are out there rely on it. */
export class DocumentConflictError extends DomainError {
  readonly code = 'DOCUMENT_CONFLICT';

  constructor(ids: readonly string[]) {
    super(`Registered with another text already, so nothing was registered: ${ids.slice(0, 5).join(', ')}.`);
  }
}
