import type { RequestContext } from '../../../platform/context/request-context.ts';
import { NO_SCOPE } from '../../../platform/database/database.ts';
import type { Session } from '../../../platform/database/session.ts';
import { findPlatformTenant } from './operators.query.ts';

/** A session in the platform's own tenant, whose audit log and jobs tell of what happens to tenants; undefined before the first operator. */
export async function platformSession(context: RequestContext): Promise<Session | undefined> {
  const tenant = await findPlatformTenant(context.openSession(NO_SCOPE));
  return tenant && context.openSession({ tenant, organization: 'all', testMode: false });
}
