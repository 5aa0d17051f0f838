import type { Client } from 'pg';
import { newId } from '../../platform/ids/public-id.ts';

/** Whose usage is made up. */
export interface UsagePlace {
  tenantId: string;
  organizationId: string;
  entityId: string;
}

const COLUMNS = `tenant_id, organization_id, test_mode, source, source_event_id, id, entity_id, event_type, quantity, occurred_at, recorded_at, period, currency,
  unit_price, amount, rate_version, data`;

/** Inserts new usage events by one statement and nothing else: no price is looked for, no repeat, no total. */
export async function insertRaw(connection: Client, place: UsagePlace, count: number): Promise<void> {
  const ids = Array.from({ length: count }, () => newId());
  const data = Array.from({ length: count }, () => '{"project":"project 1"}');
  const of = <Value>(value: Value): Value[] => Array.from({ length: count }, () => value);
  await connection.query(
    `insert into billing.usage_events (${COLUMNS})
     select $1, $2, false, source, id::text, id, $3, event_type, quantity, occurred_at, now(), '2020-01', 'USD', 10, quantity * 10, 0, data
     from unnest($4::uuid[], $5::text[], $6::text[], $7::numeric[], $8::timestamptz[], $9::jsonb[]) as e (id, source, event_type, quantity, occurred_at, data)`,
    [
      place.tenantId,
      place.organizationId,
      place.entityId,
      ids,
      of('raw'),
      of('raw_event'),
      of('1'),
      of(new Date('2020-01-15T00:00:00Z')),
      data,
    ],
  );
}

/** Makes up events of the running month at the default price, in steps, and adds them up as recording them would have. */
export async function fillUsage(owner: Client, place: UsagePlace, events: number): Promise<void> {
  const step = 100_000;
  for (let made = 0; made < events; made += step) {
    await owner.query(
      `insert into billing.usage_events (${COLUMNS})
       select $1, $2, false, 'filled', gen_random_uuid()::text, gen_random_uuid(), $3, 'freelancer_hired', 1, now() - random() * interval '1 hour', now(),
         to_char(now(), 'YYYY-MM'), 'USD', 25, 25, 0, '{}' from generate_series(1, $4::int)`,
      [place.tenantId, place.organizationId, place.entityId, Math.min(step, events - made)],
    );
  }
  await owner.query(
    `insert into billing.usage_totals (tenant_id, test_mode, organization_id, entity_id, period, meter, event_type, aggregation, price_key, currency,
       unit_price, rate_version, events, quantity, latest_at, updated_at)
     select tenant_id, test_mode, organization_id, entity_id, period, event_type, event_type, 'sum', 'default:25', currency, unit_price, rate_version, count(*),
       sum(quantity), max(occurred_at), now()
     from billing.usage_events where tenant_id = $1 and source = 'filled' group by 1, 2, 3, 4, 5, 6, 10, 11, 12`,
    [place.tenantId],
  );
}
