import { requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import { newEvent } from '../../../platform/events/new-event.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { findRatePrices } from '../pricing/rate-price.query.ts';
import { recordPurchases } from './record-purchases.ts';
import { findRecordedPurchases } from './recorded-purchase.query.ts';

/** A shipment that was bought at the pinned price of a rate. */
export interface ApplyAddons {
  shipmentId: Uuid;
  rateId: Uuid;
  organizationId: Uuid;
}

/**
 * Records the pinned addons of a rate as charged on a shipment; answers how many there are. Idempotent: a repeated or
 * concurrent call, or the event of the purchase, changes nothing and gets the same answer. An expired pin is recorded all the
 * same, for the label is bought. Throws NotFoundError when the rate was never priced for the organization.
 */
export async function applyAddons(context: RequestContext, command: ApplyAddons): Promise<{ applicationCount: number }> {
  requireTenant(context);
  const { shipmentId, rateId, organizationId } = command;
  return context.session.transaction(async (transaction) => {
    const [price] = await findRatePrices(transaction, [rateId], organizationId);
    if (!price) throw new NotFoundError('The rate', 'rateId');
    const taken = await recordPurchases(transaction, [
      {
        shipmentId,
        rateId,
        organizationId,
        price,
        purchasedAt: context.clock.now(),
        toEvent: (type, facts) => newEvent(context, type, facts),
      },
    ]);
    if (taken.has(shipmentId)) return { applicationCount: price.charges.length };
    const [recorded] = await findRecordedPurchases(transaction, [shipmentId], organizationId);
    if (!recorded) throw new NotFoundError('The shipment', 'shipmentId');
    return { applicationCount: recorded.applicationCount };
  });
}
