import { DomainError } from '../../../platform/errors/domain-error.ts';
import { ConflictError } from '../../../platform/errors/errors.ts';

/** The token fits no invitation that can still be answered. */
export class InvitationUnusableError extends DomainError {
  readonly code = 'INVITATION_UNUSABLE';

  constructor() {
    super('This invitation is unknown, expired, revoked or answered already; ask for a new one.', { field: 'token' });
  }
}

/** The person is a member of the organization already. */
export class AlreadyMemberError extends ConflictError {
  constructor(email: string, field: string) {
    super(`${email} is a member already.`, { field, code: 'ALREADY_MEMBER' });
  }
}

/** The invitation was accepted, declined or revoked: nothing can be done about it any more. */
export class InvitationClosedError extends ConflictError {
  constructor() {
    super('This invitation was accepted, declined or revoked already; invite anew.', { field: 'id', code: 'INVITATION_CLOSED' });
  }
}

/** Its mail went out moments ago. */
export class ResentTooSoonError extends ConflictError {
  constructor() {
    super('Its mail went out less than a minute ago, or ten times already; wait, or invite anew.', {
      field: 'id',
      code: 'RESENT_TOO_SOON',
    });
  }
}
