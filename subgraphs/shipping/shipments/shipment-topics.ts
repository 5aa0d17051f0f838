import type { Transaction } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';

/** Under which the shipments of an organization are announced and watched. */
export const SHIPMENTS_TOPIC = 'shipments';

/** Under which one shipment is announced and watched. */
export function shipmentTopic(id: Uuid): string {
  return `shipment-${id}`;
}

/** Wakes, once this transaction has committed, whoever watches the shipment or the shipments of its organization. */
export function announceShipment(transaction: Transaction, shipment: { id: Uuid; organizationId: Uuid }): void {
  transaction.announce(SHIPMENTS_TOPIC, shipment.organizationId);
  transaction.announce(shipmentTopic(shipment.id), shipment.organizationId);
}
