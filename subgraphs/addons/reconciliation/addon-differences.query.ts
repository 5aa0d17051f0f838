import { sql } from 'kysely';
import type { PurchasedShipment } from '../../../contracts/operations/shipment-operations.ts';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';

/** How what was recorded of a shipment can differ from what was pinned; the keys are the names in the API. */
export const DIFFERENCE_KINDS = {
  NOT_RECORDED: 'not_recorded',
  MISSING_APPLICATION: 'missing_application',
  NOT_PINNED: 'not_pinned',
  AMOUNT_DIFFERS: 'amount_differs',
  NOT_REVERSED: 'not_reversed',
  WRONGLY_REVERSED: 'wrongly_reversed',
} as const;
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[keyof typeof DIFFERENCE_KINDS];

/** A shipment of which something else is recorded than its pinned price says. Amounts are in the shipment's currency. */
export interface AddonDifference {
  kind: DifferenceKind;
  shipmentId: Uuid;
  organizationId: Uuid;
  addonId: Uuid | null;
  currency: string | null;
  expected: string | null;
  recorded: string | null;
}

/** What comparing shipments came to. */
export interface Comparison {
  applicationCount: number;
  differences: AddonDifference[];
}

/** Compares what was pinned for bought shipments with the applications recorded on them, in one statement. */
export async function compareApplications(db: Queryable, shipments: readonly PurchasedShipment[]): Promise<Comparison> {
  const row = await db.first(sql<Comparison>`
    with asked as (
      select * from jsonb_to_recordset(${JSON.stringify(shipments)}::jsonb) as row ("shipmentId" uuid, "organizationId" uuid, "rateId" uuid, "isCancelled" boolean)
    ), pinned as (
      select asked."shipmentId" as shipment_id, (charge->>'addonId')::uuid as addon_id, (charge->>'amount')::numeric as amount, p.currency
      from asked join rate_prices p on p.id = asked."rateId" and p.organization_id = asked."organizationId"
        cross join lateral jsonb_array_elements(p.charges) as charge
    ), applied as (
      select a.shipment_id, a.addon_id, min(a.currency) as currency, sum(a.amount) filter (where a.reverses_id is null) as amount,
        sum(a.amount) as net, count(*) as records, count(a.reverses_id) as reversals
      from addon_applications a join asked on asked."shipmentId" = a.shipment_id group by a.shipment_id, a.addon_id
    ), compared as (
      select asked."shipmentId", asked."organizationId", asked."isCancelled", recorded.id is not null as is_recorded, line.*
      from asked left join recorded_purchases recorded on recorded.id = asked."shipmentId"
        left join (
          select coalesce(pinned.shipment_id, applied.shipment_id) as shipment_id, coalesce(pinned.addon_id, applied.addon_id) as addon_id,
            coalesce(pinned.currency, applied.currency) as currency, pinned.amount as expected, applied.amount as recorded, applied.net,
            coalesce(applied.reversals, 0) as reversals
          from pinned full join applied using (shipment_id, addon_id)
        ) as line on line.shipment_id = asked."shipmentId"
    ), judged as (
      select *, case
        when not is_recorded then 'not_recorded'
        when addon_id is null then null
        when recorded is null then 'missing_application'
        when expected is null then 'not_pinned'
        when expected <> recorded then 'amount_differs'
        when "isCancelled" and (net <> 0 or reversals = 0) then 'not_reversed'
        when not "isCancelled" and reversals > 0 then 'wrongly_reversed'
      end as kind from compared
    )
    select (select coalesce(sum(records), 0)::int from applied) as "applicationCount",
      (select coalesce(jsonb_agg(distinct jsonb_build_object('kind', kind, 'shipmentId', "shipmentId", 'organizationId', "organizationId",
        'addonId', addon_id, 'currency', currency, 'expected', expected::text, 'recorded', recorded::text)), '[]') from judged where kind is not null) as differences`);
  return row!;
}
