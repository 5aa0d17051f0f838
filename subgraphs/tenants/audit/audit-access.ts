import type { ChainScope } from '../../../platform/chain/chained-log.ts';
import { requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import type { Session } from '../../../platform/database/session.ts';
import { ForbiddenError } from '../../../platform/errors/errors.ts';
import { wholeTenantSession } from '../operators/whole-tenant-session.ts';

/**
 * The session that reads the audit log for the caller: the organization's for its members, the tenant's for its staff, the
 * platform's own tenant's for operators. Nobody reads another tenant's.
 */
export function auditSession(context: RequestContext): Session {
  requireTenant(context);
  const { level, organizationId } = context.identity;
  if (level === 'partner' || level === 'anonymous') throw new ForbiddenError('The audit log is for staff and members.');
  if (level === 'organization' && organizationId === null)
    throw new ForbiddenError('Name the organization: send its id in the x-organization-id header.');
  return wholeTenantSession(context);
}

/** The chain of the caller's tenant and mode. */
export function chainInView(context: RequestContext): ChainScope {
  return { tenantId: requireTenant(context).id, testMode: context.identity.testMode };
}
