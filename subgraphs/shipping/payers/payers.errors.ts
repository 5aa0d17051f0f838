import { DomainError } from '../../../platform/errors/domain-error.ts';

/** The entity that would pay may not spend. */
export class EntitySuspendedError extends DomainError {
  readonly code = 'ENTITY_SUSPENDED';

  constructor(entityName: string) {
    super(`"${entityName}" is suspended: nothing is shipped on its account until its open invoices are paid.`, {
      field: 'entityId',
    });
  }
}
