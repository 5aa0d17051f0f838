import { ShipmentCancelled } from '../../../contracts/events/shipment-events.ts';
import type { EventConsumer } from '../../../platform/events/consumer.ts';
import { eventData } from '../../../platform/events/new-event.ts';
import { reversePurchases } from './reverse-purchases.ts';
import { recordToldPurchases, toldPurchase } from './told-purchases.ts';

/**
 * Takes back the addons of every cancelled shipment. A cancellation says that there was a purchase: one that was not told yet is
 * recorded first, so that the order in which the two arrive does not matter.
 */
export const reverseApplicationsConsumer: EventConsumer = {
  name: 'addons.reverse-applications',
  eventTypes: [ShipmentCancelled.type],
  async consume(transaction, events) {
    const purchases = events.flatMap((event) => {
      const { shipmentId, rateId, purchasedAt } = eventData(ShipmentCancelled, event);
      return toldPurchase(event, { shipmentId, rateId, purchasedAt: new Date(purchasedAt) });
    });
    await recordToldPurchases(transaction, purchases);
    const cancelledAt = new Map(events.map((event) => [eventData(ShipmentCancelled, event).shipmentId, event.occurredAt]));
    await reversePurchases(
      transaction,
      purchases.map(({ shipmentId, toEvent }) => ({ shipmentId, toEvent, cancelledAt: cancelledAt.get(shipmentId)! })),
    );
  },
};
