import { sql } from 'kysely';
import type { Queryable } from '../../../platform/database/session.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import type { BoughtLabel } from '../carriers/carrier-exchanges.ts';
import type { Offer } from './offer.query.ts';
import type { Purchase } from './purchase.query.ts';

/** The ids of what a bought label brings into being. */
export interface RecordedShipment {
  shipmentId: Uuid;
  trackerId: Uuid;
  labelId: Uuid;
}

/** Stores shipment, label and tracker of a purchase, in one statement. Fails on `shipments_tracking_number` when the number is taken. */
export async function insertShipment(
  db: Queryable,
  purchase: Purchase,
  offer: Offer,
  label: BoughtLabel,
  now: Date,
): Promise<RecordedShipment> {
  const recorded = { shipmentId: purchase.shipmentId, trackerId: newId(), labelId: newId() };
  const { organizationId, testMode } = purchase;
  const { recipient } = offer;
  const searchText = [
    label.trackingNumber,
    purchase.reference,
    recipient.name,
    recipient.company,
    recipient.city,
    recipient.postalCode,
  ]
    .filter(Boolean)
    .join(' ');
  await db.query(sql`
    with shipment as (
      insert into shipments (id, organization_id, test_mode, status, connection_id, quote_id, rate_id, entity_id, shipper, recipient, parcels,
        carrier_name, service, service_name, tracking_number, carrier_charge, currency, reference, metadata, search_text, carrier_reference, created_at, updated_at)
      values (${recorded.shipmentId}, ${organizationId}, ${testMode}, 'created', ${offer.connectionId}, ${offer.quoteId}, ${offer.rateId}, ${purchase.entityId},
        ${JSON.stringify(offer.shipper)}::jsonb, ${JSON.stringify(recipient)}::jsonb, ${JSON.stringify(offer.parcels)}::jsonb, ${offer.carrierName},
        ${offer.service}, ${offer.serviceName}, ${label.trackingNumber}, ${offer.carrierCharge}, ${offer.currency}, ${purchase.reference},
        ${JSON.stringify(purchase.metadata)}::jsonb, ${searchText}, ${label.carrierReference ?? null}, ${now}, ${now})
    ), label as (
      insert into labels (id, organization_id, test_mode, shipment_id, format, content, created_at)
      values (${recorded.labelId}, ${organizationId}, ${testMode}, ${recorded.shipmentId}, ${label.format}, ${label.content}, ${now})
    ), tracker as (
      insert into trackers (id, organization_id, test_mode, shipment_id, connection_id, carrier_name, tracking_number, status, last_scan_at, created_at, updated_at)
      values (${recorded.trackerId}, ${organizationId}, ${testMode}, ${recorded.shipmentId}, ${offer.connectionId}, ${offer.carrierName},
        ${label.trackingNumber}, 'pending', ${now}, ${now}, ${now})
    )
    insert into tracking_events (id, organization_id, test_mode, tracker_id, status, code, description, occurred_at, recorded_at)
    values (${newId()}, ${organizationId}, ${testMode}, ${recorded.trackerId}, 'pending', 'label_created', 'The label was made; the carrier has not seen the parcel yet.',
      ${now}, ${now})`);
  return recorded;
}
