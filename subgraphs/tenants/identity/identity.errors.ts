import { DomainError } from '../../../platform/errors/domain-error.ts';

/** The tenant is suspended: nobody of it may do anything. */
export class TenantSuspendedError extends DomainError {
  readonly code = 'TENANT_SUSPENDED';

  constructor() {
    super('This tenant is suspended; its administrator knows more.');
  }
}

/** The tenant was deleted: nobody of it may do anything, unless it is restored. */
export class TenantDeletedError extends DomainError {
  readonly code = 'TENANT_DELETED';

  constructor() {
    super('This tenant was deleted; its administrator knows more.');
  }
}

/** The organization is disabled: its people and tokens may do nothing. */
export class OrganizationDisabledError extends DomainError {
  readonly code = 'ORGANIZATION_DISABLED';

  constructor() {
    super('This organization is disabled; the staff of its marketplace know more.');
  }
}
