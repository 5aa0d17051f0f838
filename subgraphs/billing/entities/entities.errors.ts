import { DomainError } from '../../../platform/errors/domain-error.ts';

/** Nobody pays: no entity was named, the caller has none as a default, and neither has the organization. */
export class NoPayingEntityError extends DomainError {
  readonly code = 'NOT_FOUND';

  constructor() {
    super(
      'No entity pays for this: name one in entityId, or create the organization’s first entity, which then pays by default.',
      { field: 'entityId' },
    );
  }
}

/** Somebody else changed it in between. */
export class StaleVersionError extends DomainError {
  readonly code = 'CONFLICT';

  constructor(what: string, asked: number, found: number) {
    super(
      `The ${what} was changed in between: version ${asked} was sent, it is at ${found}. Read it again and repeat the change.`,
      { field: 'version' },
    );
  }
}
