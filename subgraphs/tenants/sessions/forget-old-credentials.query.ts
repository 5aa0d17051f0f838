import { sql } from 'kysely';
import type { Queryable } from '../../../platform/database/session.ts';

/** Forgets what opens nothing any more: codes that have ended, failures of a day ago, sessions that were over before `sessionsBefore`. */
export async function deleteOldCredentials(
  db: Queryable,
  at: { now: Date; failuresBefore: Date; sessionsBefore: Date },
): Promise<void> {
  await db.query(sql`delete from tenants.mailed_codes where expires_at <= ${at.now}`);
  await db.query(sql`
    delete from tenants.sign_in_attempts where last_failed_at < ${at.failuresBefore} and coalesce(locked_until, last_failed_at) <= ${at.now}`);
  await db.query(sql`
    delete from tenants.sessions where expires_at < ${at.sessionsBefore} or ended_at < ${at.sessionsBefore}`);
}
