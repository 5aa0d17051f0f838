import { sql, type RawBuilder } from 'kysely';
import { arrayOf, type ArrayValue } from '../../../platform/database/rows.ts';
import type { ScopedQueryable } from '../scope.query.ts';
import type { Measure, UsageTotalKey } from './measure-usage.ts';

/**
 * The part of a statement (further CTEs) that adds to the totals what those events measured that its CTE `recorded` answers by
 * id. Totals are touched in the order of their keys, so that batches at once wait for each other but never cross.
 */
export function addedToTotals(db: ScopedQueryable, measures: readonly Measure[], now: Date): RawBuilder<unknown> {
  const measured = (type: string, read: (each: Measure) => ArrayValue): RawBuilder<unknown> => arrayOf(type, measures.map(read));
  const { totals, indexes } = distinctTotals(measures);
  const tenant = sql`${db.scope.tenant!.id}::uuid`;
  const mode = sql`${db.scope.testMode}::boolean`;
  return sql`total as (
      select * from jsonb_to_recordset(${JSON.stringify(totals)}::jsonb) as t (index int, "organizationId" uuid, "entityId" uuid, period text, meter text,
        "eventType" text, aggregation text, "priceKey" text, currency text, "unitPrice" numeric, "rateId" uuid, "rateVersion" int, "priceId" uuid)
    ), measured as (
      select m.*, t.aggregation from unnest(${measured('uuid', (each) => each.eventId)}, ${arrayOf('int', indexes)}, ${measured('numeric', (each) => each.value)},
        ${measured('text', (each) => each.uniqueValue)}, ${measured('int', (each) => (each.isVoid ? -1 : 1))},
        ${measured('timestamptz', (each) => each.occurredAt.toISOString())}) as m (event_id, index, value, unique_value, weight, occurred_at)
      join recorded on recorded.id = m.event_id join total t on t.index = m.index
    ), different as (
      select index, unique_value, sum(weight) as events from measured where unique_value is not null group by index, unique_value
    ), seen as (
      insert into billing.usage_values as known (tenant_id, test_mode, entity_id, period, meter, price_key, value, events)
      select ${tenant}, ${mode}, t."entityId", t.period, t.meter, t."priceKey", d.unique_value, d.events from different d join total t on t.index = d.index
      order by 3, 4, 5, 6, 7
      on conflict (tenant_id, entity_id, test_mode, period, meter, price_key, value) do update set events = known.events + excluded.events
      returning entity_id, period, meter, price_key, value, events
    ), changed as (
      select d.index, sum((seen.events > 0)::int - (seen.events - d.events > 0)::int) as quantity
      from different d join total t on t.index = d.index
        join seen on (seen.entity_id, seen.period, seen.meter, seen.price_key, seen.value) = (t."entityId", t.period, t.meter, t."priceKey", d.unique_value)
      group by d.index
    ), summed as (
      select index, sum(weight) as events, max(occurred_at) as latest_at,
        case aggregation when 'max' then max(value) when 'latest' then (array_agg(value order by occurred_at desc, event_id desc))[1]
          else sum(value * weight) end as quantity
      from measured group by index, aggregation
    ), added as (
      insert into billing.usage_totals as known (tenant_id, test_mode, organization_id, entity_id, period, meter, event_type, aggregation, price_key,
        currency, unit_price, rate_id, rate_version, price_id, events, quantity, latest_at, updated_at)
      select ${tenant}, ${mode}, t."organizationId", t."entityId", t.period, t.meter, t."eventType", t.aggregation, t."priceKey", t.currency, t."unitPrice",
        t."rateId", t."rateVersion", t."priceId", s.events, coalesce(changed.quantity, s.quantity, 0), s.latest_at, ${now}::timestamptz
      from summed s join total t on t.index = s.index left join changed on changed.index = s.index
      order by t."entityId", t.period, t.meter, t."priceKey"
      on conflict (tenant_id, entity_id, test_mode, period, meter, price_key) do update set
        events = known.events + excluded.events,
        quantity = case known.aggregation when 'max' then greatest(known.quantity, excluded.quantity)
          when 'latest' then case when excluded.latest_at >= known.latest_at then excluded.quantity else known.quantity end
          else known.quantity + excluded.quantity end,
        latest_at = greatest(known.latest_at, excluded.latest_at), updated_at = excluded.updated_at
    )`;
}

function distinctTotals(measures: readonly Measure[]): { totals: (UsageTotalKey & { index: number })[]; indexes: number[] } {
  const totals = new Map<string, UsageTotalKey & { index: number }>();
  const indexes = measures.map(({ total }) => {
    const key = `${total.entityId} ${total.period} ${total.meter} ${total.priceKey}`;
    let known = totals.get(key);
    if (!known) {
      known = { ...total, index: totals.size };
      totals.set(key, known);
    }
    return known.index;
  });
  return { totals: [...totals.values()], indexes };
}
