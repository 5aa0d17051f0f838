import { DomainError } from '../../platform/errors/domain-error.ts';

/** The request comes from a network that the tenant does not allow. */
export class IpNotAllowedError extends DomainError {
  readonly code = 'IP_NOT_ALLOWED';

  constructor() {
    super('Requests from this network address are not allowed; an administrator of the tenant can allow it.');
  }
}
