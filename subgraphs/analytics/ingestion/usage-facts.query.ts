import { sql } from 'kysely';
import { AddonApplied, CommissionEarned } from '../../../contracts/events/addon-events.ts';
import { MemberJoined, OrganizationCreated } from '../../../contracts/events/organization-events.ts';
import { CarrierRequestMade, UsageShipmentCreated, UsageShipmentPurchased } from '../../../contracts/events/usage-events.ts';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { UsageFact } from './usage-fact.ts';

const DAILY_SUMS = sql`sum(event_count), sum(error_count), sum(amount)`;

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
const sum = (type: string) => sql`coalesce(sum(amount) filter (where type = ${type}), 0)`;

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
  const rows = facts.map((fact) => ({
    event_id: fact.eventId,
    type: fact.type,
    organization_id: fact.organizationId,
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
  }));
  await db.query(sql`
    with fresh as (
      insert into analytics.events
        (tenant_id, event_id, type, organization_id, test_mode, day, occurred_at, connection_id, carrier_name, addon_id, addon_name,
        event_count, error_count, amount, currency)
      select ${scope.tenantId}::uuid, event_id, type, organization_id, ${scope.testMode}::boolean, day, occurred_at, connection_id, carrier_name, addon_id,
        addon_name, event_count, error_count, amount, currency
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as fact (
        event_id uuid, type text, organization_id uuid, day date, occurred_at timestamptz, connection_id uuid, carrier_name text,
        addon_id uuid, addon_name text, event_count bigint, error_count bigint, amount numeric, currency text)
      order by event_id
      on conflict (tenant_id, event_id) do nothing
      returning *
    ), organizations as (
      insert into analytics.organizations as known (tenant_id, organization_id, created_at, member_count)
      select tenant_id, organization_id, min(occurred_at) filter (where type = ${OrganizationCreated.type}), ${count(MemberJoined.type)}
      from fresh where type in (${OrganizationCreated.type}, ${MemberJoined.type}) group by tenant_id, organization_id order by organization_id
      on conflict (tenant_id, organization_id) do update set
        created_at = least(known.created_at, excluded.created_at), member_count = known.member_count + excluded.member_count
    ), daily_usage as (
      insert into analytics.daily_usage as daily (tenant_id, organization_id, test_mode, day, metric, currency, event_count, error_count, amount)
      select tenant_id, organization_id, test_mode, day, type, currency, ${DAILY_SUMS}
      from fresh group by tenant_id, organization_id, test_mode, day, type, currency order by organization_id, day, type, currency
      on conflict (tenant_id, organization_id, test_mode, day, metric, currency) do update set
        event_count = daily.event_count + excluded.event_count, error_count = daily.error_count + excluded.error_count, amount = daily.amount + excluded.amount
    ), daily_tenant_usage as (
      insert into analytics.daily_tenant_usage as daily (tenant_id, test_mode, day, metric, currency, event_count, error_count, amount)
      select tenant_id, test_mode, day, type, currency, ${DAILY_SUMS}
      from fresh group by tenant_id, test_mode, day, type, currency order by day, type, currency
      on conflict (tenant_id, test_mode, day, metric, currency) do update set
        event_count = daily.event_count + excluded.event_count, error_count = daily.error_count + excluded.error_count, amount = daily.amount + excluded.amount
    ), daily_connections as (
      insert into analytics.daily_connections as daily (tenant_id, organization_id, test_mode, day, connection_id, currency, carrier_name, named_at,
        request_count, error_count, created_count, shipment_count, revenue, addon_revenue, commission)
      select tenant_id, organization_id, test_mode, day, connection_id, currency, ${latestName('carrier_name')},
        ${count(CarrierRequestMade.type)}, sum(error_count), ${count(UsageShipmentCreated.type)}, ${count(UsageShipmentPurchased.type)},
        ${sum(UsageShipmentPurchased.type)}, ${sum(AddonApplied.type)}, ${sum(CommissionEarned.type)}
      from fresh where connection_id is not null group by tenant_id, organization_id, test_mode, day, connection_id, currency
      order by organization_id, day, connection_id, currency
      on conflict (tenant_id, organization_id, test_mode, day, connection_id, currency) do update set
        ${keepLatestName('daily', 'carrier_name')}, request_count = daily.request_count + excluded.request_count,
        error_count = daily.error_count + excluded.error_count, created_count = daily.created_count + excluded.created_count,
        shipment_count = daily.shipment_count + excluded.shipment_count, revenue = daily.revenue + excluded.revenue,
        addon_revenue = daily.addon_revenue + excluded.addon_revenue, commission = daily.commission + excluded.commission
    )
    insert into analytics.daily_addons as daily (tenant_id, organization_id, test_mode, day, addon_id, currency, addon_name, named_at,
      application_count, revenue, commission)
    select tenant_id, organization_id, test_mode, day, addon_id, currency, ${latestName('addon_name')},
      ${count(AddonApplied.type)}, ${sum(AddonApplied.type)}, ${sum(CommissionEarned.type)}
    from fresh where addon_id is not null group by tenant_id, organization_id, test_mode, day, addon_id, currency
    order by organization_id, day, addon_id, currency
    on conflict (tenant_id, organization_id, test_mode, day, addon_id, currency) do update set
      ${keepLatestName('daily', 'addon_name')}, application_count = daily.application_count + excluded.application_count,
      revenue = daily.revenue + excluded.revenue, commission = daily.commission + excluded.commission`);
}
