import { sharedTable } from '../../../platform/database/migration.ts';

// A correction is an event of its own that names the one it corrects: it takes all of it back, or stands in its place.
const CORRECTIONS = `
alter table billing.usage_events add column rate_card_id uuid;
alter table billing.usage_events add column corrects_id uuid;
alter table billing.usage_events add column is_void boolean not null default false;
alter table billing.usage_events add column reason text;
alter table billing.usage_events drop constraint usage_events_quantity_check;
alter table billing.usage_events add constraint usage_events_quantity check (case when is_void then quantity <= 0 else quantity >= 0 end);
alter table billing.usage_events add constraint usage_events_correction check (corrects_id is not null or not is_void);
create index usage_events_corrects on billing.usage_events (tenant_id, corrects_id) where corrects_id is not null;
create index usage_events_unassigned on billing.usage_events (tenant_id, organization_id, test_mode, occurred_at) where entity_id is null;
`;

const FIRST_TOTALS = `
alter table billing.usage_events no force row level security;
alter table billing.usage_totals no force row level security;
insert into billing.usage_totals (tenant_id, test_mode, organization_id, entity_id, period, meter, event_type, aggregation, price_key, currency,
  unit_price, rate_id, rate_version, events, quantity, latest_at, updated_at)
select tenant_id, test_mode, organization_id, entity_id, period, event_type, event_type, 'sum',
  case when unit_price is null then 'none' when rate_id is null then 'default:' || trim_scale(unit_price)::text else 'rate:' || rate_id::text end,
  currency, unit_price, rate_id, rate_version, count(*), sum(quantity), max(occurred_at), now()
from billing.usage_events where entity_id is not null
group by tenant_id, test_mode, organization_id, entity_id, period, event_type, currency, unit_price, rate_id, rate_version;
alter table billing.usage_events force row level security;
alter table billing.usage_totals force row level security;
`;

/** What was used, added up by entity, month, meter and price in the statement that records it; and corrections of what was recorded. */
export const USAGE_TOTALS = [
  CORRECTIONS,
  sharedTable(
    'billing.usage_totals',
    `organization_id uuid not null,
  entity_id uuid not null,
  period text not null,
  meter text not null,
  event_type text not null,
  aggregation text not null,
  price_key text not null,
  currency text not null,
  unit_price numeric(24,12),
  rate_id uuid,
  rate_version int,
  price_id uuid,
  events bigint not null,
  quantity numeric(38,6) not null,
  latest_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, entity_id, test_mode, period, meter, price_key)`,
    { grants: 'select, insert, update', hasMode: true },
  ),
  '-- The different values that a meter has seen, with how many events had each.',
  sharedTable(
    'billing.usage_values',
    `entity_id uuid not null,
  period text not null,
  meter text not null,
  price_key text not null,
  value text not null,
  events bigint not null,
  primary key (tenant_id, entity_id, test_mode, period, meter, price_key, value)`,
    { grants: 'select, insert, update', hasMode: true },
  ),
  FIRST_TOTALS,
].join('\n');
