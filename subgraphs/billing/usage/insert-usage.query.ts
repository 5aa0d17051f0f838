import { sql } from 'kysely';
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
  const column = <Value>(read: (each: PricedUsage) => Value): Value[] => usage.map(read);
  const tenant = sql`${db.scope.tenant!.id}::uuid`;
  const mode = sql`${db.scope.testMode}::boolean`;
  const rows = await db.query(sql<{ id: Uuid }>`
    with event as (
      select * from unnest(${column((each) => each.id)}::uuid[], ${column((each) => each.organizationId)}::uuid[], ${column((each) => each.source)}::text[],
        ${column((each) => each.sourceEventId)}::text[], ${column((each) => each.entityId)}::uuid[], ${column((each) => each.userId)}::uuid[],
        ${column((each) => each.eventType)}::text[], ${column((each) => each.quantity)}::numeric[], ${column((each) => each.occurredAt)}::timestamptz[],
        ${column((each) => each.period)}::text[], ${column((each) => each.currency)}::text[], ${column((each) => each.unitPrice)}::numeric[],
        ${column((each) => each.amount)}::numeric[], ${column((each) => each.rateId)}::uuid[], ${column((each) => each.rateVersion)}::int[],
        ${column((each) => each.rateCardId)}::uuid[], ${column((each) => each.correctsId)}::uuid[], ${column((each) => each.isVoid)}::boolean[],
        ${column((each) => each.reason)}::text[], ${column((each) => JSON.stringify(each.data))}::jsonb[])
      as e (id, organization_id, source, source_event_id, entity_id, user_id, event_type, quantity, occurred_at, period, currency, unit_price, amount,
        rate_id, rate_version, rate_card_id, corrects_id, is_void, reason, data)
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
