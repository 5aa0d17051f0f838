import { auditFacts, type RequestContext } from '../../../platform/context/request-context.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { newEvent } from '../../../platform/events/new-event.ts';
import { Money } from '../../../platform/money/money.ts';
import { ShipmentPurchased } from '../../../contracts/events/shipment-events.ts';
import {
  UsageShipmentCreated,
  UsageShipmentPurchased,
  UsageTrackingMade,
  type CarrierRequestMadeData,
} from '../../../contracts/events/usage-events.ts';
import { meterCarrierRequests } from '../carriers/meter-carrier-requests.ts';
import { recordFiles } from '../files/store-file.ts';
import { settleOrder } from '../orders/settle-order.ts';
import { announceQuote } from '../quotes/quote-topic.ts';
import { announceShipment } from '../shipments/shipment-topics.ts';
import { firstPollAt, isPolled, POLL_TRACKERS } from '../trackers/poll-schedule.ts';
import { announceTracker } from '../trackers/tracker-topics.ts';
import type { KeptDocuments } from './keep-documents.ts';
import type { Offer } from './offer.query.ts';
import type { Purchase } from './purchase.query.ts';
import { insertShipment, type RecordedTracker } from './record-shipment.query.ts';

/** Records what was bought: shipment, label and tracker of each parcel, what is metered, and who did it. */
export async function recordShipment(
  context: RequestContext,
  transaction: Transaction,
  facts: { purchase: Purchase; offer: Offer; usage: readonly CarrierRequestMadeData[] } & KeptDocuments,
): Promise<void> {
  const { purchase, offer, labels, invoiceFileId, usage } = facts;
  const { organizationId, shipmentId } = purchase;
  const { connectionId, carrierName, service } = offer;
  const now = context.clock.now();
  const nextPollAt = isPolled(offer.connection) ? firstPollAt(now, { hasLabel: true }) : null;
  const fileIds = [...labels.map(({ fileId }) => fileId), ...(invoiceFileId ? [invoiceFileId] : [])];
  await recordFiles(transaction, fileIds, now);
  const trackers = await insertShipment(transaction, facts, { now, nextPollAt });
  const [{ trackingNumber }] = trackers as [RecordedTracker];
  const begun = trackers.filter(({ isNew }) => isNew);
  if (nextPollAt) transaction.expectWork({ job: POLL_TRACKERS, dueAt: nextPollAt, now });
  for (const { id } of trackers) announceTracker(transaction, { id, organizationId });
  const entityId = purchase.entityId!;
  const totalCharge = Money.of(purchase.totalCharge, purchase.totalChargeCurrency).toJSON();
  const carrierCharge = Money.of(offer.carrierCharge, offer.currency).toJSON();
  const subject = `shipment/${shipmentId}`;
  transaction.publish(
    newEvent(context, UsageShipmentCreated, { subject, organizationId, data: { shipmentId, connectionId, carrierName } }),
    newEvent(context, ShipmentPurchased, {
      subject,
      organizationId,
      data: {
        shipmentId,
        quoteId: offer.quoteId,
        rateId: offer.rateId,
        connectionId,
        carrierName,
        service,
        entityId,
        reservationId: purchase.reservationId!,
        carrierCharge,
        totalCharge,
        trackingNumber,
        trackingNumbers: trackers.map((tracker) => tracker.trackingNumber),
      },
    }),
    newEvent(context, UsageShipmentPurchased, {
      subject,
      organizationId,
      data: { shipmentId, connectionId, carrierName, service, entityId, charge: totalCharge },
    }),
    ...begun.map(({ id }) =>
      newEvent(context, UsageTrackingMade, { subject: `tracker/${id}`, organizationId, data: { trackerId: id, carrierName } }),
    ),
  );
  meterCarrierRequests(context, transaction, { organizationId, usage });
  announceShipment(transaction, { id: shipmentId, organizationId });
  if (offer.orderId) await settleOrder(context, transaction, offer.orderId);
  announceQuote(transaction, { id: offer.quoteId, organizationId });
  transaction.audit({
    action: 'shipment.purchased',
    resourceType: 'shipment',
    resourceId: shipmentId,
    organizationId,
    after: {
      rateId: offer.rateId,
      entityId,
      carrierName,
      service,
      trackingNumber,
      parcels: trackers.length,
      carrierCharge,
      totalCharge,
    },
    ...auditFacts(context),
  });
}
