import { sql } from 'kysely';
import { CarrierRequestMade, UsageShipmentPurchased } from '../../../contracts/events/usage-events.ts';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { CONNECTION_METRICS } from '../rollups/rollup-metrics.ts';
import { isKnownOrganization } from '../usage/known-organization.query.ts';
import { connectionsWithin, countedSums, withCarrierName, type ConnectionScope } from './connection-sums.query.ts';

/** What went through one organization's connection in one currency; counts and sums as exact text. */
export interface ConnectionFigures {
  organizationId: Uuid;
  connectionId: Uuid;
  carrier: string | null;
  currency: string;
  requests: string;
  errors: string;
  shipmentsCreated: string;
  shipments: string;
  revenue: string;
  addonRevenue: string;
  commission: string;
}

/** By what the busiest connections are taken, apart from one another. */
export type ConnectionGrouping = 'organization_id' | 'connection_id' | 'carrier';

/**
 * Figures by connection, the `limit` busiest (of each group, when grouped) in front, in one statement; connections
 * without an event that counts are left out. `isKnown` says whether the tenant has the organization.
 */
export async function readConnectionFigures(
  db: Queryable,
  scope: ConnectionScope,
  options: { limit: number; groupedBy?: readonly ConnectionGrouping[] },
): Promise<{ isKnown: boolean; figures: ConnectionFigures[] }> {
  const { limit, groupedBy = [] } = options;
  const order = sql`order by shipments desc, requests desc, organization_id, connection_id`;
  const rank = sql`row_number() over (partition by ${sql.join(groupedBy.map((column) => sql.ref(column)))} ${order})`;
  // The limit of a single group is said as such: the planner then knows how few rows go on.
  const busiest =
    groupedBy.length === 0
      ? sql`select * from weighed ${order} limit ${limit}`
      : sql`select * from (select *, ${rank} as rank from weighed) as ranked where rank <= ${limit}`;
  const isCounted = (type: string): boolean => scope.eventTypes === null || scope.eventTypes.includes(type);
  const events = CONNECTION_METRICS.filter(({ type }) => isCounted(type)).map(({ count }) => sql.ref(count));
  const weight = (type: string, count: string) => (isCounted(type) ? sql`sum(${sql.ref(count)})` : sql`0::numeric`);
  // The busiest are found by two sums, and only theirs are added up in full: that halves the time.
  const weights = sql`
    select organization_id, connection_id, ${weight(UsageShipmentPurchased.type, 'shipment_count')} as shipments,
      ${weight(CarrierRequestMade.type, 'request_count')} as requests
    from analytics.connection_totals where ${connectionsWithin(scope)}
    group by organization_id, connection_id having ${scope.eventTypes ? sql`sum(${sql.join([sql`0`, ...events], sql` + `)}) > 0` : sql`true`}`;
  const rows = await db.query(sql<ConnectionFigures & { isKnown: boolean }>`
    with weighed as (${withCarrierName(scope, weights)}),
    busiest as (${busiest}), sums as (
      select organization_id, connection_id, currency, ${countedSums(scope)}
      from busiest join analytics.connection_totals using (organization_id, connection_id) where ${connectionsWithin(scope)}
      group by organization_id, connection_id, currency
    )
    select ${isKnownOrganization(scope)} as "isKnown", organization_id as "organizationId", connection_id as "connectionId", carrier, currency,
      request_count as requests, error_count as errors, created_count as "shipmentsCreated", shipment_count as shipments, revenue,
      addon_revenue + reversed_addon_revenue as "addonRevenue", commission + reversed_commission as commission
    from (select 1) as one left join (busiest join sums using (organization_id, connection_id)) on true
    order by busiest.shipments desc, busiest.requests desc, organization_id, connection_id, currency`);
  return { isKnown: rows[0]!.isKnown, figures: rows.filter((row) => row.connectionId !== null) };
}
