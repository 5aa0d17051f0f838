import { sql } from 'kysely';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { NewApplication } from './recorded-purchase.query.ts';

/** A recorded purchase that was cancelled now. */
export interface CancelledPurchase {
  shipmentId: Uuid;
  organizationId: Uuid;
  /** First day of the month it had counted in. */
  month: string;
}

/** A charge with its commission, as it was written. */
export type WrittenCharge = Omit<NewApplication, 'reversesId' | 'reversesCommissionId'>;

/**
 * Marks recorded purchases as cancelled; answers those that were not cancelled before. Waits for a concurrent canceller of the
 * same shipment; rows are locked in the order of their ids, so that cancellers never wait for each other in a circle.
 */
export async function cancelPurchases(
  db: Queryable,
  cancellations: readonly { shipmentId: Uuid; cancelledAt: Date }[],
): Promise<CancelledPurchase[]> {
  await db.query(
    sql`select from recorded_purchases where id = any(${cancellations.map(({ shipmentId }) => shipmentId)}::uuid[]) order by id for update`,
  );
  return db.query(sql<CancelledPurchase>`
    update recorded_purchases p set cancelled_at = cancellation."cancelledAt"
    from jsonb_to_recordset(${JSON.stringify(cancellations)}::jsonb) as cancellation ("shipmentId" uuid, "cancelledAt" timestamptz)
    where p.id = cancellation."shipmentId" and p.cancelled_at is null
    returning p.id as "shipmentId", p.organization_id as "organizationId", p.month::text as month`);
}

/** What was charged on shipments, commissions included; reversals are left out. */
export async function findWrittenCharges(db: Queryable, shipmentIds: readonly Uuid[]): Promise<WrittenCharge[]> {
  return db.query(sql<WrittenCharge>`
    select a.id, a.organization_id as "organizationId", a.test_mode as "testMode", a.addon_id as "addonId", a.addon_version as "addonVersion",
      a.addon_name as "addonName", a.surcharge_type as "surchargeType", a.base, a.is_folded as "isFolded", a.shipment_id as "shipmentId",
      a.quote_id as "quoteId", a.rate_id as "rateId", a.connection_id as "connectionId", a.carrier_name as "carrierName", a.service,
      a.currency, a.amount, a.commission_amount as "commissionAmount", a.created_at as "createdAt", c.id as "commissionId",
      trim_scale(c.rate) as "commissionRate", c.rule_source as "ruleSource", c.recipient_organization_id as recipient
    from addon_applications a left join commissions c on c.application_id = a.id
    where a.shipment_id = any(${shipmentIds}::uuid[]) and a.reverses_id is null order by a.id`);
}
