import {
  hasPermission,
  requireOrganization,
  requireTenant,
  type RequestContext,
} from '../../../platform/context/request-context.ts';
import type { AddonReader } from './addon.query.ts';

/** How the caller reads addons; throws ForbiddenError for callers outside every tenant and for those who name no organization. */
export function addonReader(context: RequestContext): AddonReader {
  requireTenant(context);
  if (hasPermission(context, 'manage_addons')) return { isManager: true };
  return { isManager: false, organizationId: requireOrganization(context), now: context.clock.now() };
}
