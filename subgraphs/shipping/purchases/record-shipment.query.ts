import { sql } from 'kysely';
import type { Queryable } from '../../../platform/database/session.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { filingOfShipments } from '../shipments/shipment-terms.query.ts';
import type { KeptDocuments } from './keep-documents.ts';
import type { Offer } from './offer.query.ts';
import type { Purchase } from './purchase.query.ts';

/** The tracker of a parcel that was bought. */
export interface RecordedTracker {
  id: Uuid;
  trackingNumber: string;
  /** Whether it began with the label; else somebody tracked the number before. */
  isNew: boolean;
}

/**
 * Stores shipment (a draft becomes one), and label and tracker of each parcel, in one statement however many there are. A number that was
 * tracked by itself belongs to its parcel from now on. Fails on `shipments_tracking_number` or `labels_tracking_number` when one is taken.
 */
export async function insertShipment(
  db: Queryable,
  bought: { purchase: Purchase; offer: Offer } & KeptDocuments,
  { now, nextPollAt }: { now: Date; nextPollAt: Date | null },
): Promise<RecordedTracker[]> {
  const { purchase, offer, labels, invoiceFileId } = bought;
  const { organizationId, testMode, shipmentId, reference, metadata } = purchase;
  const { recipient, carrierName } = offer;
  const parcels = labels.flatMap(({ parcelPosition, trackingNumber, carrierReference }) =>
    trackingNumber === null ? [] : [{ trackerId: newId(), eventId: newId(), parcelPosition, trackingNumber, carrierReference }],
  );
  const parcelNumbers = parcels.map(({ trackingNumber }) => trackingNumber);
  const filed = { id: shipmentId, organizationId, testMode, parcelNumbers, reference, recipient, metadata };
  return db.query(sql<RecordedTracker>`
    with shipment as (
      insert into shipments (id, organization_id, test_mode, status, connection_id, quote_id, rate_id, entity_id, shipper, recipient, parcels, customs, options,
        carrier_name, service, service_name, tracking_number, parcel_numbers, carrier_charge, currency, reference, metadata, carrier_reference, invoice_file_id,
        created_at, updated_at, purchased_at)
      values (${shipmentId}, ${organizationId}, ${testMode}, 'created', ${offer.connectionId}, ${offer.quoteId}, ${offer.rateId}, ${purchase.entityId},
        ${JSON.stringify(offer.shipper)}::jsonb, ${JSON.stringify(recipient)}::jsonb, ${JSON.stringify(offer.parcels)}::jsonb,
        ${offer.customs && JSON.stringify(offer.customs)}::jsonb, ${JSON.stringify(offer.options)}::jsonb, ${carrierName},
        ${offer.service}, ${offer.serviceName}, ${parcelNumbers[0]}, ${parcelNumbers}::text[], ${offer.carrierCharge}, ${offer.currency}, ${reference},
        ${JSON.stringify(metadata)}::jsonb, ${parcels[0]!.carrierReference}, ${invoiceFileId}, ${now}, ${now}, ${now})
      on conflict (id) do update set status = excluded.status, connection_id = excluded.connection_id, quote_id = excluded.quote_id,
        rate_id = excluded.rate_id, entity_id = excluded.entity_id, shipper = excluded.shipper, recipient = excluded.recipient,
        parcels = excluded.parcels, customs = excluded.customs, options = excluded.options, carrier_name = excluded.carrier_name, service = excluded.service, service_name = excluded.service_name,
        tracking_number = excluded.tracking_number, parcel_numbers = excluded.parcel_numbers, carrier_charge = excluded.carrier_charge, currency = excluded.currency,
        reference = excluded.reference, metadata = excluded.metadata, carrier_reference = excluded.carrier_reference, invoice_file_id = excluded.invoice_file_id, updated_at = excluded.updated_at, purchased_at = excluded.purchased_at
    ), terms as (
      ${filingOfShipments([filed])}
    ), label as (
      insert into labels (id, organization_id, test_mode, shipment_id, parcel_position, carrier_name, tracking_number, carrier_reference, format, file_id, created_at)
      select kept.id, ${organizationId}, ${testMode}, ${shipmentId}, kept."parcelPosition", ${carrierName}, kept."trackingNumber", kept."carrierReference",
        kept.format, kept."fileId", ${now}
      from jsonb_to_recordset(${JSON.stringify(labels.map((label) => ({ ...label, id: newId() })))}::jsonb)
        as kept (id uuid, "parcelPosition" int, "trackingNumber" text, "carrierReference" text, format text, "fileId" uuid)
    ), parcel as (
      select * from jsonb_to_recordset(${JSON.stringify(parcels)}::jsonb) as parcel ("trackerId" uuid, "eventId" uuid, "parcelPosition" int, "trackingNumber" text)
    ), tracker as (
      insert into trackers as t (id, organization_id, test_mode, shipment_id, parcel_position, connection_id, carrier_name, tracking_number, status, last_scan_at,
        next_poll_at, created_at, updated_at)
      select "trackerId", ${organizationId}, ${testMode}, ${shipmentId}, "parcelPosition", ${offer.connectionId}, ${carrierName}, "trackingNumber", 'pending',
        ${now}, ${nextPollAt}, ${now}, ${now} from parcel
      on conflict (organization_id, test_mode, carrier_name, tracking_number) do update set shipment_id = excluded.shipment_id,
        parcel_position = excluded.parcel_position, connection_id = excluded.connection_id,
        status = case when t.status = 'unknown' then 'pending' else t.status end, updated_at = excluded.updated_at
      returning t.id, t.parcel_position, t.tracking_number
    ), event as (
      insert into tracking_events (id, organization_id, test_mode, tracker_id, status, code, description, occurred_at, recorded_at)
      select parcel."eventId", ${organizationId}, ${testMode}, tracker.id, 'pending', 'label_created',
        'The label was made; the carrier has not seen the parcel yet.', ${now}, ${now}
      from parcel join tracker on tracker.parcel_position = parcel."parcelPosition" on conflict do nothing
    )
    select tracker.id, tracker.tracking_number as "trackingNumber", tracker.id = parcel."trackerId" as "isNew"
    from parcel join tracker on tracker.parcel_position = parcel."parcelPosition" order by tracker.parcel_position`);
}
