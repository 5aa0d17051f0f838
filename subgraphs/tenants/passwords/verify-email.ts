import type { RequestContext } from '../../../platform/context/request-context.ts';
import { NO_SCOPE } from '../../../platform/database/database.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { enqueueMail } from '../../../platform/mail/outbound-emails.query.ts';
import { findLookOfPerson } from '../mail/tenant-look.query.ts';
import { recordPersonalEvent } from '../security-events/record-security-event.query.ts';
import { beginAttempt, settleAttempt } from '../sign-in/lock-out.ts';
import { SignInRefusedError } from '../sign-in/sign-in.errors.ts';
import { findAccountOf, markEmailVerified, setPassword, takeMailedCode, type Account } from './credentials.query.ts';
import { issueCode, readCode } from './mailed-codes.ts';
import { passwordKeptMail, verificationMail } from './password-mail.ts';
import { isPasswordOf } from './password.ts';
import { CodeUnusableError } from './passwords.errors.ts';

/**
 * Keeps a password that was chosen for an address by somebody who has not shown that they read its mail, until a code that is mailed
 * to it comes back together with that password. So nobody can choose the password of an address that is not theirs, or learn whether
 * it has one.
 */
export async function proposePassword(
  transaction: Transaction,
  context: RequestContext,
  proposal: { userId: Account['userId']; email: string; passwordHash: string },
): Promise<void> {
  const { userId, email, passwordHash } = proposal;
  const hasOne = (await findAccountOf(transaction, userId))?.passwordHash;
  const code = hasOne
    ? undefined
    : await issueCode(transaction, context, { purpose: 'email_verification', userId, passwordHash });
  const recipient = { email, look: await findLookOfPerson(transaction, userId) };
  const mail = code ? verificationMail(recipient, code) : passwordKeptMail(recipient);
  await enqueueMail(transaction, mail, context.clock.now());
}

/** Confirms an address with the code that was mailed to it and the password that was chosen for it; from now on they open sessions. */
export async function verifyEmail(
  context: RequestContext,
  command: { token: string; password: string },
): Promise<{ email: string }> {
  const session = context.openSession(NO_SCOPE);
  const { userId, email, passwordHash, codeHash } = await readCode(session, context, command.token, 'email_verification');
  await beginAttempt(context, email);
  if (!(await isPasswordOf(command.password, passwordHash))) throw new SignInRefusedError('password');
  await session.transaction(async (transaction) => {
    const now = context.clock.now();
    if (!(await takeMailedCode(transaction, codeHash))) throw new CodeUnusableError();
    await settleAttempt(transaction, context, email);
    await setPassword(transaction, userId, passwordHash!, now);
    await markEmailVerified(transaction, userId, now);
    await recordPersonalEvent(transaction, context, { type: 'email.verified', userId, actor: `user/${userId}` });
  });
  return { email };
}
