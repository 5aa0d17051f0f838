import { sql } from 'kysely';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { Parcel } from '../rate-sheets/measure-parcels.ts';
import { inScope, type ScopedQueryable } from '../scope.query.ts';

/** What somebody said of a line of an order. Amounts are exact decimals. */
export interface OrderLine {
  id: Uuid;
  sku: string | null;
  title: string;
  quantity: number;
  /** Of one piece. */
  weight: Parcel['weight'] | null;
  /** Of one piece. */
  unitValue: string | null;
  currency: string | null;
  originCountry: string | null;
  hsCode: string | null;
  metadata: Record<string, unknown>;
}

/** A line of an order, and how much of it is in shipments that were not cancelled. */
export interface OrderLineRow extends OrderLine {
  orderId: Uuid;
  /** In shipments, drafts among them. */
  takenQuantity: number;
  /** In shipments whose label is bought. */
  fulfilledQuantity: number;
  deliveredQuantity: number;
}

/** Where an order's lines belong. */
export interface OrderPlace {
  id: Uuid;
  organizationId: Uuid;
  testMode: boolean;
}

/** Writes lines as those of an order, in their order: known ones are changed, others added, and what is no longer among them goes. */
export async function writeOrderLines(db: Queryable, order: OrderPlace, lines: readonly OrderLine[]): Promise<void> {
  const rows = lines.map((line, position) => ({ ...line, position }));
  await db.query(sql`delete from order_lines where order_id = ${order.id} and id <> all(${lines.map(({ id }) => id)}::uuid[])`);
  await db.query(sql`
    insert into order_lines (id, organization_id, test_mode, order_id, position, sku, title, quantity, weight, unit_value, currency, origin_country, hs_code, metadata)
    select line.id, ${order.organizationId}, ${order.testMode}, ${order.id}, line.position, line.sku, line.title, line.quantity, line.weight,
      line."unitValue", line.currency, line."originCountry", line."hsCode", line.metadata
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as line (id uuid, position int, sku text, title text, quantity int, weight jsonb,
      "unitValue" numeric, currency text, "originCountry" text, "hsCode" text, metadata jsonb)
    on conflict (id) do update set position = excluded.position, sku = excluded.sku, title = excluded.title, quantity = excluded.quantity,
      weight = excluded.weight, unit_value = excluded.unit_value, currency = excluded.currency, origin_country = excluded.origin_country,
      hs_code = excluded.hs_code, metadata = excluded.metadata`);
}

/** The lines of orders, in their order. */
export async function findOrderLines(db: ScopedQueryable, orderIds: readonly Uuid[]): Promise<OrderLineRow[]> {
  return db.query(sql<OrderLineRow>`
    select l.id, l.order_id as "orderId", l.sku, l.title, l.quantity, l.weight, l.unit_value as "unitValue", l.currency, l.origin_country as "originCountry",
      l.hs_code as "hsCode", l.metadata, shipped.taken as "takenQuantity", shipped.fulfilled as "fulfilledQuantity", shipped.delivered as "deliveredQuantity"
    from order_lines l cross join lateral (
      select coalesce(sum(p.quantity), 0)::int as taken, coalesce(sum(p.quantity) filter (where s.status <> 'draft'), 0)::int as fulfilled,
        coalesce(sum(p.quantity) filter (where s.status = 'delivered'), 0)::int as delivered
      from shipped_lines p join shipments s on s.id = p.shipment_id and s.status <> 'cancelled' where p.order_line_id = l.id
    ) as shipped
    where l.order_id = any(${orderIds}::uuid[]) and ${inScope(db, 'l')}
    order by l.order_id, l.position`);
}

/** How much of a line a shipment brings. */
export interface ShippedLineRow {
  shipmentId: Uuid;
  orderLineId: Uuid;
  sku: string | null;
  title: string;
  quantity: number;
}

/** What shipments bring of orders, in the order of the lines. */
export async function findShippedLines(db: ScopedQueryable, shipmentIds: readonly Uuid[]): Promise<ShippedLineRow[]> {
  return db.query(sql<ShippedLineRow>`
    select p.shipment_id as "shipmentId", p.order_line_id as "orderLineId", l.sku, l.title, p.quantity
    from shipped_lines p join order_lines l on l.id = p.order_line_id
    where p.shipment_id = any(${shipmentIds}::uuid[]) and ${inScope(db, 'p')} order by p.shipment_id, l.position`);
}

/** Notes what a shipment brings; the caller holds the order and has checked that as much is open. */
export async function insertShippedLines(
  db: Queryable,
  shipment: OrderPlace,
  lines: readonly { orderLineId: Uuid; quantity: number }[],
): Promise<void> {
  await db.query(sql`
    insert into shipped_lines (organization_id, test_mode, shipment_id, order_line_id, quantity)
    select ${shipment.organizationId}::uuid, ${shipment.testMode}::boolean, ${shipment.id}::uuid, line."orderLineId", line.quantity
    from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) as line ("orderLineId" uuid, quantity int)`);
}
