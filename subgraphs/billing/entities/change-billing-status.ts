import {
  EntityAccessRestored,
  EntityAccessSuspended,
  EntityGracePeriodStarted,
  type BillingStatusData,
} from '../../../contracts/events/billing-status-events.ts';
import { auditFacts, type RequestContext } from '../../../platform/context/request-context.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { newEvent } from '../../../platform/events/new-event.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { JOB_NAMES } from '../job-names.ts';
import { announceBillingStatus } from '../live-status/announce-billing-status.ts';
import type { EntityStatus } from './billing-entity.entity.ts';
import type { BillingStanding } from './billing-standing.ts';
import { entityBillingChanged } from './entity-events.ts';
import { writeBillingStanding } from './entity-write.query.ts';

/** A standing that is to hold for an entity. */
export interface BillingStatusChange {
  entityId: Uuid;
  organizationId: Uuid;
  standing: BillingStanding;
  /** The invoice whose payment or failure led to it; null when it was somebody's decision. */
  invoiceId: Uuid | null;
}

/**
 * Writes an entity's billing status and tells of it; nothing happens when it has that standing already. The only place
 * that writes the status, so whoever wants to know of changes needs to look nowhere else.
 */
export async function changeBillingStatus(
  context: RequestContext,
  transaction: Transaction,
  change: BillingStatusChange,
): Promise<void> {
  const { entityId, organizationId, standing } = change;
  const written = await writeBillingStanding(transaction, entityId, standing);
  if (!written) return;
  if (standing.status === 'grace' && standing.graceEndsAt) {
    const now = context.clock.now();
    transaction.expectWork({ job: JOB_NAMES.suspendAfterGrace, dueAt: standing.graceEndsAt, now });
  }
  await announceBillingStatus(context, transaction, change);
  const eventType = eventOfMove(written.statusBefore, standing.status);
  if (eventType)
    transaction.publish(
      newEvent(context, eventType, { subject: `entity/${entityId}`, organizationId, data: billingStatusData(change) }),
    );
  transaction.publish(entityBillingChanged(context, written));
  transaction.audit({
    action: 'entity.status_changed',
    resourceType: 'entity',
    resourceId: entityId,
    organizationId,
    before: { status: written.statusBefore, graceEndsAt: written.graceEndsAtBefore },
    after: { ...standing, invoiceId: change.invoiceId },
    ...auditFacts(context),
  });
}

/** A standing as events tell it. */
export function billingStatusData(change: BillingStatusChange): BillingStatusData {
  const { entityId, organizationId, standing, invoiceId } = change;
  const graceEndsAt = standing.status === 'grace' ? (standing.graceEndsAt?.toISOString() ?? null) : null;
  return { entityId, organizationId, status: standing.status, invoiceId, graceEndsAt };
}

// From suspension back into grace is a restoration as well: the entity may buy again. A grace that only ends earlier or
// later is no event.
function eventOfMove(from: EntityStatus, to: EntityStatus): typeof EntityAccessRestored | undefined {
  if (from === to) return undefined;
  if (to === 'suspended') return EntityAccessSuspended;
  return from === 'active' ? EntityGracePeriodStarted : EntityAccessRestored;
}
