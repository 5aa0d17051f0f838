import { sql, type RawBuilder } from 'kysely';
import { fetchPage, type KeysetOrder, type Page, type PageRequest } from '../../../platform/database/keyset.ts';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { Address } from '../addresses/address.ts';
import type { Parcel } from '../rate-sheets/measure-parcels.ts';
import { containing, inScope, type ScopedQueryable } from '../scope.query.ts';
import type { ShipmentStatus } from './shipment-status.ts';

/** A parcel, or several, on their way. Amounts are exact decimals. */
export interface ShipmentRow {
  id: Uuid;
  organizationId: Uuid;
  status: ShipmentStatus;
  connectionId: Uuid;
  quoteId: Uuid;
  rateId: Uuid;
  entityId: Uuid;
  shipper: Address;
  recipient: Address;
  parcels: Parcel[];
  carrierName: string;
  service: string;
  serviceName: string;
  trackingNumber: string;
  carrierCharge: string;
  currency: string;
  reference: string | null;
  metadata: Record<string, unknown>;
  createdAt: Date;
  updatedAt: Date;
}

/** Which shipments to list. */
export interface ShipmentFilter {
  status?: readonly ShipmentStatus[] | null | undefined;
  carrierName?: string | null | undefined;
  service?: string | null | undefined;
  createdAfter?: Date | null | undefined;
  createdBefore?: Date | null | undefined;
  reference?: string | null | undefined;
  /** Found in tracking number, reference, or the recipient's name, company, city or postal code. */
  keyword?: string | null | undefined;
}

/** Sort orders of the list of shipments. */
export const SHIPMENT_ORDERS = {
  createdAtDesc: { column: 'created_at', type: 'timestamptz', direction: 'desc' },
  createdAtAsc: { column: 'created_at', type: 'timestamptz', direction: 'asc' },
} as const satisfies Record<string, KeysetOrder>;

const SHIPMENT_COLUMNS = sql`s.id, s.organization_id as "organizationId", s.status, s.connection_id as "connectionId", s.quote_id as "quoteId",
  s.rate_id as "rateId", s.entity_id as "entityId", s.shipper, s.recipient, s.parcels, s.carrier_name as "carrierName", s.service,
  s.service_name as "serviceName", s.tracking_number as "trackingNumber", s.carrier_charge as "carrierCharge", s.currency, s.reference, s.metadata,
  s.created_at as "createdAt", s.updated_at as "updatedAt"`;

/** Shipments by id. */
export async function findShipments(db: ScopedQueryable, ids: readonly Uuid[]): Promise<ShipmentRow[]> {
  return db.query(
    sql<ShipmentRow>`select ${SHIPMENT_COLUMNS} from shipments s where s.id = any(${ids}::uuid[]) and ${inScope(db, 's')}`,
  );
}

/** A page of shipments. */
export async function listShipments(
  db: ScopedQueryable,
  filter: ShipmentFilter,
  order: KeysetOrder,
  page: PageRequest,
): Promise<Page<ShipmentRow>> {
  const conditions: RawBuilder<unknown>[] = [inScope(db, 's')];
  if (filter.status) conditions.push(sql`s.status = any(${filter.status}::text[])`);
  if (filter.carrierName) conditions.push(sql`s.carrier_name = ${filter.carrierName}`);
  if (filter.service) conditions.push(sql`s.service = ${filter.service}`);
  if (filter.createdAfter) conditions.push(sql`s.created_at >= ${filter.createdAfter}`);
  if (filter.createdBefore) conditions.push(sql`s.created_at < ${filter.createdBefore}`);
  if (filter.reference) conditions.push(sql`s.reference = ${filter.reference}`);
  if (filter.keyword) conditions.push(sql`s.search_text ilike ${containing(filter.keyword)}`);
  return fetchPage(
    db,
    sql<ShipmentRow>`select ${SHIPMENT_COLUMNS}, s.created_at from shipments s where ${sql.join(conditions, sql` and `)}`,
    order,
    page,
  );
}

/** A label without its content. */
export interface LabelRow {
  id: Uuid;
  shipmentId: Uuid;
  format: string;
  sizeBytes: number;
}

/** The labels of shipments, without their content. */
export async function findLabels(db: ScopedQueryable, shipmentIds: readonly Uuid[]): Promise<LabelRow[]> {
  return db.query(sql<LabelRow>`
    select l.id, l.shipment_id as "shipmentId", l.format, octet_length(l.content) as "sizeBytes" from labels l
    where l.shipment_id = any(${shipmentIds}::uuid[]) and ${inScope(db, 'l')}`);
}

/** The content of labels. */
export async function readLabels(db: ScopedQueryable, ids: readonly Uuid[]): Promise<{ id: Uuid; content: Buffer }[]> {
  return db.query(
    sql<{
      id: Uuid;
      content: Buffer;
    }>`select l.id, l.content from labels l where l.id = any(${ids}::uuid[]) and ${inScope(db, 'l')}`,
  );
}

/** Sets a shipment's status; the caller holds its tracker and has checked the move. */
export async function updateShipmentStatus(db: Queryable, shipmentId: Uuid, status: ShipmentStatus, now: Date): Promise<void> {
  await db.query(
    sql`update shipments set status = ${status}, updated_at = ${now} where id = ${shipmentId} and status <> ${status}`,
  );
}
