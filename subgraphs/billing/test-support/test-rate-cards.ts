import { newId } from '../../../platform/ids/public-id.ts';
import type { BillingEntity } from '../entities/billing-entity.entity.ts';
import { createRateCard } from '../rate-cards/create-rate-card.ts';
import type { AskedPrice } from '../rate-cards/check-prices.ts';
import type { RateCard } from '../rate-cards/rate-card.ts';
import { recordUsageEvents, type RecordOutcome } from '../usage/record-usage-events.ts';
import type { ReportedUsage } from '../usage/reported-usage.ts';
import type { TestBilling } from './test-billing.ts';

/** A posted project of an entity, now, unless said otherwise. For tests. */
export function reported(billing: TestBilling, entity: BillingEntity, facts: Partial<ReportedUsage> = {}): ReportedUsage {
  return {
    source: 'projects',
    id: newId(),
    eventType: 'project_posted',
    entityId: entity.id,
    organizationId: null,
    userId: null,
    quantity: '1',
    occurredAt: billing.clock.now(),
    properties: {},
    ...facts,
  };
}

/** Reports events as staff. For tests. */
export function report(billing: TestBilling, events: readonly ReportedUsage[]): Promise<RecordOutcome[]> {
  return recordUsageEvents(billing.staff(), events);
}

/** Outcomes in short: `accepted`, `duplicate`, or the code of the refusal. For tests. */
export function inShort(outcomes: readonly RecordOutcome[]): string[] {
  return outcomes.map((outcome) => (outcome.status === 'refused' ? outcome.fault.code : outcome.status));
}

/** A rate card of an entity that holds from now on. For tests. */
export function cardFor(billing: TestBilling, entity: BillingEntity, prices: readonly AskedPrice[]): Promise<RateCard> {
  return createRateCard(billing.staff(), { entityId: entity.id, name: 'Deal', currency: entity.currency, prices });
}

/** The first ten at 10.00, to a hundred at 8.00, beyond at 5.00. For tests. */
export const GRADUATED_PROJECTS: AskedPrice = {
  meter: 'project_posted',
  model: {
    kind: 'graduated',
    tiers: [{ upTo: '10', unitPrice: '10.00' }, { upTo: '100', unitPrice: '8.00' }, { unitPrice: '5.00' }],
  },
};

const TOTALS_DIFFER = `
  with price as (
    select p.id, p.rate_card_id, m.key, m.event_type, m.aggregation, m.property from SCHEMA.rate_card_prices p join SCHEMA.meters m on m.id = p.meter_id
  ), standing as (
    select u.*, not exists (select from billing.usage_events c where c.tenant_id = u.tenant_id and c.corrects_id = u.id and c.is_void) as stands
    from billing.usage_events u where u.tenant_id = $1 and u.entity_id is not null and not u.is_void
  ), measured as (
    select s.entity_id, s.test_mode, s.period, t.meter, t.price_key, t.aggregation, s.occurred_at, s.id,
      case when t.aggregation = 'count' then 1 when t.property is null or t.aggregation = 'unique' then s.quantity else (s.data ->> t.property)::numeric end as value,
      s.data ->> t.property as text
    from standing s cross join lateral (
      select p.key as meter, 'price:' || p.id as price_key, p.aggregation, p.property from price p where p.rate_card_id = s.rate_card_id and p.event_type = s.event_type
      union all
      select s.event_type, case when s.unit_price is null then 'none' when s.rate_id is null then 'default:' || trim_scale(s.unit_price)::text
        else 'rate:' || s.rate_id::text end, 'sum', null where s.rate_card_id is null
    ) as t where s.stands
  ), expected as (
    select entity_id, test_mode, period, meter, price_key, count(*) as events, case aggregation when 'max' then max(value)
      when 'latest' then (array_agg(value order by occurred_at desc, id desc))[1] when 'unique' then count(distinct text) else sum(value) end as quantity
    from measured group by entity_id, test_mode, period, meter, price_key, aggregation
  ), kept as (
    select * from billing.usage_totals where tenant_id = $1 and (price_id is not null or meter = event_type) and events > 0
  )
  select coalesce(k.meter, e.meter) as meter, k.events as kept_events, e.events, k.quantity as kept, e.quantity from kept k
  full join expected e using (entity_id, test_mode, period, meter, price_key)
  where (k.events, k.quantity) is distinct from (e.events, e.quantity)`;

/** What differs between the totals that are kept and the events added up anew; nothing should. For tests. */
export function differencesOfTotals(billing: TestBilling): Promise<object[]> {
  return billing.rows(TOTALS_DIFFER, [billing.tenant.id]);
}
