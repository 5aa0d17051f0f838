import type { RequestContext } from '../../../platform/context/request-context.ts';
import { NO_SCOPE } from '../../../platform/database/database.ts';
import { ValidationError } from '../../../platform/errors/errors.ts';
import { enqueueMail } from '../../../platform/mail/outbound-emails.query.ts';
import { findLookOfPerson } from '../mail/tenant-look.query.ts';
import { recordPersonalEvent } from '../security-events/record-security-event.query.ts';
import { endAndAnnounce, requireSession } from '../sessions/end-sessions.ts';
import { beginAttempt, settleAttempt } from '../sign-in/lock-out.ts';
import { SignInRefusedError } from '../sign-in/sign-in.errors.ts';
import { findAccountOf, setPassword } from './credentials.query.ts';
import { passwordChangedMail } from './password-mail.ts';
import { hashPassword, isPasswordOf, passwordFault } from './password.ts';

/** Changes the password of the person who is signed in and knows the present one; their other sessions end. */
export async function changePassword(
  context: RequestContext,
  command: { currentPassword: string; newPassword: string },
): Promise<void> {
  const { userId, sessionId } = requireSession(context);
  const session = context.openSession(NO_SCOPE);
  const { email, passwordHash } = (await findAccountOf(session, userId))!;
  const fault = passwordFault('newPassword', command.newPassword, email);
  if (fault) throw new ValidationError([fault]);
  await beginAttempt(context, email);
  if (!(await isPasswordOf(command.currentPassword, passwordHash))) {
    await recordPersonalEvent(session, context, { type: 'sign_in.failed', userId, details: { at: 'changePassword' } });
    throw new SignInRefusedError('currentPassword');
  }
  const newHash = await hashPassword(command.newPassword);
  await session.transaction(async (transaction) => {
    const now = context.clock.now();
    await settleAttempt(transaction, context, email);
    await setPassword(transaction, userId, newHash, now);
    await endAndAnnounce(transaction, context, { userId, exceptId: sessionId }, 'password_changed');
    await recordPersonalEvent(transaction, context, { type: 'password.changed', userId });
    const look = await findLookOfPerson(transaction, userId);
    await enqueueMail(transaction, passwordChangedMail({ email, look }), now);
  });
}
