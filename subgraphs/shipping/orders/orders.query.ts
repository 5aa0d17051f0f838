import { sql, type RawBuilder } from 'kysely';
import { fetchPage, type KeysetOrder, type Page, type PageRequest } from '../../../platform/database/keyset.ts';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { Address } from '../addresses/address.ts';
import { inScope, type ScopedQueryable } from '../scope.query.ts';
import { areFiledUnder, filingOf, type TermTable } from '../search/filed-terms.query.ts';
import { isWordless, termsAskedFor, termsOf, type Search } from '../search/terms.ts';
import type { OrderLine } from './order-lines.query.ts';
import type { OrderStatus } from './order-status.ts';

/** An order, without its lines. Amounts are exact decimals. */
export interface OrderRow {
  id: Uuid;
  organizationId: Uuid;
  testMode: boolean;
  /** Where it was placed, e.g. `shopify`. */
  source: string;
  /** By what the source knows it; one of a kind there. */
  externalId: string | null;
  /** By what people know it. */
  number: string | null;
  status: OrderStatus;
  /** Where it is sent from; null for whatever its shipments say. */
  shipper: Address | null;
  recipient: Address;
  /** What its lines are worth together; null where none says. */
  value: string | null;
  currency: string | null;
  notes: string | null;
  metadata: Record<string, unknown>;
  /** The fingerprint of what it was created from, by which a repetition is known. */
  contentHash: string;
  placedAt: Date;
  createdAt: Date;
  updatedAt: Date;
  cancelledAt: Date | null;
}

/** Which orders to list; words begin a word of the number, external id, recipient, or a line's SKU or title. */
export interface OrderFilter extends Search {
  status?: readonly OrderStatus[] | null | undefined;
  source?: string | null | undefined;
  externalId?: string | null | undefined;
  number?: string | null | undefined;
  /** Those of which something is still to be fulfilled, or those of which nothing is. */
  isUnfulfilled?: boolean | null | undefined;
  placedAfter?: Date | null | undefined;
  placedBefore?: Date | null | undefined;
  createdAfter?: Date | null | undefined;
  createdBefore?: Date | null | undefined;
}

/** Sort orders of the list of orders. */
export const ORDER_ORDERS = {
  createdAtDesc: { column: 'created_at', type: 'timestamptz', direction: 'desc' },
  createdAtAsc: { column: 'created_at', type: 'timestamptz', direction: 'asc' },
  updatedAtDesc: { column: 'updated_at', type: 'timestamptz', direction: 'desc' },
  updatedAtAsc: { column: 'updated_at', type: 'timestamptz', direction: 'asc' },
  placedAtDesc: { column: 'placed_at', type: 'timestamptz', direction: 'desc' },
  placedAtAsc: { column: 'placed_at', type: 'timestamptz', direction: 'asc' },
} as const satisfies Record<string, KeysetOrder>;

const ORDER_TERMS: TermTable = { table: 'order_terms', key: 'order_id', alias: 'o' };

const ORDER_COLUMNS = sql`o.id, o.organization_id as "organizationId", o.test_mode as "testMode", o.source, o.external_id as "externalId", o.number, o.status,
  o.shipper, o.recipient, o.value, o.currency, o.notes, o.metadata, o.content_hash as "contentHash", o.placed_at as "placedAt",
  o.created_at as "createdAt", o.updated_at as "updatedAt", o.cancelled_at as "cancelledAt"`;

/** Orders by id. */
export async function findOrders(db: ScopedQueryable, ids: readonly Uuid[]): Promise<OrderRow[]> {
  return db.query(sql<OrderRow>`select ${ORDER_COLUMNS} from orders o where o.id = any(${ids}::uuid[]) and ${inScope(db, 'o')}`);
}

/** The order that a source knows by an id. */
export async function findOrderOfSource(
  db: ScopedQueryable,
  { organizationId, source, externalId }: { organizationId: Uuid; source: string; externalId: string },
): Promise<OrderRow | undefined> {
  return db.first(sql<OrderRow>`
    select ${ORDER_COLUMNS} from orders o
    where o.organization_id = ${organizationId} and o.source = ${source} and o.external_id = ${externalId} and ${inScope(db, 'o')}`);
}

/** Locks an order until the transaction ends; undefined for those of others. */
export async function lockOrder(db: ScopedQueryable, id: Uuid): Promise<OrderRow | undefined> {
  return db.first(sql<OrderRow>`select ${ORDER_COLUMNS} from orders o where o.id = ${id} and ${inScope(db, 'o')} for update`);
}

/** The order in view that changed last. */
export async function findLatestOrder(db: ScopedQueryable): Promise<OrderRow | undefined> {
  return db.first(
    sql<OrderRow>`select ${ORDER_COLUMNS} from orders o where ${inScope(db, 'o')} order by o.updated_at desc, o.id desc limit 1`,
  );
}

/** Stores an order; fails on `orders_external_id` when its source knows another by the id. */
export async function insertOrder(db: Queryable, order: OrderRow): Promise<void> {
  await db.query(sql`
    insert into orders (id, organization_id, test_mode, source, external_id, number, status, shipper, recipient, value, currency, notes, metadata, content_hash,
      placed_at, created_at, updated_at)
    values (${order.id}, ${order.organizationId}, ${order.testMode}, ${order.source}, ${order.externalId}, ${order.number}, ${order.status},
      ${order.shipper && JSON.stringify(order.shipper)}::jsonb, ${JSON.stringify(order.recipient)}::jsonb, ${order.value}, ${order.currency}, ${order.notes},
      ${JSON.stringify(order.metadata)}::jsonb, ${order.contentHash}, ${order.placedAt}, ${order.createdAt}, ${order.updatedAt})`);
}

/** Writes what can be changed of an order that the caller holds. */
export async function writeOrder(db: Queryable, order: OrderRow): Promise<void> {
  await db.query(sql`
    update orders set number = ${order.number}, status = ${order.status}, shipper = ${order.shipper && JSON.stringify(order.shipper)}::jsonb,
      recipient = ${JSON.stringify(order.recipient)}::jsonb, value = ${order.value}, currency = ${order.currency}, notes = ${order.notes},
      metadata = ${JSON.stringify(order.metadata)}::jsonb, placed_at = ${order.placedAt}, updated_at = ${order.updatedAt}, cancelled_at = ${order.cancelledAt}
    where id = ${order.id}`);
}

/** Files an order under what it is found by, in the place of what was filed before. */
export async function fileOrder(
  db: Queryable,
  order: OrderRow,
  lines: readonly Pick<OrderLine, 'sku' | 'title'>[],
): Promise<void> {
  const { id, organizationId, testMode, number, externalId, recipient, metadata } = order;
  const { name, company, city, postalCode } = recipient;
  const goods = lines.flatMap(({ sku, title }) => [sku, title]);
  const terms = termsOf({ texts: [number, externalId, name, company, city, postalCode, ...goods], metadata });
  await db.query(sql`delete from order_terms where order_id = ${id}`);
  await db.query(filingOf(ORDER_TERMS, [{ id, organizationId, testMode, terms }]));
}

/** A page of orders. */
export async function listOrders(
  db: ScopedQueryable,
  filter: OrderFilter,
  order: KeysetOrder,
  page: PageRequest,
): Promise<Page<OrderRow>> {
  const conditions = [...conditionsOf(db, filter), ...(await areFiledUnder(db, ORDER_TERMS, termsAskedFor(filter)))];
  return fetchPage(
    db,
    sql<OrderRow>`select ${ORDER_COLUMNS}, o.created_at, o.updated_at, o.placed_at from orders o where ${sql.join(conditions, sql` and `)}`,
    order,
    page,
  );
}

function conditionsOf(db: ScopedQueryable, filter: OrderFilter): RawBuilder<unknown>[] {
  const conditions: RawBuilder<unknown>[] = [inScope(db, 'o')];
  if (filter.status) conditions.push(sql`o.status = any(${filter.status}::text[])`);
  if (filter.source) conditions.push(sql`o.source = ${filter.source}`);
  if (filter.externalId) conditions.push(sql`o.external_id = ${filter.externalId}`);
  if (filter.number) conditions.push(sql`o.number = ${filter.number}`);
  if (filter.placedAfter) conditions.push(sql`o.placed_at >= ${filter.placedAfter}`);
  if (filter.placedBefore) conditions.push(sql`o.placed_at < ${filter.placedBefore}`);
  if (filter.createdAfter) conditions.push(sql`o.created_at >= ${filter.createdAfter}`);
  if (filter.createdBefore) conditions.push(sql`o.created_at < ${filter.createdBefore}`);
  if (filter.isUnfulfilled !== null && filter.isUnfulfilled !== undefined) {
    const isOpen = sql`o.status in ('unfulfilled', 'partial')`;
    conditions.push(filter.isUnfulfilled ? isOpen : sql`not ${isOpen}`);
  }
  if (isWordless(filter)) conditions.push(sql`false`);
  return conditions;
}
