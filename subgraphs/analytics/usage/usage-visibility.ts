import { requireOrganization, requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';

/** Whether the caller sees every organization of the tenant: staff who named none. */
export function seesEveryOrganization(context: RequestContext): boolean {
  const { level, organizationId } = context.identity;
  return organizationId === null && (level === 'tenant' || level === 'internal');
}

/**
 * The organization to report on, or null for the whole tenant, which only staff see. Throws NotFoundError for an
 * organization that is not the caller's; whether staff asked for one of their tenant is for the statement to say.
 */
export function reportedOrganization(
  context: RequestContext,
  asked: Uuid | undefined,
  field = 'filter.organizationId',
): Uuid | null {
  requireTenant(context);
  if (seesEveryOrganization(context)) return asked ?? null;
  const own = requireOrganization(context);
  if (asked !== undefined && asked !== own) throw new NotFoundError('The organization', field);
  return own;
}
