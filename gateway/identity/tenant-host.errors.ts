import { DomainError } from '../../platform/errors/domain-error.ts';

/** No tenant is reached at the host. */
export class TenantUnknownError extends DomainError {
  readonly code = 'TENANT_UNKNOWN';

  constructor() {
    super('No tenant is reached at this host; check the name, or use the platform’s own.');
  }
}

/** The host leads to a tenant whose people may not act. */
export class TenantClosedError extends DomainError {
  readonly code: 'TENANT_SUSPENDED' | 'TENANT_DELETED' | 'TENANT_NOT_READY';

  constructor(status: 'suspended' | 'deleted' | 'provisioning' | 'failed') {
    super(MESSAGES[status]);
    this.code = CODES[status];
  }
}

/** The token is another tenant's than the one that is reached at the host. */
export class WrongTenantHostError extends DomainError {
  readonly code = 'WRONG_TENANT_HOST';

  constructor() {
    super('This token belongs to another tenant than the one at this host; use that tenant’s host, or the platform’s own.');
  }
}

const CODES = {
  suspended: 'TENANT_SUSPENDED',
  deleted: 'TENANT_DELETED',
  provisioning: 'TENANT_NOT_READY',
  failed: 'TENANT_NOT_READY',
} as const;

const MESSAGES = {
  suspended: 'This tenant is suspended; its administrator knows more.',
  deleted: 'This tenant was deleted; its administrator knows more.',
  provisioning: 'This tenant is being made; try again in a moment.',
  failed: 'This tenant could not be made; the platform’s operators know more.',
} as const;
