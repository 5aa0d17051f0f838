import type { RequestContext } from '../../../platform/context/request-context.ts';
import { NO_SCOPE } from '../../../platform/database/database.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import {
  recordRefusedSession,
  recordRefusedToken,
  recordSessionUse,
  recordTokenUse,
  type CredentialUse,
} from './credential-use.query.ts';

/** What a gateway gathered of a token or session and network address. */
export interface GatheredUse {
  /** `token/<uuid>` or `session/<uuid>`. */
  subject: string;
  ipAddress: string | null;
  usedAt: Date;
  /** How many of its requests were refused for their network; when there are any, none was let in. */
  refusals: number;
}

/** Records what gateways gathered over some seconds: two statements for all that was let in, one for each that was refused. */
export async function recordCredentialUse(context: RequestContext, gathered: readonly GatheredUse[]): Promise<void> {
  const of = (kind: string): (CredentialUse & { refusals: number })[] =>
    gathered.filter(({ subject }) => subject.startsWith(`${kind}/`)).map((use) => ({ ...use, id: idOf(use.subject) }));
  const [tokens, sessions] = [of('token'), of('session')];
  const isLetIn = ({ refusals }: { refusals: number }): boolean => refusals === 0;
  await context.openSession(NO_SCOPE).transaction(async (transaction) => {
    await recordTokenUse(transaction, tokens.filter(isLetIn));
    await recordSessionUse(transaction, sessions.filter(isLetIn));
    for (const use of tokens) if (!isLetIn(use)) await recordRefusedToken(transaction, use);
    for (const use of sessions) if (!isLetIn(use)) await recordRefusedSession(transaction, use);
  });
}

function idOf(subject: string): Uuid {
  return subject.slice(subject.indexOf('/') + 1);
}
