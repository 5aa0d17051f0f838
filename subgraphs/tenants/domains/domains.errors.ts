import { ConflictError } from '../../../platform/errors/errors.ts';
import { DomainError } from '../../../platform/errors/domain-error.ts';

/** The tenant has the domain already. */
export class DomainAlreadyAddedError extends ConflictError {
  constructor(domain: string) {
    super(`The tenant has the domain "${domain}" already.`, { field: 'domain', code: 'DOMAIN_ALREADY_ADDED' });
  }
}

/** The TXT record that proves who holds the domain is not there, or says something else. */
export class DomainNotProvenError extends DomainError {
  readonly code = 'DOMAIN_NOT_PROVEN';

  constructor(record: { name: string; value: string }) {
    super(`No TXT record of ${record.name} says "${record.value}"; add it, and try again when it has spread.`, {
      field: 'domainId',
    });
  }
}

/** The name servers of the domain did not answer. */
export class DnsUnavailableError extends DomainError {
  readonly code = 'DNS_UNAVAILABLE';

  constructor(domain: string) {
    super(`The name servers of "${domain}" did not answer; try again in a while.`, { field: 'domainId' });
  }
}

/** What is asked for needs a domain that is verified. */
export class DomainUnverifiedError extends ConflictError {
  constructor() {
    super('Verify the domain first.', { field: 'domainId', code: 'DOMAIN_UNVERIFIED' });
  }
}

/** The label below the platform's own domain stays. */
export class PlatformDomainError extends ConflictError {
  constructor() {
    super('The name that the platform gives a tenant cannot be removed.', { field: 'domainId', code: 'PLATFORM_DOMAIN' });
  }
}
