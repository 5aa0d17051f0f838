import { hasPermission, requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { ForbiddenError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';

/** Which partners a caller may see: every one of the tenant's, or a single one. */
export type PartnerVisibility = 'all' | Uuid;

/** Staff who manage partners see all; a partner's user sees that partner. Throws ForbiddenError for everybody else. */
export function partnerVisibility(context: RequestContext): PartnerVisibility {
  requireTenant(context);
  const { partnerId } = context.identity;
  // A partner's own users first: whatever else they hold, they never see another partner.
  if (partnerId) return partnerId;
  if (hasPermission(context, 'manage_partners')) return 'all';
  throw new ForbiddenError('Partners are seen by staff who manage them and by their own users.');
}
