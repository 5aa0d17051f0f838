import { sql, type RawBuilder } from 'kysely';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { UsageScope } from './usage.query.ts';

/** What one connection or addon stands for in a span of days, in one currency. */
export interface BreakdownRow {
  kind: 'connection' | 'addon';
  id: Uuid;
  name: string | null;
  namedAt: Date | null;
  currency: string;
  requests: string;
  errors: string;
  shipmentsCreated: string;
  shipments: string;
  applications: string;
  revenue: string;
  addonRevenue: string;
  commission: string;
}

const MOST_ROWS = 100;

/** Figures by carrier connection and by addon, the 100 busiest of each in front, in one statement. */
export async function readUsageBreakdown(db: Queryable, scope: UsageScope): Promise<BreakdownRow[]> {
  const inScope = sql`tenant_id = ${scope.tenantId}::uuid and ${scope.organizationId ? sql`organization_id = ${scope.organizationId}::uuid` : sql`true`}
    and test_mode = ${scope.testMode} and day between ${scope.first}::date and ${scope.last}::date`;
  return db.query(sql<BreakdownRow>`
    with connections as (
      select 'connection' as kind, connection_id as id, ${latestName('carrier_name')} as name, max(named_at) as "namedAt", currency,
        sum(request_count) as requests, sum(error_count) as errors, sum(created_count) as "shipmentsCreated", sum(shipment_count) as shipments,
        0::numeric as applications, sum(revenue) as revenue, sum(addon_revenue) as "addonRevenue", sum(commission) as commission,
        sum(sum(shipment_count)) over (partition by connection_id) as weight, sum(sum(request_count)) over (partition by connection_id) as tie
      from analytics.daily_connections where ${inScope} group by connection_id, currency
    ), addons as (
      select 'addon' as kind, addon_id as id, ${latestName('addon_name')} as name, max(named_at) as "namedAt", currency,
        0::numeric as requests, 0::numeric as errors, 0::numeric as "shipmentsCreated", 0::numeric as shipments, sum(application_count) as applications,
        sum(revenue) as revenue, 0::numeric as "addonRevenue", sum(commission) as commission,
        sum(sum(application_count)) over (partition by addon_id) as weight, 0::numeric as tie
      from analytics.daily_addons where ${inScope} group by addon_id, currency
    ), ranked as (
      select *, dense_rank() over (partition by kind order by weight desc, tie desc, id) as rank
      from (select * from connections union all select * from addons) as figures
    )
    select kind, id, name, "namedAt", currency, requests, errors, "shipmentsCreated", shipments, applications, revenue, "addonRevenue", commission
    from ranked where rank <= ${MOST_ROWS} order by kind, rank, currency`);
}

function latestName(column: string): RawBuilder<unknown> {
  return sql`(array_agg(${sql.ref(column)} order by named_at desc nulls last, ${sql.ref(column)} desc))[1]`;
}
