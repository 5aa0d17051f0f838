import { ConflictError } from '../../../platform/errors/errors.ts';
import type { TenantStatus } from './tenant.entity.ts';

/** Another tenant has the domain. */
export class DomainTakenError extends ConflictError {
  constructor(domain: string) {
    super(`The domain "${domain}" is taken; choose another.`, { field: 'domain', code: 'DOMAIN_TAKEN' });
  }
}

/** The key was used for another request before. */
export class IdempotencyKeyReusedError extends ConflictError {
  constructor() {
    super('This idempotency key was used for another request; use a new one for each tenant.', {
      field: 'idempotencyKey',
      code: 'IDEMPOTENCY_KEY_REUSED',
    });
  }
}

/** What is asked for cannot be done to a tenant in this status. */
export class TenantStateError extends ConflictError {
  constructor(action: string, status: TenantStatus) {
    super(`A tenant that is ${status} cannot be ${action}.`, { code: 'TENANT_STATE_INVALID' });
  }
}

/** The grace of a deleted tenant is over. */
export class GraceOverError extends ConflictError {
  constructor() {
    super('The grace of this tenant is over: it is being purged and cannot be restored.', { code: 'GRACE_OVER' });
  }
}
