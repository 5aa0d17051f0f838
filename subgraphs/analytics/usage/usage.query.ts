import { sql } from 'kysely';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { UsageRange } from './usage-range.ts';

/** Whose figures of which days: one organization's, or the whole tenant's. */
export interface UsageScope extends UsageRange {
  tenantId: Uuid;
  testMode: boolean;
  organizationId: Uuid | null;
}

/** What happened on one day, by kind of event and currency. */
export interface DailyUsage {
  day: string;
  metric: string;
  /** Empty where no money moved. */
  currency: string;
  events: number;
  errors: number;
  amount: string;
}

/** The days on which something happened, and how many people there are. */
export interface UsageFigures {
  /** Whether the organization (or any organization of the tenant) was ever heard of. */
  isKnown: boolean;
  members: number;
  days: DailyUsage[];
}

interface UsageRow {
  is_known: boolean;
  members: string;
  day: string | null;
  metric: string;
  currency: string;
  event_count: string;
  error_count: string;
  amount: string;
}

/** The figures of a scope, in one statement. */
export async function readUsage(db: Queryable, scope: UsageScope): Promise<UsageFigures> {
  const { tenantId, organizationId, testMode } = scope;
  const [table, isOfOrganization] = organizationId
    ? [sql`analytics.daily_usage`, sql`organization_id = ${organizationId}::uuid`]
    : [sql`analytics.daily_tenant_usage`, sql`true`];
  const rows = await db.query(sql<UsageRow>`
    select known.is_known, known.members, daily.day, daily.metric, daily.currency, daily.event_count, daily.error_count, daily.amount
    from (
      select count(created_at) > 0 as is_known, coalesce(sum(member_count), 0) as members
      from analytics.organizations where tenant_id = ${tenantId}::uuid and ${isOfOrganization}
    ) known
    left join (
      select day, metric, currency, event_count, error_count, amount from ${table}
      where tenant_id = ${tenantId}::uuid and ${isOfOrganization} and test_mode = ${testMode} and day between ${scope.first}::date and ${scope.last}::date
    ) daily on true
    order by daily.day, daily.metric, daily.currency`);
  const days = rows
    .filter((row) => row.day !== null)
    .map((row) => ({
      day: row.day!,
      metric: row.metric,
      currency: row.currency,
      events: Number(row.event_count),
      errors: Number(row.error_count),
      amount: row.amount,
    }));
  return { isKnown: rows[0]?.is_known ?? false, members: Number(rows[0]?.members ?? 0), days };
}

/** What happened at one organization in a span of days, by kind of event and currency; a row without metric says that nothing did. */
export interface OrganizationTotal {
  organizationId: Uuid;
  members: string;
  metric: string | null;
  currency: string;
  events: string;
  errors: string;
  amount: string;
}

/** Totals of several organizations, in one statement; organizations that are not the tenant's have no row. */
export async function readOrganizationTotals(
  db: Queryable,
  scope: Omit<UsageScope, 'organizationId'>,
  organizationIds: readonly Uuid[],
): Promise<OrganizationTotal[]> {
  return db.query(sql<OrganizationTotal>`
    select known.organization_id as "organizationId", known.member_count as members, daily.metric, daily.currency,
      sum(daily.event_count) as events, sum(daily.error_count) as errors, sum(daily.amount) as amount
    from analytics.organizations known
    left join analytics.daily_usage daily on daily.tenant_id = known.tenant_id and daily.organization_id = known.organization_id
      and daily.test_mode = ${scope.testMode} and daily.day between ${scope.first}::date and ${scope.last}::date
    where known.tenant_id = ${scope.tenantId}::uuid and known.organization_id = any(${organizationIds}::uuid[]) and known.created_at is not null
    group by known.organization_id, known.member_count, daily.metric, daily.currency
    order by known.organization_id, daily.metric, daily.currency`);
}
