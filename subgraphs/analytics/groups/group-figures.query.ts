import { sql, type RawBuilder } from 'kysely';
import { UsageShipmentPurchased } from '../../../contracts/events/usage-events.ts';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { connectionsWithin, countedSums, withCarrierName, type ConnectionScope } from '../connections/connection-sums.query.ts';
import type { Grain } from '../rollups/covering-periods.ts';
import {
  ADDON_METRICS,
  columnsOf,
  CONNECTION_METRICS,
  ORGANIZATION_METRICS,
  type RollupMetric,
} from '../rollups/rollup-metrics.ts';
import { totalsWithin } from '../rollups/totals-within.query.ts';
import { isKnownOrganization } from '../usage/known-organization.query.ts';
import type { AnalyticsDimension, GroupRollup, TimeBucket } from './group-plan.ts';

/** What is read of which events, and how it is told apart. */
export interface GroupScope extends ConnectionScope {
  rollup: GroupRollup;
  groupBy: readonly AnalyticsDimension[];
  timeBucket: TimeBucket | null;
}

/** What one kind of event came to in one group, time bucket and currency. */
export interface GroupFigures {
  rank: string;
  organizationId: Uuid | null;
  carrier: string | null;
  connectionId: Uuid | null;
  addonId: Uuid | null;
  bucket: string;
  metric: string;
  /** Empty where no money moved. */
  currency: string;
  events: string;
  errors: string;
  amount: string;
}

/**
 * Figures of the `limit` groups with the most labels, then the most events, in one statement. `isKnown` says whether the
 * tenant has the organization.
 */
export async function readGroupFigures(
  db: Queryable,
  scope: GroupScope,
  limit: number,
): Promise<{ isKnown: boolean; figures: GroupFigures[] }> {
  const group = scope.groupBy.map((dimension) => sql.ref(dimension));
  const window = group.length > 0 ? sql`partition by ${sql.join(group)}` : sql``;
  const rows = await db.query(sql<GroupFigures & { isKnown: boolean }>`
    with figures as (${figuresOf(scope)}),
    weighed as (
      select *, coalesce(sum(events) filter (where metric = ${UsageShipmentPurchased.type}) over grouped, 0) as labels, sum(events) over grouped as weight
      from figures
      where ${scope.eventTypes ? sql`metric = any(${scope.eventTypes}::text[])` : sql`true`} and events > 0
      window grouped as (${window})
    ), ranked as (
      select *, dense_rank() over (order by ${sql.join([sql`labels desc`, sql`weight desc`, ...group])}) as rank from weighed
    )
    select ${isKnownOrganization(scope)} as "isKnown", rank, organization_id as "organizationId", carrier, connection_id as "connectionId",
      addon_id as "addonId", bucket, metric, currency, events, errors, amount
    from (select 1) as one left join ranked on rank <= ${limit}
    order by rank, bucket, metric, currency`);
  return { isKnown: rows[0]!.isKnown, figures: rows.filter((row) => row.rank !== null) };
}

function figuresOf(scope: GroupScope): RawBuilder<unknown> {
  const { tenantId, testMode, organizationId, rollup } = scope;
  const grains = scope.timeBucket ? new Set<Grain>(['day', scope.timeBucket]) : undefined;
  const inDays = sql`tenant_id = ${tenantId}::uuid and test_mode = ${testMode} and day between ${scope.first}::date and ${scope.last}::date`;
  switch (rollup) {
    case 'tenant':
      return sumsOf(scope, { from: sql`analytics.daily_tenant_usage`, where: inDays, day: 'day', metrics: null });
    case 'organization':
      return sumsOf(scope, {
        from: sql`analytics.daily_usage`,
        where: sql`${inDays} and organization_id = ${organizationId}::uuid`,
        day: 'day',
        metrics: null,
      });
    case 'organizations':
      return sumsOf(scope, {
        from: sql`analytics.organization_totals`,
        where: totalsWithin(scope, grains),
        day: 'starts_on',
        metrics: ORGANIZATION_METRICS,
      });
    case 'addons':
      return sumsOf(scope, {
        from: sql`analytics.addon_totals`,
        where: totalsWithin(scope, grains),
        day: 'starts_on',
        metrics: ADDON_METRICS,
      });
    default:
      return sumsOf(scope, {
        from: sql`(${connectionSums(scope, grains)}) as connections`,
        where: sql`true`,
        day: null,
        metrics: CONNECTION_METRICS,
      });
  }
}

function connectionSums(scope: GroupScope, grains: ReadonlySet<Grain> | undefined): RawBuilder<unknown> {
  const sums = sql`
    select organization_id, connection_id, ${bucketOf(scope, 'starts_on')} as bucket, currency, ${countedSums(scope)}
    from analytics.connection_totals where ${connectionsWithin(scope, grains)}
    group by organization_id, connection_id, 3, currency`;
  return scope.groupBy.includes('carrier') ? withCarrierName(scope, sums) : sums;
}

interface Source {
  from: RawBuilder<unknown>;
  where: RawBuilder<unknown>;
  /** The metrics that the source keeps in columns; null when it keeps a row for each. */
  metrics: readonly RollupMetric[] | null;
  /** The column of the day that decides on the time bucket; null when there is a bucket already. */
  day: string | null;
}

// The constant columns of dimensions that are not grouped by keep the shape of all sources the same.
function sumsOf(scope: GroupScope, source: Source): RawBuilder<unknown> {
  const keys = sql.join([
    ...(['organization_id', 'connection_id', 'addon_id'] as const).map((id) =>
      scope.groupBy.includes(id) ? sql.ref(id) : sql`null::uuid as ${sql.ref(id)}`,
    ),
    scope.groupBy.includes('carrier') ? sql`carrier` : sql`null::text as carrier`,
    source.day ? sql`${bucketOf(scope, source.day)} as bucket` : sql`bucket`,
    sql`currency`,
  ]);
  if (source.metrics === null)
    return sql`
      select ${keys}, metric, sum(event_count) as events, sum(error_count) as errors, sum(amount) as amount
      from ${source.from} where ${source.where} group by 1, 2, 3, 4, 5, 6, 7`;
  const sums = columnsOf(source.metrics).map((column) => sql`sum(${sql.ref(column)}) as ${sql.ref(column)}`);
  return sql`
    select organization_id, connection_id, addon_id, carrier, bucket, currency, entry.*
    from (select ${keys}, ${sql.join(sums)} from ${source.from} where ${source.where} group by 1, 2, 3, 4, 5, 6) as sums
    cross join lateral (values ${sql.join(source.metrics.map(entryOf))}) as entry (metric, events, errors, amount)`;
}

function entryOf({ type, count, errors, amount }: RollupMetric): RawBuilder<unknown> {
  const column = (name: string | undefined) => (name ? sql.ref(`sums.${name}`) : sql`0::numeric`);
  return sql`(${type}::text, ${column(count)}, ${column(errors)}, ${column(amount)})`;
}

function bucketOf(scope: GroupScope, day: string): RawBuilder<unknown> {
  if (scope.timeBucket === null) return sql`${scope.first}::date`;
  return scope.timeBucket === 'day' ? sql.ref(day) : sql`date_trunc(${scope.timeBucket}, ${sql.ref(day)}::timestamp)::date`;
}
