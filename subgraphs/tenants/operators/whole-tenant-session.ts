import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { Session } from '../../../platform/database/session.ts';

/** The caller's session; that of operators reaches everything in the platform's own tenant, which has no organizations. */
export function wholeTenantSession(context: RequestContext): Session {
  const { session, identity } = context;
  return identity.level === 'platform' ? context.openSession({ ...session.scope, organization: 'all' }) : session;
}
