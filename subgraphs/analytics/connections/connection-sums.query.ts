import { sql, type RawBuilder } from 'kysely';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { Grain } from '../rollups/covering-periods.ts';
import { columnsOf, CONNECTION_METRICS } from '../rollups/rollup-metrics.ts';
import { totalsWithin } from '../rollups/totals-within.query.ts';
import type { UsageScope } from '../usage/usage.query.ts';

/** Which connections' figures of which days; what is null is not narrowed. */
export interface ConnectionScope extends UsageScope {
  connectionId: Uuid | null;
  /** Of these organizations only. */
  organizationIds?: readonly Uuid[] | null;
  /** Only these kinds of event count. */
  eventTypes: readonly string[] | null;
}

/** Which rows of `connection_totals` make up a scope, as a condition. */
export function connectionsWithin(scope: ConnectionScope, grains?: ReadonlySet<Grain>): RawBuilder<boolean> {
  const { organizationIds, connectionId } = scope;
  return sql`${totalsWithin(scope, grains)} and ${organizationIds ? sql`organization_id = any(${organizationIds}::uuid[])` : sql`true`}
    and ${connectionId ? sql`connection_id = ${connectionId}::uuid` : sql`true`}`;
}

/** The figures of `connection_totals` summed, each under its column's name; those of events that do not count are 0. */
export function countedSums(scope: ConnectionScope): RawBuilder<unknown> {
  return sql.join(
    CONNECTION_METRICS.flatMap((metric) =>
      columnsOf([metric]).map((column) => {
        const isCounted = scope.eventTypes === null || scope.eventTypes.includes(metric.type);
        return sql`${isCounted ? sql`sum(${sql.ref(column)})` : sql`0::numeric`} as ${sql.ref(column)}`;
      }),
    ),
  );
}

/** Puts the carrier's name, as `carrier`, beside what is told apart by organization and connection. */
export function withCarrierName(scope: ConnectionScope, figures: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    select figures.*, known.carrier_name as carrier from (${figures}) as figures
    left join analytics.connections as known on known.tenant_id = ${scope.tenantId}::uuid and known.test_mode = ${scope.testMode}
      and known.organization_id = figures.organization_id and known.connection_id = figures.connection_id`;
}
