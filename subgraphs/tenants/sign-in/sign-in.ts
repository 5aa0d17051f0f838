import type { RequestContext } from '../../../platform/context/request-context.ts';
import { NO_SCOPE } from '../../../platform/database/database.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { findAccount, type Account } from '../passwords/credentials.query.ts';
import { isPasswordOf } from '../passwords/password.ts';
import { recordPersonalEvent } from '../security-events/record-security-event.query.ts';
import { openSession, type OpenedSession } from '../sessions/open-session.ts';
import { findPlace } from '../sessions/places.query.ts';
import { checkEmail, Faults } from '../validation.ts';
import { beginAttempt, settleAttempt, type CountedAttempt } from './lock-out.ts';
import { NotAMemberError, SignInRefusedError } from './sign-in.errors.ts';

/** Who signs in, where. */
export interface SignIn {
  email: string;
  password: string;
  tenantId: Uuid | null;
  organizationId: Uuid | null;
  testMode: boolean;
}

/** Opens a session for whoever knows the password. An unknown address and a wrong password look and take the same. */
export async function signIn(context: RequestContext, command: SignIn): Promise<OpenedSession> {
  const faults = new Faults();
  const email = faults.collect(checkEmail('email', command.email));
  faults.throwIfAny();
  const account = await proveAccount(context, email, command.password);
  return context.openSession(NO_SCOPE).transaction(async (transaction) => {
    const place = await findPlace(transaction, account.userId, command);
    if (!place) throw new NotAMemberError(nameOf(command));
    const opened = await openSession(transaction, context, { userId: account.userId, place, testMode: command.testMode });
    await recordPersonalEvent(transaction, context, {
      type: 'sign_in.succeeded',
      userId: account.userId,
      actor: `user/${account.userId}`,
      details: { sessionId: opened.session.id },
    });
    return opened;
  });
}

function nameOf({ organizationId, tenantId }: SignIn): string | undefined {
  if (organizationId) return 'organizationId';
  return tenantId ? 'tenantId' : undefined;
}

async function proveAccount(context: RequestContext, email: string, password: string): Promise<Account> {
  const attempt = await beginAttempt(context, email);
  const session = context.openSession(NO_SCOPE);
  const account = await findAccount(session, email);
  const isRight = await isPasswordOf(password, account?.passwordHash);
  if (account && isRight) {
    await settleAttempt(session, context, email);
    return account;
  }
  await recordFailure(context, account?.userId ?? null, attempt);
  throw new SignInRefusedError();
}

async function recordFailure(context: RequestContext, userId: Uuid | null, attempt: CountedAttempt): Promise<void> {
  const type = attempt.locks ? 'sign_in.locked' : 'sign_in.failed';
  await recordPersonalEvent(context.openSession(NO_SCOPE), context, { type, userId });
}
