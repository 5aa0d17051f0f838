import { sql } from 'kysely';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { CONNECTION_METRICS } from '../rollups/rollup-metrics.ts';
import { isKnownOrganization } from '../usage/known-organization.query.ts';
import { connectionSums, type ConnectionScope } from './connection-sums.query.ts';

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
  const group = groupedBy.length > 0 ? sql`partition by ${sql.join(groupedBy.map((column) => sql.ref(column)))}` : sql``;
  const events = sql.join(
    CONNECTION_METRICS.map(({ count }) => sql.ref(count)),
    sql` + `,
  );
  const rows = await db.query(sql<ConnectionFigures & { isKnown: boolean }>`
    with sums as (${connectionSums(scope, { bucket: sql`null::date`, isNamed: true })}),
    weighed as (
      select *, sum(shipment_count) over connection as shipments, sum(request_count) over connection as requests, sum(${events}) over connection as events
      from sums window connection as (partition by organization_id, connection_id)
    ), ranked as (
      select *, dense_rank() over (${group} order by shipments desc, requests desc, events desc, organization_id, connection_id) as rank
      from weighed where events > 0
    )
    select ${isKnownOrganization(scope)} as "isKnown", organization_id as "organizationId", connection_id as "connectionId", carrier, currency,
      request_count as requests, error_count as errors, created_count as "shipmentsCreated", shipment_count as shipments, revenue,
      addon_revenue as "addonRevenue", commission
    from (select 1) as one left join ranked on rank <= ${limit}
    order by rank, organization_id, connection_id, currency`);
  return { isKnown: rows[0]!.isKnown, figures: rows.filter((row) => row.connectionId !== null) };
}
