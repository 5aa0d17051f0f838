import { ConflictError } from '../../../platform/errors/errors.ts';

/** The organization belongs to a partner already. */
export class OrganizationHasPartnerError extends ConflictError {
  constructor() {
    super('The organization has a partner already; end that account first.', {
      field: 'organizationId',
      code: 'ORGANIZATION_HAS_PARTNER',
    });
  }
}

/** A suspended partner gets no new accounts. */
export class PartnerSuspendedError extends ConflictError {
  constructor() {
    super('The partner is suspended; no organization can be assigned to it.', { field: 'partnerId', code: 'PARTNER_SUSPENDED' });
  }
}

/** The account was ended before. */
export class PartnerAccountEndedError extends ConflictError {
  constructor() {
    super('The account has ended already.', { field: 'id', code: 'PARTNER_ACCOUNT_ENDED' });
  }
}
