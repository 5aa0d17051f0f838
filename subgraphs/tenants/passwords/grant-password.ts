import type { RequestContext } from '../../../platform/context/request-context.ts';
import { NO_SCOPE } from '../../../platform/database/database.ts';
import { NotFoundError, ValidationError } from '../../../platform/errors/errors.ts';
import { recordPersonalEvent } from '../security-events/record-security-event.query.ts';
import { findAccount, markEmailVerified, setPassword } from './credentials.query.ts';
import { hashPassword, passwordFault } from './password.ts';

/** Gives somebody a password without asking their mailbox. Run by whoever owns the database. */
export async function grantPassword(context: RequestContext, person: { email: string; password: string }): Promise<void> {
  const fault = passwordFault('password', person.password, person.email);
  if (fault) throw new ValidationError([fault]);
  const passwordHash = await hashPassword(person.password);
  await context.openSession(NO_SCOPE).transaction(async (transaction) => {
    const account = await findAccount(transaction, person.email);
    if (!account) throw new NotFoundError('The person', 'email');
    const now = context.clock.now();
    await setPassword(transaction, account.userId, passwordHash, now);
    await markEmailVerified(transaction, account.userId, now);
    await recordPersonalEvent(transaction, context, { type: 'password.reset', userId: account.userId });
  });
}
