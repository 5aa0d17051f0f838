import { sql } from 'kysely';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { SurchargeType } from '../addons/addon.entity.ts';

/** A purchase whose addons were recorded. */
export interface RecordedPurchase {
  shipmentId: Uuid;
  organizationId: Uuid;
  testMode: boolean;
  rateId: Uuid;
  /** Null when the rate was bought without a pinned price. */
  currency: string | null;
  applicationCount: number;
  /** First day of the month it counts in. */
  month: string;
  createdAt: Date;
}

/** An application and its commission, as they are written. */
export interface NewApplication {
  id: Uuid;
  organizationId: Uuid;
  testMode: boolean;
  addonId: Uuid;
  addonVersion: number;
  addonName: string;
  surchargeType: SurchargeType;
  base: string | null;
  isFolded: boolean;
  shipmentId: Uuid;
  quoteId: Uuid;
  rateId: Uuid;
  connectionId: Uuid;
  carrierName: string;
  service: string;
  currency: string;
  amount: string;
  commissionAmount: string;
  createdAt: Date;
  /** The application that it takes back; null when it is a charge. */
  reversesId: Uuid | null;
  /** Null when the application earned no commission; the rest of the commission's facts then mean nothing. */
  commissionId: Uuid | null;
  commissionRate: string | null;
  ruleSource: string | null;
  recipient: Uuid | null;
  /** The commission that it takes back. */
  reversesCommissionId: Uuid | null;
}

/** The sums of an organization's applications in one currency. */
export interface AddonTotals {
  organizationId: Uuid;
  currency: string;
  addonRevenue: string;
  commission: string;
  applications: number;
}

/** A purchase as it is read. */
export interface FoundPurchase extends Pick<RecordedPurchase, 'shipmentId' | 'rateId' | 'currency' | 'applicationCount'> {
  /** Null while the shipment stands. */
  cancelledAt: Date | null;
}

/** Recorded purchases by shipment; of one organization unless `organizationId` is null. */
export async function findRecordedPurchases(
  db: Queryable,
  shipmentIds: readonly Uuid[],
  organizationId: Uuid | null,
): Promise<FoundPurchase[]> {
  return db.query(sql`
    select id as "shipmentId", rate_id as "rateId", currency, application_count as "applicationCount", cancelled_at as "cancelledAt" from recorded_purchases
    where id = any(${shipmentIds}::uuid[]) and (${organizationId}::uuid is null or organization_id = ${organizationId}::uuid)`);
}

/**
 * Takes purchases that nobody has recorded yet; answers their shipments. Waits for a concurrent taker of the same shipment, and
 * takes it only when that one gave up. Rows are taken in the order of their ids, so that takers never wait for each other in a circle.
 */
export async function takePurchases(db: Queryable, purchases: readonly RecordedPurchase[]): Promise<Uuid[]> {
  const taken = await db.query(sql<{ id: Uuid }>`
    insert into recorded_purchases (id, organization_id, test_mode, rate_id, currency, application_count, month, created_at)
    select "shipmentId", "organizationId", "testMode", "rateId", currency, "applicationCount", month, "createdAt"
    from jsonb_to_recordset(${JSON.stringify(purchases)}::jsonb) as row ("shipmentId" uuid, "organizationId" uuid, "testMode" boolean, "rateId" uuid,
      currency text, "applicationCount" int, month date, "createdAt" timestamptz)
    order by "shipmentId"
    on conflict (id) do nothing returning id`);
  return taken.map((row) => row.id);
}

/** Adds bought shipments to the volumes of their organizations and months. */
export async function addToVolumes(
  db: Queryable,
  volumes: readonly { id: Uuid; organizationId: Uuid; testMode: boolean; month: string; shipments: number }[],
): Promise<void> {
  await db.query(sql`
    insert into organization_volumes as volume (id, organization_id, test_mode, month, shipments)
    select id, "organizationId", "testMode", month, shipments
    from jsonb_to_recordset(${JSON.stringify(volumes)}::jsonb) as row (id uuid, "organizationId" uuid, "testMode" boolean, month date, shipments int)
    order by "organizationId", month
    on conflict (organization_id, test_mode, month) do update set shipments = volume.shipments + excluded.shipments`);
}

/** Writes applications with their commissions in one statement. */
export async function insertApplications(db: Queryable, applications: readonly NewApplication[]): Promise<void> {
  await db.query(sql`
    with row as (
      select * from jsonb_to_recordset(${JSON.stringify(applications)}::jsonb) as row (id uuid, "organizationId" uuid, "testMode" boolean,
        "addonId" uuid, "addonVersion" int, "addonName" text, "surchargeType" text, base text, "isFolded" boolean, "shipmentId" uuid, "quoteId" uuid,
        "rateId" uuid, "connectionId" uuid, "carrierName" text, service text, currency text, amount numeric, "commissionAmount" numeric,
        "createdAt" timestamptz, "commissionId" uuid, "commissionRate" numeric, "ruleSource" text, recipient uuid,
        "reversesId" uuid, "reversesCommissionId" uuid)
    ), applied as (
      insert into addon_applications (id, organization_id, test_mode, addon_id, addon_version, addon_name, surcharge_type, base, is_folded,
        shipment_id, quote_id, rate_id, connection_id, carrier_name, service, currency, amount, commission_amount, created_at,
        reverses_id)
      select id, "organizationId", "testMode", "addonId", "addonVersion", "addonName", "surchargeType", base, "isFolded", "shipmentId", "quoteId",
        "rateId", "connectionId", "carrierName", service, currency, amount, "commissionAmount", "createdAt", "reversesId" from row
    )
    insert into commissions (id, organization_id, test_mode, application_id, addon_id, addon_version, shipment_id, currency, amount, base_amount,
      rate, rule_source, recipient_organization_id, created_at, reverses_id)
    select "commissionId", "organizationId", "testMode", id, "addonId", "addonVersion", "shipmentId", currency, "commissionAmount", amount,
      "commissionRate", "ruleSource", recipient, "createdAt", "reversesCommissionId" from row where "commissionId" is not null`);
}

/** Adds to the sums of organizations and answers them as they are now; the row lock makes them exact under concurrency. */
export async function addToTotals(
  db: Queryable,
  additions: readonly (AddonTotals & { id: Uuid; testMode: boolean })[],
): Promise<AddonTotals[]> {
  return db.query(sql<AddonTotals>`
    insert into organization_addon_totals as total (id, organization_id, test_mode, currency, addon_revenue, commission, applications)
    select id, "organizationId", "testMode", currency, "addonRevenue", commission, applications
    from jsonb_to_recordset(${JSON.stringify(additions)}::jsonb) as row (id uuid, "organizationId" uuid, "testMode" boolean, currency text,
      "addonRevenue" numeric, commission numeric, applications int)
    order by "organizationId", currency
    on conflict (organization_id, test_mode, currency) do update set addon_revenue = total.addon_revenue + excluded.addon_revenue,
      commission = total.commission + excluded.commission, applications = total.applications + excluded.applications
    returning organization_id as "organizationId", currency, addon_revenue as "addonRevenue", commission, applications`);
}
