import { sql } from 'kysely';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import type { AddonVersion } from '../addons/addon-version.query.ts';
import type { AddonCharge } from '../pricing/price-rate.ts';
import type { ChargedPurchase } from './reprice-purchase.ts';

/** Which purchases are walked: those of a period that still stand, from the one after the cursor on. */
export interface PurchaseWalk {
  from: Date;
  until: Date;
  cursorId: Uuid | null;
}

/** A purchase on the walk; without a price when it was bought at a rate that was never priced here. */
export interface WalkedPurchase {
  shipmentId: Uuid;
  purchase: ChargedPurchase | null;
}

interface PurchaseRow {
  shipmentId: Uuid;
  organizationId: Uuid;
  rateId: Uuid;
  volume: number;
  overrideRate: string | null;
  connectionId: Uuid | null;
  carrierName: string;
  service: string;
  currency: string;
  carrierCharge: string;
  charges: AddonCharge[];
}

/**
 * The next purchases of a walk, oldest first, each with the volume before it in its month, in one statement. What was bought before
 * the page is counted once and not for each of its rows, whatever the planner makes of it.
 */
export async function findNextPurchases(db: Queryable, walk: PurchaseWalk, limit: number): Promise<WalkedPurchase[]> {
  const rows = await db.query(sql<PurchaseRow>`
    with page as (
      select id, organization_id, rate_id, month, created_at from recorded_purchases
      where cancelled_at is null and created_at >= ${walk.from} and created_at < ${walk.until} and (${walk.cursorId}::uuid is null
        or (created_at, id) > (select created_at, id from recorded_purchases where id = ${walk.cursorId}::uuid))
      order by created_at, id limit ${limit}
    ), first as (select created_at, id from page order by created_at, id limit 1),
    before as materialized (
      select p.organization_id, p.month, count(*) as shipments
      from recorded_purchases p join (select distinct organization_id, month from page) as asked using (organization_id, month), first
      where p.cancelled_at is null and (p.created_at, p.id) < (first.created_at, first.id) group by p.organization_id, p.month
    )
    select page.id as "shipmentId", page.organization_id as "organizationId", page.rate_id as "rateId", price.connection_id as "connectionId",
      price.carrier_name as "carrierName", price.service, price.currency, price.carrier_charge as "carrierCharge", price.charges,
      (coalesce(before.shipments, 0) + row_number() over (partition by page.organization_id, page.month order by page.created_at, page.id) - 1)::int as volume,
      (select trim_scale(custom_rate) from organization_commissions agreed where agreed.organization_id = page.organization_id and is_override) as "overrideRate"
    from page left join before using (organization_id, month)
      left join rate_prices price on price.id = page.rate_id and price.organization_id = page.organization_id
    order by page.created_at, page.id`);
  return rows.map((row) => ({
    shipmentId: row.shipmentId,
    purchase: row.connectionId ? chargedPurchase(row, row.connectionId) : null,
  }));
}

function chargedPurchase(row: PurchaseRow, connectionId: Uuid): ChargedPurchase {
  const { organizationId, rateId, volume, overrideRate, carrierName, service, charges } = row;
  const rate = { rateId, connectionId, carrierName, service, carrierCharge: Money.of(row.carrierCharge, row.currency) };
  return { organizationId, rate, charges, volume, overrideRate };
}

/** How many purchases of a period still stand. */
export async function countPurchases(db: Queryable, period: { from: Date; until: Date }): Promise<number> {
  const row = await db.first(sql<{ count: number }>`
    select count(*)::int as count from recorded_purchases where cancelled_at is null and created_at >= ${period.from} and created_at < ${period.until}`);
  return row!.count;
}

/** Versions of addons, in any order. */
export async function findAddonVersions(
  db: Queryable,
  asked: readonly { addonId: Uuid; version: number }[],
): Promise<Pick<AddonVersion, 'addonId' | 'version' | 'snapshot'>[]> {
  return db.query(sql<Pick<AddonVersion, 'addonId' | 'version' | 'snapshot'>>`
    select v.addon_id as "addonId", v.version, v.snapshot from addon_versions v
    join jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) as asked ("addonId" uuid, version int)
      on v.addon_id = asked."addonId" and v.version = asked.version`);
}
