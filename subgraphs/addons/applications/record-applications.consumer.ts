import { ShipmentPurchased } from '../../../contracts/events/shipment-events.ts';
import type { DeliveredEvent, EventConsumer } from '../../../platform/events/consumer.ts';
import { eventData, followingEvent } from '../../../platform/events/new-event.ts';
import { findRatePrices } from '../pricing/rate-price.query.ts';
import { recordPurchases, type Purchase } from './record-purchases.ts';

/** Records the addons of every bought shipment, also when the purchase itself did not come to ask for it. */
export const recordApplicationsConsumer: EventConsumer = {
  name: 'addons.record-applications',
  eventTypes: [ShipmentPurchased.type],
  async consume(transaction, events) {
    const purchases = events.flatMap(toPurchase);
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
  },
};

// A shipment always belongs to an organization; an event without one has nothing to be recorded for.
function toPurchase(event: DeliveredEvent): Purchase[] {
  const { organizationId, occurredAt } = event;
  if (!organizationId) return [];
  const { shipmentId, rateId } = eventData(ShipmentPurchased, event);
  return [
    {
      shipmentId,
      rateId,
      organizationId,
      purchasedAt: occurredAt,
      price: null,
      toEvent: (type, facts) => followingEvent(event, type, facts),
    },
  ];
}
