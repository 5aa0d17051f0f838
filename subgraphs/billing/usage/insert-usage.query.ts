import { sql, type RawBuilder } from 'kysely';
import { rowsOf, type ArrayValue } from '../../../platform/database/rows.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { ScopedQueryable } from '../scope.query.ts';
import { addedToTotals } from './add-to-totals.query.ts';
import type { Measure } from './measure-usage.ts';
import type { PricedUsage } from './usage-events.query.ts';

/**
 * Records usage and adds it to its totals: one statement, whatever its amount. What is recorded already stays as it is and adds
 * nothing. Answers the ids that are new. Totals are touched in the order of their keys, so that batches at once wait but never cross.
 */
export async function insertUsage(
  db: ScopedQueryable,
  usage: readonly PricedUsage[],
  measures: readonly Measure[],
  now: Date,
): Promise<Set<Uuid>> {
  const tenant = sql`${db.scope.tenant!.id}::uuid`;
  const mode = sql`${db.scope.testMode}::boolean`;
  const rows = await db.queryPrepared(sql<{ id: Uuid }>`
    with event as (${eventRows(usage)}
    ), recorded as (
      insert into billing.usage_events (tenant_id, organization_id, test_mode, source, source_event_id, id, entity_id, user_id, event_type, quantity,
        occurred_at, recorded_at, period, currency, unit_price, amount, rate_id, rate_version, rate_card_id, corrects_id, is_void, reason, data)
      select ${tenant}, organization_id, ${mode}, source, source_event_id, id, entity_id, user_id, event_type, quantity, occurred_at, ${now}::timestamptz,
        period, currency, unit_price, amount, rate_id, rate_version, rate_card_id, corrects_id, is_void, reason, data
      from event order by organization_id, source, source_event_id
      on conflict (tenant_id, organization_id, test_mode, source, source_event_id) do nothing
      returning id
    ), ${addedToTotals(db, measures, now)}
    select id from recorded`);
  return new Set(rows.map((row) => row.id));
}

function eventRows(usage: readonly PricedUsage[]): RawBuilder<unknown> {
  const column = (read: (each: PricedUsage) => ArrayValue): ArrayValue[] => usage.map(read);
  return rowsOf([
    ['id', 'uuid', column((each) => each.id)],
    ['organization_id', 'uuid', column((each) => each.organizationId)],
    ['source', 'text', column((each) => each.source)],
    ['source_event_id', 'text', column((each) => each.sourceEventId)],
    ['entity_id', 'uuid', column((each) => each.entityId)],
    ['user_id', 'uuid', column((each) => each.userId)],
    ['event_type', 'text', column((each) => each.eventType)],
    ['quantity', 'numeric', column((each) => each.quantity)],
    ['occurred_at', 'timestamptz', column((each) => each.occurredAt.toISOString())],
    ['period', 'text', column((each) => each.period)],
    ['currency', 'text', column((each) => each.currency)],
    ['unit_price', 'numeric', column((each) => each.unitPrice)],
    ['amount', 'numeric', column((each) => each.amount)],
    ['rate_id', 'uuid', column((each) => each.rateId)],
    ['rate_version', 'int', column((each) => each.rateVersion)],
    ['rate_card_id', 'uuid', column((each) => each.rateCardId)],
    ['corrects_id', 'uuid', column((each) => each.correctsId)],
    ['is_void', 'boolean', column((each) => each.isVoid)],
    ['reason', 'text', column((each) => each.reason)],
    ['data', 'jsonb', column((each) => JSON.stringify(each.data))],
  ]);
}
