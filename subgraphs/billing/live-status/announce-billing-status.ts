import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { markStatusChanged } from './billing-status.query.ts';

/** Under which the billing status of an organization's entities is announced and watched. */
export const BILLING_STATUS_TOPIC = 'billing-status';

/** To be called where an entity's status is written: notes when, and wakes whoever watches it once that is committed. */
export async function announceBillingStatus(
  context: RequestContext,
  transaction: Transaction,
  entity: { entityId: Uuid; organizationId: Uuid },
): Promise<void> {
  await markStatusChanged(transaction, entity.entityId, context.clock.now());
  transaction.announce(BILLING_STATUS_TOPIC, entity.organizationId);
}
