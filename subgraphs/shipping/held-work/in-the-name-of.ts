import { requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';

/** Somebody who began work that others may have to finish. */
export interface Beginner {
  actor: string;
  userId: Uuid | null;
  organizationId: Uuid;
  testMode: boolean;
}

/** The context of a job that finishes what somebody began: limits and defaults are his, so others must be asked in his name. */
export function inTheNameOf(context: RequestContext, { actor, userId, organizationId, testMode }: Beginner): RequestContext {
  return context.actAs({
    actor,
    level: 'organization',
    userId,
    tenant: requireTenant(context),
    organizationId,
    partnerId: null,
    testMode,
    permissions: [],
  });
}
