import { sql } from 'kysely';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import type { RateToPrice, RateBreakdown, AddonCharge } from './price-rate.ts';

/** What a rate costs, as it was pinned. */
export interface RatePrice {
  rateId: Uuid;
  quoteId: Uuid;
  organizationId: Uuid;
  connectionId: Uuid;
  carrierName: string;
  service: string;
  carrierCharge: Money;
  addonTotal: Money;
  commission: Money;
  totalCharge: Money;
  charges: AddonCharge[];
  pricedAt: Date;
  /** The first instant at which it is no longer honoured. */
  expiresAt: Date;
}

interface RatePriceRow extends Omit<RatePrice, 'carrierCharge' | 'addonTotal' | 'commission' | 'totalCharge'> {
  currency: string;
  carrierCharge: string;
  addonTotal: string;
  commission: string;
  totalCharge: string;
}

/** Pinned prices of rates, in any order; of one organization unless `organizationId` is null. */
export async function findRatePrices(db: Queryable, rateIds: readonly Uuid[], organizationId: Uuid | null): Promise<RatePrice[]> {
  const rows = await db.query(sql<RatePriceRow>`
    select id as "rateId", quote_id as "quoteId", organization_id as "organizationId", connection_id as "connectionId",
      carrier_name as "carrierName", service, currency, carrier_charge as "carrierCharge", addon_total as "addonTotal", commission,
      total_charge as "totalCharge", charges, created_at as "pricedAt", expires_at as "expiresAt"
    from rate_prices where id = any(${rateIds}::uuid[]) and (${organizationId}::uuid is null or organization_id = ${organizationId}::uuid)`);
  return rows.map(({ currency, ...row }) => ({
    ...row,
    carrierCharge: Money.of(row.carrierCharge, currency),
    addonTotal: Money.of(row.addonTotal, currency),
    commission: Money.of(row.commission, currency),
    totalCharge: Money.of(row.totalCharge, currency),
  }));
}

/** Pins prices in one statement; a rate that is pinned already keeps its pin. Answers the ids of the rates pinned now. */
export async function insertRatePrices(
  db: Queryable,
  pin: { quoteId: Uuid; organizationId: Uuid; testMode: boolean; expiresAt: Date; createdAt: Date },
  prices: readonly { rate: RateToPrice; breakdown: RateBreakdown }[],
): Promise<Uuid[]> {
  const rows = prices.map(({ rate, breakdown }) => ({
    id: rate.rateId,
    connection_id: rate.connectionId,
    carrier_name: rate.carrierName,
    service: rate.service,
    currency: rate.carrierCharge.currency,
    carrier_charge: rate.carrierCharge.toDecimalString(),
    addon_total: breakdown.addonTotal.toDecimalString(),
    commission: breakdown.commission.toDecimalString(),
    total_charge: breakdown.totalCharge.toDecimalString(),
    charges: breakdown.charges,
    skipped: breakdown.skipped,
  }));
  const inserted = await db.query(sql<{ id: Uuid }>`
    insert into rate_prices (id, organization_id, test_mode, quote_id, connection_id, carrier_name, service, currency, carrier_charge,
      addon_total, commission, total_charge, charges, skipped, expires_at, created_at)
    select id, ${pin.organizationId}::uuid, ${pin.testMode}, ${pin.quoteId}::uuid, connection_id, carrier_name, service, currency, carrier_charge,
      addon_total, commission, total_charge, charges, skipped, ${pin.expiresAt}, ${pin.createdAt}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row (id uuid, connection_id uuid, carrier_name text, service text, currency text,
      carrier_charge numeric, addon_total numeric, commission numeric, total_charge numeric, charges jsonb, skipped jsonb)
    order by id
    on conflict (id) do nothing returning id`);
  return inserted.map((row) => row.id);
}
