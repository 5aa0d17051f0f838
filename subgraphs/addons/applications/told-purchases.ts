import type { Transaction } from '../../../platform/database/session.ts';
import type { DeliveredEvent } from '../../../platform/events/consumer.ts';
import { followingEvent } from '../../../platform/events/new-event.ts';
import { findRatePrices } from '../pricing/rate-price.query.ts';
import { recordPurchases, type Purchase } from './record-purchases.ts';

/** A purchase as an event tells of it; none when the event names no organization, for whom there is nothing to record then. */
export function toldPurchase(
  event: DeliveredEvent,
  purchase: Pick<Purchase, 'shipmentId' | 'rateId' | 'purchasedAt'>,
): Omit<Purchase, 'price'>[] {
  const { organizationId } = event;
  return organizationId ? [{ ...purchase, organizationId, toEvent: (type, facts) => followingEvent(event, type, facts) }] : [];
}

/** Records purchases that events told of, at the prices they were pinned at. */
export async function recordToldPurchases(
  transaction: Transaction,
  purchases: readonly Omit<Purchase, 'price'>[],
): Promise<void> {
  const prices = await findRatePrices(
    transaction,
    purchases.map((purchase) => purchase.rateId),
    null,
  );
  const byRate = new Map(prices.map((price) => [`${price.organizationId} ${price.rateId}`, price]));
  await recordPurchases(
    transaction,
    purchases.map((purchase) => ({ ...purchase, price: byRate.get(`${purchase.organizationId} ${purchase.rateId}`) ?? null })),
  );
}
