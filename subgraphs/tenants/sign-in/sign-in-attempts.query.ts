import { sql } from 'kysely';
import type { Queryable } from '../../../platform/database/session.ts';

const FIRST_LOCK_SECONDS = 30;
const LONGEST_LOCK_SECONDS = 3_600;

/** What attempts are counted for, and how many failures it has free. */
export interface AttemptSubject {
  subject: string;
  free: number;
}

/** Counts a failure for each subject that is not locked, in one statement; answers those. */
export async function countAttempts(
  db: Queryable,
  subjects: readonly AttemptSubject[],
  at: { now: Date; forgottenBefore: Date },
): Promise<{ lockedUntil: Date | null }[]> {
  const rows = JSON.stringify(subjects.toSorted((left, right) => (left.subject < right.subject ? -1 : 1)));
  return db.query(sql<{ lockedUntil: Date | null }>`
    insert into tenants.sign_in_attempts as known (subject, failures, last_failed_at, locked_until)
    select subject, 1, ${at.now}::timestamptz, null from jsonb_to_recordset(${rows}::jsonb) as asked (subject text, free int)
    on conflict (subject) do update set
      failures = case when known.last_failed_at < ${at.forgottenBefore} then 1 else known.failures + 1 end,
      last_failed_at = excluded.last_failed_at,
      locked_until = (
        select case when known.last_failed_at >= ${at.forgottenBefore} and known.failures >= free then
          excluded.last_failed_at + make_interval(secs => least(
            ${FIRST_LOCK_SECONDS} * power(2, least(known.failures - free, 20)), ${LONGEST_LOCK_SECONDS})) end
        from jsonb_to_recordset(${rows}::jsonb) as asked (subject text, free int) where asked.subject = known.subject)
    where known.locked_until is null or known.locked_until <= excluded.last_failed_at
    returning locked_until as "lockedUntil"`);
}

/** Until when one of the subjects is locked; undefined when none is. */
export async function findLock(db: Queryable, subjects: readonly AttemptSubject[], now: Date): Promise<Date | undefined> {
  const row = await db.first(sql<{ until: Date | null }>`
    select max(locked_until) as until from tenants.sign_in_attempts
    where subject = any(${subjects.map(({ subject }) => subject)}::text[]) and locked_until > ${now}`);
  return row?.until ?? undefined;
}

/** Forgets the failures of an account, and one of an address. */
export async function forgetFailures(db: Queryable, account: string, address: string | null): Promise<void> {
  await db.query(sql`
    with account as (delete from tenants.sign_in_attempts where subject = ${account})
    update tenants.sign_in_attempts set failures = greatest(failures - 1, 0), locked_until = null where subject = ${address}`);
}
