import { ConflictError } from '../../../platform/errors/errors.ts';

/** Another tenant has the domain. */
export class DomainTakenError extends ConflictError {
  constructor(domain: string) {
    super(`The domain "${domain}" is taken; choose another.`, { field: 'domain', code: 'DOMAIN_TAKEN' });
  }
}
