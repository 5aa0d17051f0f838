import { sql } from 'kysely';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { inScope, type ScopedQueryable } from '../scope.query.ts';

/** A shipment whose label was bought, and the rate it was bought at. */
export interface PurchasedShipmentRow {
  shipmentId: Uuid;
  organizationId: Uuid;
  rateId: Uuid;
  isCancelled: boolean;
  purchasedAt: Date;
}

/** Which bought shipments are asked for: of [from, until), behind `after`, `limit` of them. */
export interface PurchasedShipments {
  from: Date;
  until: Date;
  after: { purchasedAt: Date; shipmentId: Uuid } | null;
  limit: number;
}

/** Bought shipments in the order of their purchase. */
export async function listPurchasedShipments(db: ScopedQueryable, asked: PurchasedShipments): Promise<PurchasedShipmentRow[]> {
  const { from, until, after, limit } = asked;
  const behind = after ? sql`(s.purchased_at, s.id) > (${after.purchasedAt}, ${after.shipmentId}::uuid)` : sql`true`;
  return db.query(sql<PurchasedShipmentRow>`
    select s.id as "shipmentId", s.organization_id as "organizationId", s.rate_id as "rateId", s.status = 'cancelled' as "isCancelled",
      date_trunc('milliseconds', s.purchased_at) as "purchasedAt"
    from shipments s
    where ${inScope(db, 's')} and s.purchased_at >= ${from} and s.purchased_at < ${until} and ${behind}
    order by s.purchased_at, s.id limit ${limit}`);
}
