import type { RequestContext } from '../../../platform/context/request-context.ts';
import { NO_SCOPE } from '../../../platform/database/database.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { ForbiddenError, NotFoundError } from '../../../platform/errors/errors.ts';
import { hashToken, isWellFormedToken } from '../../../platform/identity/api-token.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { announceIdentityChange } from '../identity/announce-identity-change.ts';
import { recordPersonalEvent } from '../security-events/record-security-event.query.ts';
import { RefreshRefusedError } from './sessions.errors.ts';
import {
  endSessions,
  findSession,
  lockSessionOfRefreshToken,
  type SessionEnd,
  type SessionSelection,
  type UserSession,
} from './sessions.query.ts';

/** The person and session of the request; throws ForbiddenError for tokens, which others may have been handed. */
export function requireSession(context: RequestContext): { userId: Uuid; sessionId: Uuid } {
  const { userId, sessionId } = context.identity;
  if (!userId || !sessionId) throw new ForbiddenError('This is for people who are signed in: use the access token of signIn.');
  return { userId, sessionId };
}

/** Ends sessions at every gateway at once, and records it. */
export async function endAndAnnounce(
  transaction: Transaction,
  context: RequestContext,
  selection: SessionSelection,
  reason: SessionEnd,
): Promise<UserSession[]> {
  const ended = await endSessions(transaction, selection, { reason, now: context.clock.now() });
  for (const { id } of ended) announceIdentityChange(transaction, 'session', id);
  if (ended.length > 0) {
    const details = { reason, sessionIds: ended.map(({ id }) => id) };
    const { userId } = selection;
    await recordPersonalEvent(transaction, context, { type: 'session.ended', userId, actor: `user/${userId}`, details });
  }
  return ended;
}

/** Ends the session of a refresh token, or that of the request. Doing so again changes nothing. */
export async function signOut(context: RequestContext, refreshToken: string | undefined): Promise<void> {
  if (refreshToken !== undefined && !isWellFormedToken(refreshToken)) throw new RefreshRefusedError();
  await context.openSession(NO_SCOPE).transaction(async (transaction) => {
    const session = refreshToken
      ? await lockSessionOfRefreshToken(transaction, hashToken(refreshToken))
      : { ...requireSession(context), id: requireSession(context).sessionId };
    if (session) await endAndAnnounce(transaction, context, { userId: session.userId, id: session.id }, 'signed_out');
  });
}

/** Ends every session of the person, the present one too unless it is to be kept; answers how many. */
export async function signOutEverywhere(context: RequestContext, keepsCurrent: boolean): Promise<number> {
  const { userId, sessionId } = requireSession(context);
  const ended = await context
    .openSession(NO_SCOPE)
    .transaction((transaction) =>
      endAndAnnounce(transaction, context, { userId, exceptId: keepsCurrent ? sessionId : undefined }, 'signed_out'),
    );
  return ended.length;
}

/** Ends one session of the person. Doing so again changes nothing. */
export async function revokeSession(context: RequestContext, id: Uuid): Promise<UserSession> {
  const { userId } = requireSession(context);
  return context.openSession(NO_SCOPE).transaction(async (transaction) => {
    const [ended] = await endAndAnnounce(transaction, context, { userId, id }, 'revoked');
    const session = ended ?? (await findSession(transaction, userId, id));
    if (!session) throw new NotFoundError('The session', 'id');
    return session;
  });
}
