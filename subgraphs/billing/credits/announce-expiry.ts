import { CreditExpiring } from '../../../contracts/events/credit-events.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { newEvent } from '../../../platform/events/new-event.ts';
import { Money } from '../../../platform/money/money.ts';
import { EXPIRY_NOTICE_MS } from './credit-terms.ts';
import { markExpiryAnnounced } from './grant.query.ts';

const BATCH_SIZE = 500;

/** Tells, once a grant, that what is left of it runs out within thirty days. Answers of how many. */
export async function announceExpiry(context: RequestContext): Promise<number> {
  const now = context.clock.now();
  return context.session.transaction(async (transaction) => {
    const until = new Date(now.getTime() + EXPIRY_NOTICE_MS);
    const expiring = await markExpiryAnnounced(transaction, { now, until, limit: BATCH_SIZE });
    transaction.publish(
      ...expiring.map(({ organizationId, entityId, grantId, remaining, currency, expiresAt }) =>
        newEvent(context, CreditExpiring, {
          subject: `entity/${entityId}`,
          organizationId,
          data: { entityId, grantId, remaining: Money.of(remaining, currency).toJSON(), expiresAt: expiresAt.toISOString() },
        }),
      ),
    );
    return expiring.length;
  });
}
