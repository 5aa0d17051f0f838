import { ShipmentPurchased } from '../../../contracts/events/shipment-events.ts';
import type { EventConsumer } from '../../../platform/events/consumer.ts';
import { eventData } from '../../../platform/events/new-event.ts';
import { recordToldPurchases, toldPurchase } from './told-purchases.ts';

/** Records the addons of every bought shipment, also when the purchase itself did not come to ask for it. */
export const recordApplicationsConsumer: EventConsumer = {
  name: 'addons.record-applications',
  eventTypes: [ShipmentPurchased.type],
  async consume(transaction, events) {
    const purchases = events.flatMap((event) => {
      const { shipmentId, rateId } = eventData(ShipmentPurchased, event);
      return toldPurchase(event, { shipmentId, rateId, purchasedAt: event.occurredAt });
    });
    await recordToldPurchases(transaction, purchases);
  },
};
