import { sql, type RawBuilder } from 'kysely';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { totalsWithin } from '../rollups/totals-within.query.ts';
import type { UsageScope } from './usage.query.ts';

/** What one connection or addon stands for in a span of days, in one currency. */
export interface BreakdownRow {
  kind: 'connection' | 'addon';
  id: Uuid;
  name: string | null;
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
  const zero = sql`0::numeric`;
  return db.query(sql<BreakdownRow>`
    with connections as (
      select 'connection' as kind, connection_id as id, currency, sum(request_count) as requests, sum(error_count) as errors,
        sum(created_count) as "shipmentsCreated", sum(shipment_count) as shipments, ${zero} as applications, sum(revenue) as revenue,
        sum(addon_revenue) + sum(reversed_addon_revenue) as "addonRevenue", sum(commission) + sum(reversed_commission) as commission,
        sum(sum(shipment_count)) over (partition by connection_id) as weight, sum(sum(request_count)) over (partition by connection_id) as tie
      from analytics.connection_totals where ${totalsWithin(scope)} group by connection_id, currency
    ), addons as (
      select 'addon' as kind, addon_id as id, currency, ${zero} as requests, ${zero} as errors, ${zero} as "shipmentsCreated", ${zero} as shipments,
        sum(application_count) - sum(reversal_count) as applications, sum(revenue) + sum(reversed_revenue) as revenue, ${zero} as "addonRevenue",
        sum(commission) + sum(reversed_commission) as commission, sum(sum(application_count) - sum(reversal_count)) over (partition by addon_id) as weight, ${zero} as tie
      from analytics.addon_totals where ${totalsWithin(scope)} group by addon_id, currency
    ), ranked as (
      select *, dense_rank() over (partition by kind order by weight desc, tie desc, id) as rank
      from (select * from connections union all select * from addons) as figures
    )
    select kind, id, case kind when 'connection' then ${latestName(scope, 'connections', 'connection_id', 'carrier_name')}
        else ${latestName(scope, 'addons', 'addon_id', 'addon_name')} end as name,
      currency, requests, errors, "shipmentsCreated", shipments, applications, revenue, "addonRevenue", commission
    from ranked where rank <= ${MOST_ROWS} order by kind, rank, currency`);
}

function latestName(scope: UsageScope, table: string, id: string, name: string): RawBuilder<unknown> {
  return sql`(
    select ${sql.ref(name)} from ${sql.table(`analytics.${table}`)} as known
    where tenant_id = ${scope.tenantId}::uuid and test_mode = ${scope.testMode} and known.${sql.ref(id)} = ranked.id
      and ${scope.organizationId ? sql`organization_id = ${scope.organizationId}::uuid` : sql`true`}
    order by named_at desc, ${sql.ref(name)} desc limit 1
  )`;
}
