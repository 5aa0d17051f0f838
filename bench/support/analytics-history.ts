import type { Client } from 'pg';
import {
  ADDON_METRICS,
  columnsOf,
  CONNECTION_METRICS,
  ORGANIZATION_METRICS,
  type RollupMetric,
} from '../../subgraphs/analytics/rollups/rollup-metrics.ts';

/** How much happened, to whom, over how many days up to today. */
export interface AnalyticsHistory {
  tenantId: string;
  /** The organization to which most happened; the others are made up. */
  organizationId: string;
  connectionId: string;
  events: number;
  organizations: number;
  days: number;
}

const sumsOf = (metrics: readonly RollupMetric[]): string =>
  metrics
    .flatMap(({ type, count, errors, amount }) => [
      `coalesce(sum(event_count) filter (where type = '${type}'), 0) as ${count}`,
      ...(errors ? [`coalesce(sum(error_count) filter (where type = '${type}'), 0) as ${errors}`] : []),
      ...(amount ? [`coalesce(sum(amount) filter (where type = '${type}'), 0) as ${amount}`] : []),
    ])
    .join(', ');

// An id that follows from a name and looks like every other.
const idOf = (name: string): string => `overlay(overlay(md5(${name}) placing '7' from 13) placing '8' from 17)::uuid`;

// Organization n of N has a share of events that falls with the square of n: the first has about 1 in √N.
const EVENTS = `
  with drawn as (
    select i, floor($4 * power(random(), 2))::int as organization, random() as kind, (current_date - floor(random() * $6)::int) as day, random() as moment,
      floor(random() * 3)::int as connection, floor(random() * 5)::int as addon, round((5 + random() * 40)::numeric, 2) as price, random() < 0.03 as is_error
    from generate_series(1, $5::int) as i
  ), typed as (
    select *, case when kind < 0.45 then 'usage.carrier_request.made' when kind < 0.6 then 'usage.shipment.created' when kind < 0.72 then 'usage.shipment.purchased'
      when kind < 0.8 then 'usage.tracking.made' when kind < 0.89 then 'addon.applied' when kind < 0.98 then 'commission.earned' else 'usage.api_request.made' end as type,
      case organization when 0 then $2::uuid else ${idOf(`'organization ' || organization`)} end as organization_id,
      case when organization = 0 and connection = 0 then $3::uuid else ${idOf(`'connection ' || organization || ' ' || connection`)} end as used_connection
    from drawn
  )
  insert into analytics.events (tenant_id, event_id, type, organization_id, test_mode, day, occurred_at, connection_id, carrier_name, addon_id, addon_name,
    event_count, error_count, amount, currency)
  select $1::uuid, ${idOf(`'event ' || i`)}, type, organization_id, false, day, (day + moment * interval '1 day') at time zone 'UTC',
    case when type not in ('usage.tracking.made', 'usage.api_request.made') then used_connection end,
    case when type not in ('usage.tracking.made', 'usage.api_request.made') then 'USPS' end,
    case when type in ('addon.applied', 'commission.earned') then ${idOf(`'addon ' || addon`)} end,
    case when type in ('addon.applied', 'commission.earned') then 'Addon ' || addon end,
    case type when 'usage.api_request.made' then 25 else 1 end,
    case when type in ('usage.carrier_request.made', 'usage.api_request.made') and is_error then 1 else 0 end,
    case type when 'usage.shipment.purchased' then price when 'addon.applied' then price * 0.05 when 'commission.earned' then price * 0.005 else 0 end,
    case when type in ('usage.shipment.purchased', 'addon.applied', 'commission.earned') then 'USD' else '' end
  from typed order by day`;

const PERIODS = `analytics.events cross join lateral (values ('day', day), ('week', date_trunc('week', day::timestamp)::date),
  ('month', date_trunc('month', day::timestamp)::date)) as period (grain, starts_on) where tenant_id = $1`;
const KEY = 'tenant_id, test_mode, grain, starts_on, organization_id, currency';

// Rows lie in the order in which they would have come.
const totalsOf = (table: string, id: string | null, metrics: readonly RollupMetric[]): string => {
  const key = id ? `${KEY}, ${id}` : KEY;
  return `insert into analytics.${table} (${key}, ${columnsOf(metrics).join(', ')})
    select ${key}, ${sumsOf(metrics)} from ${PERIODS} ${id ? `and ${id} is not null` : ''} group by ${key} order by grain, starts_on, organization_id`;
};

const ROLLUPS = {
  organizations: `insert into analytics.organizations (tenant_id, organization_id, name, created_at, member_count)
    select tenant_id, organization_id, 'Organization', min(occurred_at), 3 from analytics.events where tenant_id = $1 group by 1, 2 on conflict do nothing`,
  daily_usage: `insert into analytics.daily_usage select tenant_id, organization_id, test_mode, day, type, currency, sum(event_count), sum(error_count), sum(amount)
    from analytics.events where tenant_id = $1 group by 1, 2, 3, 4, 5, 6 order by day`,
  daily_tenant_usage: `insert into analytics.daily_tenant_usage select tenant_id, test_mode, day, type, currency, sum(event_count), sum(error_count), sum(amount)
    from analytics.events where tenant_id = $1 group by 1, 2, 3, 4, 5`,
  organization_totals: totalsOf('organization_totals', null, ORGANIZATION_METRICS),
  connection_totals: totalsOf('connection_totals', 'connection_id', CONNECTION_METRICS),
  addon_totals: totalsOf('addon_totals', 'addon_id', ADDON_METRICS),
  connections: `insert into analytics.connections (tenant_id, organization_id, test_mode, connection_id, carrier_name, named_at)
    select tenant_id, organization_id, test_mode, connection_id, max(carrier_name), max(occurred_at) from analytics.events
    where tenant_id = $1 and connection_id is not null group by 1, 2, 3, 4`,
  addons: `insert into analytics.addons (tenant_id, organization_id, test_mode, addon_id, addon_name, named_at)
    select tenant_id, organization_id, test_mode, addon_id, max(addon_name), max(occurred_at) from analytics.events
    where tenant_id = $1 and addon_id is not null group by 1, 2, 3, 4`,
};

/** Writes events and their roll-ups by SQL, past the consumer that would take them one batch at a time; a tenant's first. */
export async function fillAnalyticsHistory(owner: Client, history: AnalyticsHistory): Promise<void> {
  await owner.query('select setseed(0.42)');
  const tables = ['events', ...Object.keys(ROLLUPS).filter((table) => table !== 'organizations')];
  for (const table of tables) await owner.query(`delete from analytics.${table} where tenant_id = $1`, [history.tenantId]);
  const { tenantId, organizationId, connectionId, organizations, events, days } = history;
  await owner.query(EVENTS, [tenantId, organizationId, connectionId, organizations, events, days]);
  for (const rollup of Object.values(ROLLUPS)) await owner.query(rollup, [tenantId]);
  await owner.query('vacuum analyze');
}
