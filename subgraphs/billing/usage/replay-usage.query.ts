import { sql } from 'kysely';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { ScopedQueryable } from '../scope.query.ts';
import { addedToTotals } from './add-to-totals.query.ts';
import type { Measure } from './measure-usage.ts';
import { EVENT_COLUMNS, usageInScope, type PricedUsage, type UsageEventRow } from './usage-events.query.ts';

/** Events of an organization that nobody pays for and nobody took back, the oldest first; locked until the transaction ends. */
export async function lockUnassigned(
  db: ScopedQueryable,
  asked: { organizationId: Uuid; from: Date; until: Date },
  limit: number,
): Promise<UsageEventRow[]> {
  return db.query(sql<UsageEventRow>`
    select ${EVENT_COLUMNS} from billing.usage_events u
    where u.organization_id = ${asked.organizationId} and u.entity_id is null and u.occurred_at >= ${asked.from} and u.occurred_at < ${asked.until}
      and not u.is_void and not exists (select from billing.usage_events c where c.tenant_id = u.tenant_id and c.corrects_id = u.id and c.is_void)
      and ${usageInScope(db)}
    order by u.occurred_at, u.id limit ${limit} for update`);
}

/** Gives events that nobody paid for to who pays now, and adds them to the totals: one statement. */
export async function assignUsage(
  db: ScopedQueryable,
  usage: readonly PricedUsage[],
  measures: readonly Measure[],
  now: Date,
): Promise<void> {
  const rows = usage.map((each) => ({
    organization_id: each.organizationId,
    source: each.source,
    source_event_id: each.sourceEventId,
    entity_id: each.entityId,
    period: each.period,
    currency: each.currency,
    unit_price: each.unitPrice,
    amount: each.amount,
    rate_id: each.rateId,
    rate_version: each.rateVersion,
    rate_card_id: each.rateCardId,
  }));
  await db.query(sql`
    with recorded as (
      update billing.usage_events u set entity_id = e.entity_id, period = e.period, currency = e.currency, unit_price = e.unit_price, amount = e.amount,
        rate_id = e.rate_id, rate_version = e.rate_version, rate_card_id = e.rate_card_id
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as e (organization_id uuid, source text, source_event_id text, entity_id uuid, period text,
        currency text, unit_price numeric, amount numeric, rate_id uuid, rate_version int, rate_card_id uuid)
      where u.organization_id = e.organization_id and u.source = e.source and u.source_event_id = e.source_event_id and u.entity_id is null
        and ${usageInScope(db)}
      returning u.id
    ), ${addedToTotals(db, measures, now)}
    select id from recorded`);
}
