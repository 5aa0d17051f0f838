import { sql } from 'kysely';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { Address } from '../addresses/address.ts';
import type { CustomsDeclaration, DeliveryOptions } from '../carriers/consignment.ts';
import type { Parcel } from '../rate-sheets/measure-parcels.ts';
import { CONNECTION_TO_CALL, type ConnectionToCall } from '../connections/carrier-connections.query.ts';
import { inScope, type ScopedQueryable } from '../scope.query.ts';

/** What a label is bought by: a rate, with as much of its quote and connection as buying needs. */
export interface Offer {
  rateId: Uuid;
  quoteId: Uuid;
  organizationId: Uuid;
  testMode: boolean;
  carrierName: string;
  service: string;
  serviceName: string;
  carrierCharge: string;
  currency: string;
  shipper: Address;
  recipient: Address;
  parcels: Parcel[];
  customs: CustomsDeclaration | null;
  options: DeliveryOptions;
  /** e.g. "2026-01-31". */
  shipDate: string;
  payerEntityId: Uuid | null;
  /** The draft that the quote is for, with what was noted on it; null when the purchase makes a shipment of its own. */
  draftId: Uuid | null;
  draftReference: string | null;
  draftMetadata: Record<string, unknown> | null;
  /** The order of which the draft brings lines. */
  orderId: Uuid | null;
  expiresAt: Date;
  /** By what the carrier finds the rate again; null when the service says enough. */
  rateReference: string | null;
  connectionId: Uuid;
  /** The connection, without a rate sheet: what is bought has its price. */
  connection: ConnectionToCall;
  /** Whether the connection is neither switched off nor deleted. */
  isUsable: boolean;
}

/** The offer behind a rate; undefined for rates of others. */
export async function findOffer(db: ScopedQueryable, rateId: Uuid): Promise<Offer | undefined> {
  return db.first(sql<Offer>`
    select r.id as "rateId", r.quote_id as "quoteId", r.organization_id as "organizationId", r.test_mode as "testMode",
      r.carrier_name as "carrierName", r.service, r.service_name as "serviceName", r.carrier_charge as "carrierCharge", r.currency,
      q.shipper, q.recipient, q.parcels, q.customs, q.options, q.ship_date as "shipDate", q.payer_entity_id as "payerEntityId", q.expires_at as "expiresAt",
      q.shipment_id as "draftId", d.reference as "draftReference", d.metadata as "draftMetadata", d.order_id as "orderId",
      r.carrier_reference as "rateReference", c.id as "connectionId", ${CONNECTION_TO_CALL} as connection,
      c.is_active and c.deleted_at is null as "isUsable"
    from rates r
      join quotes q on q.id = r.quote_id
      join carrier_connections c on c.id = r.connection_id
      left join shipments d on d.id = q.shipment_id
    where r.id = ${rateId} and ${inScope(db, 'r')}`);
}
