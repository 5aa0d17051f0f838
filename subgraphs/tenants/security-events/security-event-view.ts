import { hasPermission, requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { ForbiddenError } from '../../../platform/errors/errors.ts';
import type { SecurityEventView } from './security-events.query.ts';

/**
 * Which security events the caller may see. Everybody sees their own, whoever manages an organization's tokens what happened to
 * those, and staff who manage the tenant (operators: the platform's own) all of it.
 */
export function securityEventView(context: RequestContext): SecurityEventView {
  const { id: tenantId } = requireTenant(context);
  const { level, userId, organizationId } = context.identity;
  if (level === 'partner') throw new ForbiddenError('Security events are for staff and members.');
  if (level === 'tenant' && hasPermission(context, 'manage_tenant')) return { tenantId, isWholeTenant: true };
  if (level === 'platform' && hasPermission(context, 'manage_system')) return { tenantId, isWholeTenant: true };
  return {
    tenantId,
    isWholeTenant: false,
    userId,
    organizationId: hasPermission(context, 'manage_api_keys') ? organizationId : null,
  };
}
