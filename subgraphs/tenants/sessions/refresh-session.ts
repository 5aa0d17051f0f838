import type { RequestContext } from '../../../platform/context/request-context.ts';
import { NO_SCOPE } from '../../../platform/database/database.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { hashToken, isWellFormedToken } from '../../../platform/identity/api-token.ts';
import { announceIdentityChange } from '../identity/announce-identity-change.ts';
import { recordPersonalEvent } from '../security-events/record-security-event.query.ts';
import { newSessionKeys, type OpenedSession } from './open-session.ts';
import { LOST_ANSWER_MS, RACE_MS } from './session-lifetimes.ts';
import { RefreshRacedError, RefreshRefusedError } from './sessions.errors.ts';
import { endSessions, lockSessionOfRefreshToken, rotateSession, type RefreshedSession } from './sessions.query.ts';

/** What to refresh. */
export interface RefreshSession {
  refreshToken: string;
  /** The mode from now on; as before when left out. */
  testMode?: boolean | undefined;
}

/**
 * Exchanges a refresh token for the next pair of tokens. Of two at once one wins. A token that comes back after it was exchanged
 * is a lost answer or a theft: within half a minute, and while what it led to was not used, the former; otherwise the session ends.
 */
export async function refreshSession(context: RequestContext, command: RefreshSession): Promise<OpenedSession> {
  if (!isWellFormedToken(command.refreshToken)) throw new RefreshRefusedError();
  const presentedHash = hashToken(command.refreshToken);
  const now = context.clock.now();
  const opened = await context.openSession(NO_SCOPE).transaction(async (transaction) => {
    const session = await lockSessionOfRefreshToken(transaction, presentedHash);
    if (!session || session.endedAt || session.expiresAt <= now) return undefined;
    const use = useOf(session, now);
    if (use === 'race') throw new RefreshRacedError();
    if (use === 'rightful')
      return rotate(transaction, context, session, { presentedHash, testMode: command.testMode ?? session.testMode });
    await endStolenSession(transaction, context, session);
    return undefined;
  });
  // Refused after the commit: that a stolen session has ended must stay.
  if (!opened) throw new RefreshRefusedError();
  return opened;
}

function useOf({ rotatedAt, isNextUnused }: RefreshedSession, now: Date): 'rightful' | 'race' | 'reuse' {
  if (!rotatedAt) return 'rightful';
  const ageMs = now.getTime() - rotatedAt.getTime();
  if (!isNextUnused || ageMs > LOST_ANSWER_MS) return 'reuse';
  return ageMs < RACE_MS ? 'race' : 'rightful';
}

async function rotate(
  transaction: Transaction,
  context: RequestContext,
  session: RefreshedSession,
  next: { presentedHash: string; testMode: boolean },
): Promise<OpenedSession> {
  const now = context.clock.now();
  const { keys, accessToken, refreshToken } = newSessionKeys(next.testMode, now, session.createdAt);
  const rotated = await rotateSession(transaction, {
    id: session.id,
    ...next,
    keys,
    ipAddress: context.ipAddress,
    userAgent: context.userAgent?.slice(0, 500) ?? null,
    now,
  });
  // The access token before this one is good no longer.
  announceIdentityChange(transaction, 'session', session.id);
  return { session: rotated, accessToken, accessTokenExpiresAt: keys.accessExpiresAt, refreshToken };
}

async function endStolenSession(transaction: Transaction, context: RequestContext, session: RefreshedSession): Promise<void> {
  const { id, userId } = session;
  await endSessions(transaction, { userId, id }, { reason: 'refresh_token_reused', now: context.clock.now() });
  announceIdentityChange(transaction, 'session', id);
  await recordPersonalEvent(transaction, context, { type: 'session.refresh_token_reused', userId, details: { sessionId: id } });
}
