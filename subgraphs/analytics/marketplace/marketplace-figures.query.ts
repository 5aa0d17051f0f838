import { sql } from 'kysely';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { ORGANIZATION_METRICS } from '../rollups/rollup-metrics.ts';
import { totalsWithin } from '../rollups/organization-totals.query.ts';
import type { UsageRange } from '../usage/usage-range.ts';

/** Which days of which tenant. */
export interface MarketplaceScope extends UsageRange {
  tenantId: Uuid;
  testMode: boolean;
}

/** What a tenant came to in one currency; a tenant where nothing happened has one row without currency. */
export interface MarketplaceFigures {
  totalOrganizations: string;
  activeOrganizations: string;
  currency: string | null;
  shipments: string | null;
  revenue: string | null;
  addonRevenue: string | null;
  commission: string | null;
}

/** What an organization came to in one currency. */
export interface OrganizationFigures {
  organizationId: Uuid;
  name: string | null;
  currency: string;
  shipments: string;
  revenue: string;
  commission: string;
}

// Being founded and being joined is no activity.
const ACTIVITY = sql.join(
  ORGANIZATION_METRICS.map(({ count }) => count)
    .filter((column) => column !== 'founding_count' && column !== 'joining_count')
    .map((column) => sql.ref(column)),
  sql` + `,
);

/** The figures of a whole tenant by currency, in one statement; its organizations as of the end of the range. */
export async function readMarketplaceFigures(db: Queryable, scope: MarketplaceScope): Promise<MarketplaceFigures[]> {
  return db.query(sql<MarketplaceFigures>`
    with organizations as (
      select organization_id, currency, sum(shipment_count) as shipments, sum(revenue) as revenue, sum(addon_revenue) as addon_revenue,
        sum(commission) as commission, sum(${ACTIVITY}) as activity
      from analytics.organization_totals where ${totalsWithin(scope)} group by organization_id, currency
    )
    select counted.*, by_currency.*
    from (
      select (select count(*) from analytics.organizations
          where tenant_id = ${scope.tenantId}::uuid and created_at < (${scope.last}::date + 1)::timestamp at time zone 'UTC') as "totalOrganizations",
        (select count(distinct organization_id) from organizations where activity > 0) as "activeOrganizations"
    ) as counted
    left join (
      select currency, sum(shipments) as shipments, sum(revenue) as revenue, sum(addon_revenue) as "addonRevenue", sum(commission) as commission
      from organizations group by currency
    ) as by_currency on true
    order by currency`);
}

/** The active organizations with the most labels, then with the most activity, by currency, in one statement. */
export async function readTopOrganizations(
  db: Queryable,
  scope: MarketplaceScope,
  limit: number,
): Promise<OrganizationFigures[]> {
  return db.query(sql<OrganizationFigures>`
    with by_currency as (
      select organization_id, currency, sum(shipment_count) as shipments, sum(revenue) as revenue, sum(commission) as commission,
        sum(${ACTIVITY}) as activity
      from analytics.organization_totals where ${totalsWithin(scope)} group by organization_id, currency
    ), top as (
      select organization_id, row_number() over (order by sum(shipments) desc, sum(activity) desc, organization_id) as rank
      from by_currency group by organization_id having sum(activity) > 0 order by rank limit ${limit}
    )
    select organization_id as "organizationId", known.name, currency, shipments, revenue, commission
    from top join by_currency using (organization_id)
    left join (
      select organization_id, name from analytics.organizations where tenant_id = ${scope.tenantId}::uuid
    ) as known using (organization_id)
    order by rank, currency`);
}
