import { sql, type RawBuilder } from 'kysely';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { ScopedQueryable } from '../scope.query.ts';
import type { UsageTotalKey } from './measure-usage.ts';

/** A total as it stands: what an entity used in a month by one meter at one price. */
export interface UsageTotal extends UsageTotalKey {
  events: number;
  quantity: string;
}

/** The columns of a total (aliased `t`). */
export const TOTAL_COLUMNS = sql`t.organization_id as "organizationId", t.entity_id as "entityId", t.period, t.meter, t.event_type as "eventType", t.aggregation,
  t.price_key as "priceKey", t.currency, t.unit_price as "unitPrice", t.rate_id as "rateId", t.rate_version as "rateVersion", t.price_id as "priceId",
  t.events::int as events, trim_scale(t.quantity) as quantity`;

/** The condition by which a statement on totals (aliased `t`) names whose it means. */
export function totalsInScope(db: ScopedQueryable): RawBuilder<unknown> {
  const { tenant, organization, testMode } = db.scope;
  if (tenant === null || organization === null) return sql`false`;
  const ofOrganization = organization === 'all' ? sql`` : sql`and t.organization_id = ${organization}`;
  return sql`t.tenant_id = ${tenant.id} and t.test_mode = ${testMode} ${ofOrganization}`;
}

/** The totals of an entity in a month, of which something is left; by meter and price. */
export async function findUsageTotals(db: ScopedQueryable, entityId: Uuid, period: string): Promise<UsageTotal[]> {
  return db.query(sql<UsageTotal>`
    select ${TOTAL_COLUMNS} from billing.usage_totals t
    where t.entity_id = ${entityId} and t.period = ${period} and t.events > 0 and ${totalsInScope(db)}
    order by t.meter, t.rate_version, t.rate_id, t.price_key`);
}

/**
 * Computes a total of a maximum or of the latest value anew, from the events that still stand: what was taken back cannot be
 * subtracted. Call it in the transaction that has changed the total, which holds its lock.
 */
export async function recomputeTotal(
  db: ScopedQueryable,
  total: UsageTotalKey,
  reading: { property: string | null; rateCardId: Uuid | null },
): Promise<void> {
  const value = sql`case when ${reading.property}::text is null then u.quantity
    when u.data ->> ${reading.property}::text ~ '^[0-9]{1,14}([.][0-9]{1,6})?$' then (u.data ->> ${reading.property}::text)::numeric end`;
  await db.query(sql`
    with standing as (
      select ${value} as value, u.occurred_at, u.id from billing.usage_events u
      where u.tenant_id = ${db.scope.tenant!.id} and u.test_mode = ${db.scope.testMode} and u.entity_id = ${total.entityId} and u.period = ${total.period}
        and u.event_type = ${total.eventType} and u.rate_card_id is not distinct from ${reading.rateCardId}::uuid and not u.is_void
        and not exists (select from billing.usage_events c where c.tenant_id = u.tenant_id and c.corrects_id = u.id and c.is_void)
    ), computed as (
      select coalesce(${total.aggregation === 'max' ? sql`max(value)` : sql`(array_agg(value order by occurred_at desc, id desc))[1]`}, 0) as quantity,
        max(occurred_at) as latest_at from standing where value is not null
    )
    update billing.usage_totals t set quantity = computed.quantity, latest_at = coalesce(computed.latest_at, '-infinity') from computed
    where t.entity_id = ${total.entityId} and t.period = ${total.period} and t.meter = ${total.meter} and t.price_key = ${total.priceKey}
      and ${totalsInScope(db)}`);
}
