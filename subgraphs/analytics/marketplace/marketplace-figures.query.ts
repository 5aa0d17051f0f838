import { sql } from 'kysely';
import { UsageShipmentPurchased } from '../../../contracts/events/usage-events.ts';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { ADDON_REVENUE_TYPES, COMMISSION_TYPES, ORGANIZATION_METRICS } from '../rollups/rollup-metrics.ts';
import { totalsWithin } from '../rollups/totals-within.query.ts';
import type { UsageScope } from '../usage/usage.query.ts';

/** What a tenant came to in one currency; a tenant where nothing happened has one row without currency. */
export interface MarketplaceFigures {
  totalOrganizations: string;
  currency: string | null;
  shipments: string | null;
  revenue: string | null;
  addonRevenue: string | null;
  commission: string | null;
}

/** What an active organization came to in one currency, and how many organizations were active. */
export interface OrganizationFigures {
  activeOrganizations: string;
  organizationId: Uuid;
  name: string | null;
  currency: string;
  shipments: string;
  revenue: string;
  commission: string;
}

/** The figures of a whole tenant by currency, in one statement; its organizations as of the end of the range. */
export async function readMarketplaceFigures(db: Queryable, scope: UsageScope): Promise<MarketplaceFigures[]> {
  const amount = (...types: readonly string[]) => sql`sum(amount) filter (where metric in (${sql.join(types)}))`;
  return db.query(sql<MarketplaceFigures>`
    select counted.*, by_currency.*
    from (
      select count(*) as "totalOrganizations" from analytics.organizations
      where tenant_id = ${scope.tenantId}::uuid and created_at < (${scope.last}::date + 1)::timestamp at time zone 'UTC'
    ) as counted
    left join (
      select currency, sum(event_count) filter (where metric = ${UsageShipmentPurchased.type}) as shipments, ${amount(UsageShipmentPurchased.type)} as revenue,
        ${amount(...ADDON_REVENUE_TYPES)} as "addonRevenue", ${amount(...COMMISSION_TYPES)} as commission
      from analytics.daily_tenant_usage
      where tenant_id = ${scope.tenantId}::uuid and test_mode = ${scope.testMode} and day between ${scope.first}::date and ${scope.last}::date
      group by currency
    ) as by_currency on true
    order by currency`);
}

/** The `limit` active organizations with the most labels, then with the most activity, by currency, in one statement. */
export async function readActiveOrganizations(db: Queryable, scope: UsageScope, limit: number): Promise<OrganizationFigures[]> {
  // Being founded and being joined is no activity.
  const activity = sql.join(
    ORGANIZATION_METRICS.map(({ count }) => count)
      .filter((column) => column !== 'founding_count' && column !== 'joining_count')
      .map((column) => sql.ref(column)),
    sql` + `,
  );
  return db.query(sql<OrganizationFigures>`
    with by_currency as (
      select organization_id, currency, sum(shipment_count) as shipments, sum(revenue) as revenue,
        sum(commission) + sum(reversed_commission) as commission,
        sum(${activity}) as activity
      from analytics.organization_totals where ${totalsWithin(scope)} group by organization_id, currency
    ), active as (
      select organization_id, count(*) over () as "activeOrganizations",
        row_number() over (order by sum(shipments) desc, sum(activity) desc, organization_id) as rank
      from by_currency group by organization_id having sum(activity) > 0
    )
    select "activeOrganizations", organization_id as "organizationId", known.name, currency, shipments, revenue, commission
    from active join by_currency using (organization_id)
    left join (
      select organization_id, name from analytics.organizations where tenant_id = ${scope.tenantId}::uuid
    ) as known using (organization_id)
    where rank <= ${limit}
    order by rank, currency`);
}
