import type { RequestContext } from '../../../platform/context/request-context.ts';
import { NO_SCOPE } from '../../../platform/database/database.ts';
import type { Queryable } from '../../../platform/database/session.ts';
import type { JobScope, ScheduledJob } from '../../../platform/server/subgraph-definition.ts';
import { findPlatformTenant } from '../operators/operators.query.ts';
import { FORGOTTEN_AFTER_MS } from '../sign-in/lock-out.ts';
import { deleteOldCredentials } from './forget-old-credentials.query.ts';

const HOUR_MS = 3_600_000;
/** For how long a session that is over can still be seen among one's own. */
const SHOWN_AFTER_END_MS = 30 * 86_400_000;

/** Forgets, once an hour, sessions that have long been over, codes that have ended and failures that count no more. */
export const forgetOldCredentials: ScheduledJob = {
  name: 'tenants.forget-old-credentials',
  everyMs: HOUR_MS,
  scopesWithWork: onceInThePlatform,
  async run(context: RequestContext): Promise<void> {
    const now = context.clock.now();
    await deleteOldCredentials(context.openSession(NO_SCOPE), {
      now,
      failuresBefore: new Date(now.getTime() - FORGOTTEN_AFTER_MS),
      sessionsBefore: new Date(now.getTime() - SHOWN_AFTER_END_MS),
    });
  },
};

// What it forgets is nobody's in particular: once is enough.
async function onceInThePlatform(db: Queryable): Promise<JobScope[]> {
  const tenant = await findPlatformTenant(db);
  return tenant ? [{ tenant, testMode: false }] : [];
}
