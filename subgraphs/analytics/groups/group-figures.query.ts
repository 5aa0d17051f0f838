import { sql, type RawBuilder } from 'kysely';
import { UsageShipmentPurchased } from '../../../contracts/events/usage-events.ts';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { connectionSums, type ConnectionScope } from '../connections/connection-sums.query.ts';
import { totalsWithin } from '../rollups/organization-totals.query.ts';
import {
  ADDON_METRICS,
  columnsOf,
  CONNECTION_METRICS,
  ORGANIZATION_METRICS,
  type RollupMetric,
} from '../rollups/rollup-metrics.ts';
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
  const inDays = sql`tenant_id = ${tenantId}::uuid and test_mode = ${testMode} and day between ${scope.first}::date and ${scope.last}::date`;
  const ofOrganization = organizationId ? sql`${inDays} and organization_id = ${organizationId}::uuid` : inDays;
  if (rollup === 'tenant') return sumsOf(scope, { from: sql`analytics.daily_tenant_usage`, where: inDays, metrics: null });
  if (rollup === 'organization') return sumsOf(scope, { from: sql`analytics.daily_usage`, where: ofOrganization, metrics: null });
  if (rollup === 'addons')
    return sumsOf(scope, { from: sql`analytics.daily_addons`, where: ofOrganization, metrics: ADDON_METRICS });
  if (rollup === 'organizations') {
    const daysOnly = scope.timeBucket === 'day' || scope.timeBucket === 'week';
    const totals = sql`select *, starts_on as day from analytics.organization_totals where ${totalsWithin(scope, { daysOnly })}`;
    return sumsOf(scope, { from: sql`(${totals}) as totals`, where: sql`true`, metrics: ORGANIZATION_METRICS });
  }
  const sums = connectionSums(scope, { bucket: bucketOf(scope), isNamed: scope.groupBy.includes('carrier') });
  return sumsOf(scope, {
    from: sql`(${sums}) as connections`,
    where: sql`true`,
    metrics: CONNECTION_METRICS,
    isBucketed: true,
  });
}

interface Source {
  from: RawBuilder<unknown>;
  where: RawBuilder<unknown>;
  /** The metrics that the source keeps in columns; null when it keeps a row for each. */
  metrics: readonly RollupMetric[] | null;
  isBucketed?: boolean;
}

// The constant columns of dimensions that are not grouped by keep the shape of all sources the same.
function sumsOf(scope: GroupScope, source: Source): RawBuilder<unknown> {
  const keys = sql.join([
    ...(['organization_id', 'connection_id', 'addon_id'] as const).map((id) =>
      scope.groupBy.includes(id) ? sql.ref(id) : sql`null::uuid as ${sql.ref(id)}`,
    ),
    scope.groupBy.includes('carrier') ? sql`carrier` : sql`null::text as carrier`,
    source.isBucketed ? sql`bucket` : sql`${bucketOf(scope)} as bucket`,
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

function bucketOf(scope: GroupScope): RawBuilder<unknown> {
  if (scope.timeBucket === null) return sql`${scope.first}::date`;
  return scope.timeBucket === 'day' ? sql`day` : sql`date_trunc(${scope.timeBucket}, day::timestamp)::date`;
}
