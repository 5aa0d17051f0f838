import { sql, type RawBuilder } from 'kysely';
import { MemberJoined, OrganizationCreated } from '../../../contracts/events/organization-events.ts';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import {
  ADDON_METRICS,
  columnsOf,
  CONNECTION_METRICS,
  ORGANIZATION_METRICS,
  type RollupMetric,
} from '../rollups/rollup-metrics.ts';
import type { UsageFact } from './usage-fact.ts';

const DAILY_SUMS = sql`sum(event_count), sum(error_count), sum(amount)`;
const ADD_DAILY_SUMS = addUp('daily', ['event_count', 'error_count', 'amount']);

const latestName = (name: string) =>
  sql`(array_agg(${sql.ref(name)} order by occurred_at desc, ${sql.ref(name)} desc) filter (where ${sql.ref(name)} is not null))[1],
      max(occurred_at) filter (where ${sql.ref(name)} is not null)`;

// Of two names the later one stays, of two at the same moment the greater one: the order of arrival must not matter.
const keepLatestName = (table: string, name: string) => {
  const [kept, keptAt] = [sql.ref(`${table}.${name}`), sql.ref(`${table}.named_at`)];
  const [added, addedAt] = [sql.ref(`excluded.${name}`), sql.ref('excluded.named_at')];
  return sql`${sql.ref(name)} = case when ${keptAt} is null or (${addedAt}, ${added}) > (${keptAt}, ${kept}) then ${added} else ${kept} end,
      named_at = greatest(${keptAt}, ${addedAt})`;
};

const count = (type: string) => sql`coalesce(sum(event_count) filter (where type = ${type}), 0)`;

function sumsOf(metrics: readonly RollupMetric[]): RawBuilder<unknown> {
  const sum = (column: string, type: string) => sql`coalesce(sum(${sql.ref(column)}) filter (where type = ${type}), 0)`;
  return sql.join(
    metrics.flatMap(({ type, errors, amount }) => [
      count(type),
      ...(errors ? [sum('error_count', type)] : []),
      ...(amount ? [sum('amount', type)] : []),
    ]),
  );
}

function namesOf(metrics: readonly RollupMetric[]): RawBuilder<unknown> {
  return sql.join(columnsOf(metrics).map((column) => sql.ref(column)));
}

function addUp(table: string, columns: readonly string[]): RawBuilder<unknown> {
  return sql.join(
    columns.map((column) => sql`${sql.ref(column)} = ${sql.ref(`${table}.${column}`)} + ${sql.ref(`excluded.${column}`)}`),
  );
}

function rowsOf(facts: readonly UsageFact[]): string {
  return JSON.stringify(
    facts.map((fact) => ({
      event_id: fact.eventId,
      type: fact.type,
      organization_id: fact.organizationId,
      organization_name: fact.organizationName,
      day: fact.day,
      occurred_at: fact.occurredAt,
      connection_id: fact.connectionId,
      carrier_name: fact.carrierName,
      addon_id: fact.addonId,
      addon_name: fact.addonName,
      event_count: fact.events,
      error_count: fact.errors,
      amount: fact.amount,
      currency: fact.currency,
    })),
  );
}

/**
 * Records facts of one tenant and mode and adds them to every roll-up, in one statement: what was recorded before adds
 * nothing, and figures never differ from the events under them. Rows are touched in key order, so that two writers
 * cannot lock each other out.
 */
export async function insertUsageFacts(
  db: Queryable,
  scope: { tenantId: Uuid; testMode: boolean },
  facts: readonly UsageFact[],
): Promise<void> {
  await db.query(sql`
    with fresh as (
      insert into analytics.events
        (tenant_id, event_id, type, organization_id, organization_name, test_mode, day, occurred_at, connection_id, carrier_name, addon_id, addon_name,
        event_count, error_count, amount, currency)
      select ${scope.tenantId}::uuid, event_id, type, organization_id, organization_name, ${scope.testMode}::boolean, day, occurred_at, connection_id,
        carrier_name, addon_id, addon_name, event_count, error_count, amount, currency
      from jsonb_to_recordset(${rowsOf(facts)}::jsonb) as fact (
        event_id uuid, type text, organization_id uuid, organization_name text, day date, occurred_at timestamptz, connection_id uuid,
        carrier_name text, addon_id uuid, addon_name text, event_count bigint, error_count bigint, amount numeric, currency text)
      order by event_id
      on conflict (tenant_id, event_id) do nothing
      returning *
    ), organizations as (
      insert into analytics.organizations as known (tenant_id, organization_id, name, created_at, member_count)
      select tenant_id, organization_id, max(organization_name), min(occurred_at) filter (where type = ${OrganizationCreated.type}),
        ${count(MemberJoined.type)}
      from fresh where type in (${OrganizationCreated.type}, ${MemberJoined.type}) group by tenant_id, organization_id order by organization_id
      on conflict (tenant_id, organization_id) do update set name = greatest(known.name, excluded.name),
        created_at = least(known.created_at, excluded.created_at), member_count = known.member_count + excluded.member_count
    ), daily_usage as (
      insert into analytics.daily_usage as daily (tenant_id, organization_id, test_mode, day, metric, currency, event_count, error_count, amount)
      select tenant_id, organization_id, test_mode, day, type, currency, ${DAILY_SUMS}
      from fresh group by tenant_id, organization_id, test_mode, day, type, currency order by organization_id, day, type, currency
      on conflict (tenant_id, organization_id, test_mode, day, metric, currency) do update set ${ADD_DAILY_SUMS}
    ), organization_totals as (
      insert into analytics.organization_totals as total
        (tenant_id, test_mode, grain, starts_on, organization_id, currency, ${namesOf(ORGANIZATION_METRICS)})
      select tenant_id, test_mode, grain, starts_on, organization_id, currency, ${sumsOf(ORGANIZATION_METRICS)}
      from fresh cross join lateral (values ('day', day), ('month', date_trunc('month', day)::date)) as period (grain, starts_on)
      group by tenant_id, test_mode, grain, starts_on, organization_id, currency order by grain, starts_on, organization_id, currency
      on conflict (tenant_id, test_mode, grain, starts_on, organization_id, currency) do update set
        ${addUp('total', columnsOf(ORGANIZATION_METRICS))}
    ), daily_tenant_usage as (
      insert into analytics.daily_tenant_usage as daily (tenant_id, test_mode, day, metric, currency, event_count, error_count, amount)
      select tenant_id, test_mode, day, type, currency, ${DAILY_SUMS}
      from fresh group by tenant_id, test_mode, day, type, currency order by day, type, currency
      on conflict (tenant_id, test_mode, day, metric, currency) do update set ${ADD_DAILY_SUMS}
    ), daily_connections as (
      insert into analytics.daily_connections as daily
        (tenant_id, organization_id, test_mode, day, connection_id, currency, carrier_name, named_at, ${namesOf(CONNECTION_METRICS)})
      select tenant_id, organization_id, test_mode, day, connection_id, currency, ${latestName('carrier_name')}, ${sumsOf(CONNECTION_METRICS)}
      from fresh where connection_id is not null group by tenant_id, organization_id, test_mode, day, connection_id, currency
      order by organization_id, day, connection_id, currency
      on conflict (tenant_id, organization_id, test_mode, day, connection_id, currency) do update set
        ${keepLatestName('daily', 'carrier_name')}, ${addUp('daily', columnsOf(CONNECTION_METRICS))}
    )
    insert into analytics.daily_addons as daily
      (tenant_id, organization_id, test_mode, day, addon_id, currency, addon_name, named_at, ${namesOf(ADDON_METRICS)})
    select tenant_id, organization_id, test_mode, day, addon_id, currency, ${latestName('addon_name')}, ${sumsOf(ADDON_METRICS)}
    from fresh where addon_id is not null group by tenant_id, organization_id, test_mode, day, addon_id, currency
    order by organization_id, day, addon_id, currency
    on conflict (tenant_id, organization_id, test_mode, day, addon_id, currency) do update set
      ${keepLatestName('daily', 'addon_name')}, ${addUp('daily', columnsOf(ADDON_METRICS))}`);
}
