import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { Queryable } from '../../../platform/database/session.ts';
import { hashToken, newToken } from '../../../platform/identity/api-token.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import type { Place } from './places.query.ts';
import { ACCESS_MS, IDLE_MS, LONGEST_MS } from './session-lifetimes.ts';
import { insertSession, type SessionKeys, type UserSession } from './sessions.query.ts';

/** A session with the tokens that open it, shown this once. */
export interface OpenedSession {
  session: UserSession;
  accessToken: string;
  accessTokenExpiresAt: Date;
  refreshToken: string;
}

/** New tokens and how they are kept; `openedAt` is when the session began. */
export function newSessionKeys(
  testMode: boolean,
  now: Date,
  openedAt: Date,
): { accessToken: string; refreshToken: string; keys: SessionKeys } {
  const [accessToken, refreshToken] = [newToken('session', testMode), newToken('refresh', testMode)];
  const expiresAt = new Date(Math.min(now.getTime() + IDLE_MS, openedAt.getTime() + LONGEST_MS));
  return {
    accessToken,
    refreshToken,
    keys: {
      accessTokenHash: hashToken(accessToken),
      accessExpiresAt: new Date(Math.min(now.getTime() + ACCESS_MS, expiresAt.getTime())),
      refreshTokenHash: hashToken(refreshToken),
      expiresAt,
    },
  };
}

/** Opens a session for a person who has proved who they are. */
export async function openSession(
  db: Queryable,
  context: RequestContext,
  opening: { userId: Uuid; place: Place; testMode: boolean },
): Promise<OpenedSession> {
  const now = context.clock.now();
  const { keys, accessToken, refreshToken } = newSessionKeys(opening.testMode, now, now);
  const device = { ipAddress: context.ipAddress, userAgent: context.userAgent?.slice(0, 500) ?? null };
  const session = await insertSession(
    db,
    { id: newId(), userId: opening.userId, ...opening.place, testMode: opening.testMode, createdAt: now, ...device },
    keys,
  );
  return { session, accessToken, accessTokenExpiresAt: keys.accessExpiresAt, refreshToken };
}
