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

function names(columns: readonly string[]): RawBuilder<unknown> {
  return sql.join(columns.map((column) => sql.ref(column)));
}

function addUp(table: string, columns: readonly string[]): RawBuilder<unknown> {
  return sql.join(
    columns.map((column) => sql`${sql.ref(column)} = ${sql.ref(`${table}.${column}`)} + ${sql.ref(`excluded.${column}`)}`),
  );
}

// Every period that a fact falls into has a row of its own.
function addTotals(table: string, ids: readonly string[], metrics: readonly RollupMetric[]): RawBuilder<unknown> {
  const key = names(['tenant_id', 'test_mode', 'grain', 'starts_on', 'organization_id', ...ids, 'currency']);
  const isNamed = sql.join([sql`true`, ...ids.map((id) => sql`${sql.ref(id)} is not null`)], sql` and `);
  const columns = columnsOf(metrics);
  return sql`
      insert into ${sql.table(`analytics.${table}`)} as total (${key}, ${names(columns)})
      select ${key}, ${sumsOf(metrics)}
      from fresh cross join lateral (
        values ('day', day), ('week', date_trunc('week', day::timestamp)::date), ('month', date_trunc('month', day::timestamp)::date)
      ) as period (grain, starts_on)
      where ${isNamed} group by ${key} order by ${key}
      on conflict (${key}) do update set ${addUp('total', columns)}`;
}

// Of two names the later one stays, of two at the same moment the greater one: the order of arrival must not matter.
function keepNames(table: string, id: string, name: string): RawBuilder<unknown> {
  const [said, key] = [sql.ref(name), names(['tenant_id', 'test_mode', 'organization_id', id])];
  return sql`
      insert into ${sql.table(`analytics.${table}`)} as known (${key}, ${said}, named_at)
      select distinct on (${key}) ${key}, ${said}, occurred_at
      from fresh where ${sql.ref(id)} is not null and ${said} is not null order by ${key}, occurred_at desc, ${said} desc
      on conflict (${key}) do update set ${said} = excluded.${said}, named_at = excluded.named_at
      where (excluded.named_at, excluded.${said}) > (known.named_at, known.${said})`;
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
    ), daily_tenant_usage as (
      insert into analytics.daily_tenant_usage as daily (tenant_id, test_mode, day, metric, currency, event_count, error_count, amount)
      select tenant_id, test_mode, day, type, currency, ${DAILY_SUMS}
      from fresh group by tenant_id, test_mode, day, type, currency order by day, type, currency
      on conflict (tenant_id, test_mode, day, metric, currency) do update set ${ADD_DAILY_SUMS}
    ), organization_totals as (${addTotals('organization_totals', [], ORGANIZATION_METRICS)}
    ), connection_totals as (${addTotals('connection_totals', ['connection_id'], CONNECTION_METRICS)}
    ), addon_totals as (${addTotals('addon_totals', ['addon_id'], ADDON_METRICS)}
    ), connections as (${keepNames('connections', 'connection_id', 'carrier_name')})
    ${keepNames('addons', 'addon_id', 'addon_name')}`);
}
