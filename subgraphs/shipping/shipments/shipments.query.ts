import { sql, type RawBuilder } from 'kysely';
import { fetchPage, fetchPages, type KeysetOrder, type Page, type PageRequest } from '../../../platform/database/keyset.ts';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { Address } from '../addresses/address.ts';
import type { CustomsDeclaration, DeliveryOptions } from '../carriers/consignment.ts';
import type { Parcel } from '../rate-sheets/measure-parcels.ts';
import { inScope, type ScopedQueryable } from '../scope.query.ts';
import { areFiledUnder } from '../search/filed-terms.query.ts';
import { isWordless, termsAskedFor, type Search } from '../search/terms.ts';
import { SHIPMENT_TERMS } from './shipment-terms.query.ts';
import type { ShipmentStatus } from './shipment-status.ts';

/** A shipment at any stage; what only a bought one has is null in a draft. Amounts are exact decimals. */
export interface ShipmentRow {
  id: Uuid;
  organizationId: Uuid;
  testMode: boolean;
  status: ShipmentStatus;
  connectionId: Uuid | null;
  quoteId: Uuid | null;
  rateId: Uuid | null;
  /** The entity that paid. */
  entityId: Uuid | null;
  /** The entity that a draft is meant to be paid by; null for the buyer's default. */
  payerEntityId: Uuid | null;
  shipper: Address;
  recipient: Address;
  parcels: Parcel[];
  customs: CustomsDeclaration | null;
  options: DeliveryOptions;
  carrierName: string | null;
  service: string | null;
  serviceName: string | null;
  /** That of its first parcel. */
  trackingNumber: string | null;
  /** That of each parcel, in their order; none until it is bought. */
  parcelNumbers: string[];
  /** Where its commercial invoice is kept. */
  invoiceFileId: Uuid | null;
  carrierCharge: string | null;
  currency: string | null;
  reference: string | null;
  notes: string | null;
  metadata: Record<string, unknown>;
  /** The shipment that this one brings back. */
  returnOfId: Uuid | null;
  /** The manifest that it is on. */
  manifestId: Uuid | null;
  /** The order of which it brings lines. */
  orderId: Uuid | null;
  createdAt: Date;
  updatedAt: Date;
  purchasedAt: Date | null;
  cancelledAt: Date | null;
}

/** Which shipments to list; words begin a word of the tracking number, reference, or the recipient's name, company, city or postal code. */
export interface ShipmentFilter extends Search {
  status?: readonly ShipmentStatus[] | null | undefined;
  carrierName?: string | null | undefined;
  service?: string | null | undefined;
  createdAfter?: Date | null | undefined;
  createdBefore?: Date | null | undefined;
  reference?: string | null | undefined;
  isReturn?: boolean | null | undefined;
}

/** Sort orders of the list of shipments. */
export const SHIPMENT_ORDERS = {
  createdAtDesc: { column: 'created_at', type: 'timestamptz', direction: 'desc' },
  createdAtAsc: { column: 'created_at', type: 'timestamptz', direction: 'asc' },
  updatedAtDesc: { column: 'updated_at', type: 'timestamptz', direction: 'desc' },
  updatedAtAsc: { column: 'updated_at', type: 'timestamptz', direction: 'asc' },
} as const satisfies Record<string, KeysetOrder>;

/** The columns of a shipment `s`. */
export const SHIPMENT_COLUMNS = sql`s.id, s.organization_id as "organizationId", s.test_mode as "testMode", s.status, s.connection_id as "connectionId",
  s.quote_id as "quoteId", s.rate_id as "rateId", s.entity_id as "entityId", s.payer_entity_id as "payerEntityId", s.shipper, s.recipient, s.parcels, s.customs, s.options,
  s.carrier_name as "carrierName", s.service, s.service_name as "serviceName", s.tracking_number as "trackingNumber", s.parcel_numbers as "parcelNumbers", s.invoice_file_id as "invoiceFileId",
  s.carrier_charge as "carrierCharge", s.currency, s.reference, s.notes, s.metadata, s.return_of_id as "returnOfId", s.order_id as "orderId", s.manifest_id as "manifestId",
  s.created_at as "createdAt", s.updated_at as "updatedAt", s.purchased_at as "purchasedAt", s.cancelled_at as "cancelledAt"`;

/** Shipments by id. */
export async function findShipments(db: ScopedQueryable, ids: readonly Uuid[]): Promise<ShipmentRow[]> {
  return db.query(
    sql<ShipmentRow>`select ${SHIPMENT_COLUMNS} from shipments s where s.id = any(${ids}::uuid[]) and ${inScope(db, 's')}`,
  );
}

/** Locks a shipment until the transaction ends; undefined for shipments of others. */
export async function lockShipment(db: ScopedQueryable, id: Uuid): Promise<ShipmentRow | undefined> {
  return db.first(
    sql<ShipmentRow>`select ${SHIPMENT_COLUMNS} from shipments s where s.id = ${id} and ${inScope(db, 's')} for update`,
  );
}

/** The shipment in view that changed last. */
export async function findLatestShipment(db: ScopedQueryable): Promise<ShipmentRow | undefined> {
  return db.first(
    sql<ShipmentRow>`select ${SHIPMENT_COLUMNS} from shipments s where ${inScope(db, 's')} order by s.updated_at desc, s.id desc limit 1`,
  );
}

/** A page of the shipments of each order. */
export async function listShipmentsOfOrders(
  db: ScopedQueryable,
  orderIds: readonly Uuid[],
  page: PageRequest,
): Promise<Map<Uuid, Page<ShipmentRow>>> {
  const statement = sql<ShipmentRow>`select ${SHIPMENT_COLUMNS}, s.order_id as parent_id, s.created_at from shipments s where ${inScope(db, 's')}`;
  return fetchPages(db, orderIds, statement, SHIPMENT_ORDERS.createdAtAsc, page);
}

/** A page of shipments. */
export async function listShipments(
  db: ScopedQueryable,
  filter: ShipmentFilter,
  order: KeysetOrder,
  page: PageRequest,
): Promise<Page<ShipmentRow>> {
  const conditions = [...conditionsOf(db, filter), ...(await areFiledUnder(db, SHIPMENT_TERMS, termsAskedFor(filter)))];
  return fetchPage(
    db,
    sql<ShipmentRow>`select ${SHIPMENT_COLUMNS}, s.created_at, s.updated_at from shipments s where ${sql.join(conditions, sql` and `)}`,
    order,
    page,
  );
}

function conditionsOf(db: ScopedQueryable, filter: ShipmentFilter): RawBuilder<unknown>[] {
  const { status } = filter;
  const conditions: RawBuilder<unknown>[] = [inScope(db, 's')];
  // One status alone can be walked in the order of its index.
  if (status) conditions.push(status.length === 1 ? sql`s.status = ${status[0]}` : sql`s.status = any(${status}::text[])`);
  if (filter.carrierName) conditions.push(sql`s.carrier_name = ${filter.carrierName}`);
  if (filter.service) conditions.push(sql`s.service = ${filter.service}`);
  if (filter.createdAfter) conditions.push(sql`s.created_at >= ${filter.createdAfter}`);
  if (filter.createdBefore) conditions.push(sql`s.created_at < ${filter.createdBefore}`);
  if (filter.reference) conditions.push(sql`s.reference = ${filter.reference}`);
  if (filter.isReturn !== null && filter.isReturn !== undefined)
    conditions.push(filter.isReturn ? sql`s.return_of_id is not null` : sql`s.return_of_id is null`);
  // A search without a word finds nothing.
  if (isWordless(filter)) conditions.push(sql`false`);
  return conditions;
}

/** Sets a shipment's status; the caller holds it, or its tracker, and has checked the move. */
export async function updateShipmentStatus(db: Queryable, shipmentId: Uuid, status: ShipmentStatus, now: Date): Promise<void> {
  await db.query(
    sql`update shipments set status = ${status}, updated_at = ${now} where id = ${shipmentId} and status <> ${status}`,
  );
}
