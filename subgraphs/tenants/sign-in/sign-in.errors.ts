import { DomainError } from '../../../platform/errors/domain-error.ts';

/** The address or the password is wrong; which of them is not told. */
export class SignInRefusedError extends DomainError {
  readonly code = 'SIGN_IN_REFUSED';

  constructor(field?: string) {
    super('The e-mail address or the password is not right.', { field });
  }
}

/** Too many attempts have failed: none is looked at for a while, not even the right one. */
export class SignInLockedError extends DomainError {
  readonly code = 'SIGN_IN_LOCKED';

  constructor(until: Date, now: Date) {
    const seconds = Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 1_000));
    super(`Too many attempts have failed; try again in ${seconds} s, or reset the password.`);
  }
}

/** The person does not belong to the place that was named, or to none at all. */
export class NotAMemberError extends DomainError {
  readonly code = 'NOT_A_MEMBER';

  constructor(field?: string) {
    super(field ? 'You do not belong to this place, or it does not exist.' : 'You do not belong to any organization.', { field });
  }
}
