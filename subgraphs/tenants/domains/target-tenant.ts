import { hasPermission, requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError, ValidationError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';

/** Whose domains or looks are meant: operators name a tenant; a tenant's own staff means theirs, and another is none. */
export function targetTenant(context: RequestContext, named: Uuid | null | undefined): Uuid {
  if (hasPermission(context, 'manage_tenants') && context.identity.level === 'platform') {
    if (!named) throw ValidationError.of('tenantId', 'Name the tenant.');
    return named;
  }
  const own = requireTenant(context).id;
  // What is not the caller's is told like what is not there: changing it finds no such tenant.
  if (named && named !== own) throw new NotFoundError('The tenant', 'tenantId');
  return own;
}
