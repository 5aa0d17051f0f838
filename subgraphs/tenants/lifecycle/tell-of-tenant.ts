import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { PendingEvent, Transaction } from '../../../platform/database/session.ts';
import { newEvent } from '../../../platform/events/new-event.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { announceIdentityChange } from '../identity/announce-identity-change.ts';

/** An event of a tenant, told by somebody outside of it. */
export function tenantEvent<Data>(
  context: RequestContext,
  type: Parameters<typeof newEvent<Data>>[1],
  tenantId: Uuid,
  data: Data,
): PendingEvent {
  const event = newEvent(context, type, { subject: `tenant/${tenantId}`, organizationId: null, data });
  return { ...event, tenantId };
}

/** Has every gateway forget, within milliseconds of the commit, what it remembers of the tenant: its people and its hosts. */
export function announceTenantChange(transaction: Transaction, tenantId: Uuid): void {
  announceIdentityChange(transaction, 'tenant', tenantId);
}
