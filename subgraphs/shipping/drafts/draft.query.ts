import { sql } from 'kysely';
import type { Queryable } from '../../../platform/database/session.ts';
import type { ShipmentRow } from '../shipments/shipments.query.ts';
import { filingOfShipments } from '../shipments/shipment-terms.query.ts';

/** Stores drafts of one organization and files them, in one statement. */
export async function insertDrafts(db: Queryable, drafts: readonly ShipmentRow[]): Promise<void> {
  const [first] = drafts;
  await db.query(sql`
    with draft as (
      insert into shipments (id, organization_id, test_mode, status, payer_entity_id, shipper, recipient, parcels, customs, options, reference, notes, metadata,
        return_of_id, order_id, created_at, updated_at)
      select draft.id, ${first!.organizationId}, ${first!.testMode}, 'draft', draft."payerEntityId", draft.shipper, draft.recipient, draft.parcels, draft.customs,
        draft.options, draft.reference, draft.notes, draft.metadata, draft."returnOfId", draft."orderId", draft."createdAt", draft."updatedAt"
      from jsonb_to_recordset(${JSON.stringify(drafts)}::jsonb) as draft (id uuid, "payerEntityId" uuid, shipper jsonb, recipient jsonb, parcels jsonb,
        customs jsonb, options jsonb, reference text, notes text, metadata jsonb, "returnOfId" uuid, "orderId" uuid, "createdAt" timestamptz,
        "updatedAt" timestamptz)
    )
    ${filingOfShipments(drafts)}`);
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
