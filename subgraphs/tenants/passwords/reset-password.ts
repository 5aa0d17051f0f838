import { setTimeout as wait } from 'node:timers/promises';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { NO_SCOPE } from '../../../platform/database/database.ts';
import { ValidationError } from '../../../platform/errors/errors.ts';
import { enqueueMail } from '../../../platform/mail/outbound-emails.query.ts';
import { announceIdentityChange } from '../identity/announce-identity-change.ts';
import { findLookOfPerson } from '../mail/tenant-look.query.ts';
import { recordPersonalEvent } from '../security-events/record-security-event.query.ts';
import { endAndAnnounce } from '../sessions/end-sessions.ts';
import { beginResetRequest, settleAttempt } from '../sign-in/lock-out.ts';
import { checkEmail, Faults } from '../validation.ts';
import { findAccount, markEmailVerified, setPassword, takeMailedCode } from './credentials.query.ts';
import { issueCode, readCode } from './mailed-codes.ts';
import { resetMail } from './password-mail.ts';
import { hashPassword, passwordFault } from './password.ts';
import { CodeUnusableError } from './passwords.errors.ts';

// Longer than the work takes for a known address: what is left of it is waited, so that time tells nothing.
const ANSWERED_AFTER_MS = 150;

/**
 * Mails a code to choose a new password with, if the address is known. Neither the answer nor its time tells whether it is. Too many
 * requests for an address or from one are locked out.
 */
export async function requestPasswordReset(context: RequestContext, givenEmail: string): Promise<void> {
  const faults = new Faults();
  const email = faults.collect(checkEmail('email', givenEmail));
  faults.throwIfAny();
  await beginResetRequest(context, email);
  await Promise.all([mailResetCode(context, email), wait(ANSWERED_AFTER_MS)]);
}

/** Gives the person whom the code was mailed to a new password, and ends every session. */
export async function resetPassword(context: RequestContext, command: { token: string; newPassword: string }): Promise<void> {
  const session = context.openSession(NO_SCOPE);
  const { userId, email, codeHash } = await readCode(session, context, command.token, 'password_reset');
  const fault = passwordFault('newPassword', command.newPassword, email);
  if (fault) throw new ValidationError([fault]);
  const passwordHash = await hashPassword(command.newPassword);
  await session.transaction(async (transaction) => {
    const now = context.clock.now();
    if (!(await takeMailedCode(transaction, codeHash))) throw new CodeUnusableError();
    await setPassword(transaction, userId, passwordHash, now);
    await markEmailVerified(transaction, userId, now);
    await settleAttempt(transaction, context, email);
    await endAndAnnounce(transaction, context, { userId }, 'password_changed');
    announceIdentityChange(transaction, 'user', userId);
    await recordPersonalEvent(transaction, context, { type: 'password.reset', userId, actor: `user/${userId}` });
  });
}

async function mailResetCode(context: RequestContext, email: string): Promise<void> {
  await context.openSession(NO_SCOPE).transaction(async (transaction) => {
    const account = await findAccount(transaction, email);
    const userId = account?.userId ?? null;
    await recordPersonalEvent(transaction, context, { type: 'password.reset_requested', userId });
    if (!account) return;
    const code = await issueCode(transaction, context, { purpose: 'password_reset', userId: account.userId, passwordHash: null });
    const look = await findLookOfPerson(transaction, account.userId);
    await enqueueMail(transaction, resetMail({ email, look }, code), context.clock.now());
  });
}
