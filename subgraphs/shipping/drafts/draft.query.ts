import { sql } from 'kysely';
import type { Queryable } from '../../../platform/database/session.ts';
import type { ShipmentRow } from '../shipments/shipments.query.ts';
import { filingOfShipments } from '../shipments/shipment-terms.query.ts';

/** Stores a draft and files it, in one statement. */
export async function insertDraft(db: Queryable, draft: ShipmentRow): Promise<void> {
  await db.query(sql`
    with draft as (
      insert into shipments (id, organization_id, test_mode, status, payer_entity_id, shipper, recipient, parcels, customs, options, reference, notes, metadata,
        return_of_id, order_id, created_at, updated_at)
      values (${draft.id}, ${draft.organizationId}, ${draft.testMode}, 'draft', ${draft.payerEntityId}, ${JSON.stringify(draft.shipper)}::jsonb,
        ${JSON.stringify(draft.recipient)}::jsonb, ${JSON.stringify(draft.parcels)}::jsonb,
        ${draft.customs && JSON.stringify(draft.customs)}::jsonb, ${JSON.stringify(draft.options)}::jsonb, ${draft.reference}, ${draft.notes},
        ${JSON.stringify(draft.metadata)}::jsonb, ${draft.returnOfId}, ${draft.orderId}, ${draft.createdAt}, ${draft.updatedAt})
    )
    ${filingOfShipments([draft])}`);
}

/** Writes what can be changed of a shipment; the caller holds it and has checked what may change at its stage. */
export async function writeShipment(db: Queryable, shipment: ShipmentRow): Promise<void> {
  await db.query(sql`
    update shipments set payer_entity_id = ${shipment.payerEntityId}, shipper = ${JSON.stringify(shipment.shipper)}::jsonb,
      recipient = ${JSON.stringify(shipment.recipient)}::jsonb, parcels = ${JSON.stringify(shipment.parcels)}::jsonb,
      customs = ${shipment.customs && JSON.stringify(shipment.customs)}::jsonb, options = ${JSON.stringify(shipment.options)}::jsonb, reference = ${shipment.reference},
      notes = ${shipment.notes}, metadata = ${JSON.stringify(shipment.metadata)}::jsonb, updated_at = ${shipment.updatedAt}
    where id = ${shipment.id}`);
}
