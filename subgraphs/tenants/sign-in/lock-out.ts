import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { NO_SCOPE } from '../../../platform/database/database.ts';
import type { Queryable } from '../../../platform/database/session.ts';
import { SignInLockedError } from './sign-in.errors.ts';
import { countAttempts, findLock, forgetFailures, type AttemptSubject } from './sign-in-attempts.query.ts';

/** How many failures in a row are free; what comes after them locks for 30 seconds, then twice as long each time, up to an hour. */
export const FREE_FAILURES = { account: 4, address: 19 };
/** A day without a failure makes the count begin anew. */
export const FORGOTTEN_AFTER_MS = 86_400_000;

/** An attempt that was counted as a failure before its outcome is known, so that many at once cannot slip past the count. */
export interface CountedAttempt {
  /** Whether its failure locks the account or the address it comes from. */
  locks: boolean;
}

/**
 * Counts an attempt to prove who one is against the account (known or not) and the network address; throws SignInLockedError while
 * either is locked.
 */
export async function beginAttempt(context: RequestContext, email: string): Promise<CountedAttempt> {
  const counted = await countOrRefuse(context, subjectsOf(context, email));
  return { locks: counted.some(({ lockedUntil }) => lockedUntil !== null) };
}

/** Counts a request for a new password, by its own count; throws SignInLockedError when there are too many. */
export async function beginResetRequest(context: RequestContext, email: string): Promise<void> {
  await countOrRefuse(
    context,
    subjectsOf(context, email).map((each) => ({ ...each, subject: `reset-${each.subject}` })),
  );
}

/** The attempt has succeeded: the account's failures are forgotten, and the address is given back the one that was counted. */
export async function settleAttempt(db: Queryable, context: RequestContext, email: string): Promise<void> {
  const [account, address] = subjectsOf(context, email);
  await forgetFailures(db, account!.subject, address?.subject ?? null);
}

async function countOrRefuse(
  context: RequestContext,
  subjects: readonly AttemptSubject[],
): Promise<{ lockedUntil: Date | null }[]> {
  const session = context.openSession(NO_SCOPE);
  const now = context.clock.now();
  const counted = await countAttempts(session, subjects, { now, forgottenBefore: new Date(now.getTime() - FORGOTTEN_AFTER_MS) });
  if (counted.length < subjects.length) {
    const until = await findLock(session, subjects, now);
    if (until) throw new SignInLockedError(until, now);
  }
  return counted;
}

// A network gets one IPv6 subnet of 64 bits; whoever has it has all of its addresses.
function subjectsOf(context: RequestContext, email: string): AttemptSubject[] {
  const account = { subject: `account/${createHash('sha256').update(email).digest('hex')}`, free: FREE_FAILURES.account };
  const { ipAddress } = context;
  if (!ipAddress) return [account];
  const network = isIPv6(ipAddress) && !ipAddress.includes('.') ? subnetOf(ipAddress) : ipAddress;
  return [account, { subject: `address/${network}`, free: FREE_FAILURES.address }];
}

function subnetOf(address: string): string {
  const [head = '', tail = ''] = address.split('%')[0]!.split('::');
  const [before, after] = [head, tail].map((part) => (part === '' ? [] : part.split(':'))) as [string[], string[]];
  const groups = address.includes('::')
    ? [...before, ...Array<string>(8 - before.length - after.length).fill('0'), ...after]
    : before;
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}
