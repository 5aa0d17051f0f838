import { sql, type RawBuilder } from 'kysely';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { columnsOf, CONNECTION_METRICS } from '../rollups/rollup-metrics.ts';
import type { UsageScope } from '../usage/usage.query.ts';

/** Which connections' figures of which days; what is null is not narrowed. */
export interface ConnectionScope extends UsageScope {
  connectionId: Uuid | null;
  /** Of these organizations only. */
  organizationIds?: readonly Uuid[] | null;
  /** Only these kinds of event count. */
  eventTypes: readonly string[] | null;
}

/**
 * The columns of `daily_connections` summed by organization, connection, `bucket` (an expression of the day) and currency;
 * `carrier` is the name that was said last, or null when names are not asked for.
 */
export function connectionSums(
  scope: ConnectionScope,
  options: { bucket: RawBuilder<unknown>; isNamed: boolean },
): RawBuilder<unknown> {
  const sums = CONNECTION_METRICS.flatMap((metric) => {
    const isCounted = scope.eventTypes === null || scope.eventTypes.includes(metric.type);
    return columnsOf([metric]).map(
      (column) => sql`${isCounted ? sql`sum(${sql.ref(column)})` : sql`0::numeric`} as ${sql.ref(column)}`,
    );
  });
  const [said, latest] = options.isNamed
    ? [
        sql`(array_agg(carrier_name order by named_at desc nulls last, carrier_name desc))[1] as said_name, max(named_at) as named_at`,
        sql`first_value(said_name) over (partition by organization_id, connection_id order by named_at desc nulls last, said_name desc nulls last)`,
      ]
    : [sql`null::text as said_name`, sql`said_name`];
  return sql`
    select sums.*, ${latest} as carrier from (
      select organization_id, connection_id, ${options.bucket} as bucket, currency, ${said}, ${sql.join(sums)}
      from analytics.daily_connections
      where tenant_id = ${scope.tenantId}::uuid and test_mode = ${scope.testMode} and day between ${scope.first}::date and ${scope.last}::date
        and ${scope.organizationId ? sql`organization_id = ${scope.organizationId}::uuid` : sql`true`}
        and ${scope.organizationIds ? sql`organization_id = any(${scope.organizationIds}::uuid[])` : sql`true`}
        and ${scope.connectionId ? sql`connection_id = ${scope.connectionId}::uuid` : sql`true`}
      group by organization_id, connection_id, 3, currency
    ) as sums`;
}
