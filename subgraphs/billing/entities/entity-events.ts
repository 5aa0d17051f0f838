import { DefaultPayerChanged, EntityBillingChanged } from '../../../contracts/events/billing-status-events.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { PendingEvent } from '../../../platform/database/session.ts';
import { newEvent } from '../../../platform/events/new-event.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { ToldEntity } from './entity-write.query.ts';

/** Tells an entity as it is now; to be published whenever its row was written. */
export function entityBillingChanged(context: RequestContext, entity: ToldEntity): PendingEvent {
  const { id: entityId, organizationId, name, status, isDefault, version } = entity;
  const graceEndsAt = status === 'grace' ? (entity.graceEndsAt?.toISOString() ?? null) : null;
  const data = { entityId, organizationId, name, status, graceEndsAt, isDefault, version };
  return newEvent(context, EntityBillingChanged, { subject: `entity/${entityId}`, organizationId, data });
}

/** Tells which entity pays for a person who names none. */
export function defaultPayerChanged(
  context: RequestContext,
  data: { organizationId: Uuid; userId: Uuid; entityId: Uuid | null },
): PendingEvent {
  const { organizationId, userId } = data;
  return newEvent(context, DefaultPayerChanged, { subject: `default_payer/${organizationId}/${userId}`, organizationId, data });
}
