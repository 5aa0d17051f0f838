import { sql } from 'kysely';
import type { Queryable } from '../../../platform/database/session.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import type { BoughtLabel } from '../carriers/carrier-exchanges.ts';
import { filingOfShipments } from '../shipments/shipment-terms.query.ts';
import type { Offer } from './offer.query.ts';
import type { Purchase } from './purchase.query.ts';

/** The ids of what a bought label brings into being. */
export interface RecordedShipment {
  shipmentId: Uuid;
  trackerId: Uuid;
  labelId: Uuid;
}

/** Stores shipment (a draft becomes one), label and tracker of a purchase, in one statement. Fails on `shipments_tracking_number` when the number is taken. */
export async function insertShipment(
  db: Queryable,
  purchase: Purchase,
  offer: Offer,
  label: BoughtLabel & { fileId: Uuid },
  { now, nextPollAt }: { now: Date; nextPollAt: Date | null },
): Promise<RecordedShipment> {
  const recorded = { shipmentId: purchase.shipmentId, trackerId: newId(), labelId: newId() };
  const { organizationId, testMode } = purchase;
  const { recipient } = offer;
  const { trackingNumber } = label;
  const { reference, metadata } = purchase;
  const filed = { id: recorded.shipmentId, organizationId, testMode, trackingNumber, reference, recipient, metadata };
  await db.query(sql`
    with shipment as (
      insert into shipments (id, organization_id, test_mode, status, connection_id, quote_id, rate_id, entity_id, shipper, recipient, parcels, customs, options,
        carrier_name, service, service_name, tracking_number, carrier_charge, currency, reference, metadata, carrier_reference, created_at, updated_at,
        purchased_at)
      values (${recorded.shipmentId}, ${organizationId}, ${testMode}, 'created', ${offer.connectionId}, ${offer.quoteId}, ${offer.rateId}, ${purchase.entityId},
        ${JSON.stringify(offer.shipper)}::jsonb, ${JSON.stringify(recipient)}::jsonb, ${JSON.stringify(offer.parcels)}::jsonb,
        ${offer.customs && JSON.stringify(offer.customs)}::jsonb, ${JSON.stringify(offer.options)}::jsonb, ${offer.carrierName},
        ${offer.service}, ${offer.serviceName}, ${trackingNumber}, ${offer.carrierCharge}, ${offer.currency}, ${reference},
        ${JSON.stringify(metadata)}::jsonb, ${label.carrierReference ?? null}, ${now}, ${now}, ${now})
      on conflict (id) do update set status = excluded.status, connection_id = excluded.connection_id, quote_id = excluded.quote_id,
        rate_id = excluded.rate_id, entity_id = excluded.entity_id, shipper = excluded.shipper, recipient = excluded.recipient,
        parcels = excluded.parcels, customs = excluded.customs, options = excluded.options, carrier_name = excluded.carrier_name, service = excluded.service, service_name = excluded.service_name,
        tracking_number = excluded.tracking_number, carrier_charge = excluded.carrier_charge, currency = excluded.currency,
        reference = excluded.reference, metadata = excluded.metadata, carrier_reference = excluded.carrier_reference, updated_at = excluded.updated_at, purchased_at = excluded.purchased_at
    ), terms as (
      ${filingOfShipments([filed])}
    ), label as (
      insert into labels (id, organization_id, test_mode, shipment_id, format, file_id, created_at)
      values (${recorded.labelId}, ${organizationId}, ${testMode}, ${recorded.shipmentId}, ${label.format}, ${label.fileId}, ${now})
    ), tracker as (
      insert into trackers (id, organization_id, test_mode, shipment_id, connection_id, carrier_name, tracking_number, status, last_scan_at, next_poll_at,
        created_at, updated_at)
      values (${recorded.trackerId}, ${organizationId}, ${testMode}, ${recorded.shipmentId}, ${offer.connectionId}, ${offer.carrierName},
        ${trackingNumber}, 'pending', ${now}, ${nextPollAt}, ${now}, ${now})
    )
    insert into tracking_events (id, organization_id, test_mode, tracker_id, status, code, description, occurred_at, recorded_at)
    values (${newId()}, ${organizationId}, ${testMode}, ${recorded.trackerId}, 'pending', 'label_created', 'The label was made; the carrier has not seen the parcel yet.',
      ${now}, ${now})`);
  return recorded;
}
