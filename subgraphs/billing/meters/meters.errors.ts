import { DomainError } from '../../../platform/errors/domain-error.ts';

/** The key names another meter of the tenant, in use or archived. */
export class MeterKeyTakenError extends DomainError {
  readonly code = 'METER_KEY_TAKEN';

  constructor(key: string) {
    super(`There is a meter with the key "${key}" already; keys are not given twice.`, { field: 'key' });
  }
}

/** The meter measures nothing any more. */
export class MeterArchivedError extends DomainError {
  readonly code = 'METER_ARCHIVED';

  constructor(field: string) {
    super('The meter is archived: it measures nothing any more. Make another one.', { field });
  }
}
