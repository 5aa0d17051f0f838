import { sql } from 'kysely';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { UsageRange } from '../usage/usage-range.ts';

/** What happened in a tenant over a range, live mode only: one row a metric and currency. */
export interface TenantTotal {
  tenantId: Uuid;
  metric: string;
  currency: string;
  events: string;
  errors: string;
  amount: string;
}

/** Totals of tenants by the metrics named, from the roll-up by day; for the session of operators. */
export async function readTenantTotals(
  db: Queryable,
  asked: { tenantIds: readonly Uuid[]; metrics: readonly string[]; range: UsageRange },
): Promise<TenantTotal[]> {
  return db.query(sql<TenantTotal>`
    select tenant_id as "tenantId", metric, currency, sum(event_count) as events, sum(error_count) as errors, sum(amount) as amount
    from analytics.daily_tenant_usage
    where tenant_id = any(${asked.tenantIds}::uuid[]) and not test_mode and metric = any(${asked.metrics}::text[])
      and day between ${asked.range.first}::date and ${asked.range.last}::date
    group by tenant_id, metric, currency`);
}

/** The same of the whole platform, its tenants added up; `tenantId` stands for none. */
export async function readPlatformTotals(
  db: Queryable,
  asked: { metrics: readonly string[]; range: UsageRange },
): Promise<Omit<TenantTotal, 'tenantId'>[]> {
  return db.query(sql<Omit<TenantTotal, 'tenantId'>>`
    select metric, currency, sum(event_count) as events, sum(error_count) as errors, sum(amount) as amount
    from analytics.daily_tenant_usage
    where not test_mode and metric = any(${asked.metrics}::text[]) and day between ${asked.range.first}::date and ${asked.range.last}::date
    group by metric, currency`);
}
