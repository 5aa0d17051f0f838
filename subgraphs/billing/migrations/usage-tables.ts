import { sharedTable } from '../../../platform/database/migration.ts';

/** What was used: one row an event, shared by all tenants because it grows by events. */
export const USAGE_EVENTS = [
  // Source and id are the sender's; an organization can't take another one's ids away. What was recorded never changes but
  // for the invoice line that bills it. Price and amount are empty where nobody knows (yet) who pays, or at what rate.
  sharedTable(
    'billing.usage_events',
    `organization_id uuid not null,
  test_mode boolean not null,
  source text not null,
  source_event_id text not null,
  id uuid not null,
  entity_id uuid,
  user_id uuid,
  event_type text not null,
  quantity numeric(20,6) not null check (quantity >= 0),
  occurred_at timestamptz not null,
  recorded_at timestamptz not null,
  period text,
  currency text,
  unit_price numeric(24,12) check (unit_price >= 0),
  amount numeric(38,18) check (amount = quantity * unit_price),
  rate_id uuid,
  rate_version int,
  invoice_line_id uuid,
  data jsonb not null,
  primary key (tenant_id, organization_id, test_mode, source, source_event_id),
  constraint usage_events_priced check ((unit_price is null) = (amount is null) and (unit_price is null) = (rate_version is null)
    and (unit_price is null or (entity_id is not null and currency is not null))),
  constraint usage_events_billed check (invoice_line_id is null or amount is not null)`,
    { grants: 'select, insert, update' },
  ),
  'create index usage_events_entity on billing.usage_events (tenant_id, entity_id, occurred_at);',
  'create index usage_events_organization on billing.usage_events (tenant_id, organization_id, test_mode, occurred_at, id);',
  'create index usage_events_unbilled on billing.usage_events (tenant_id, entity_id, occurred_at) where invoice_line_id is null and amount is not null;',
  'create index usage_events_line on billing.usage_events (tenant_id, invoice_line_id, occurred_at, id) where invoice_line_id is not null;',
].join('\n');

/** What a unit of usage costs: of the tenant, of one of its organizations, or of one entity. Never edited, only followed. */
export const USAGE_RATES = `
create table usage_rates (
  id uuid primary key,
  test_mode boolean not null,
  organization_id uuid,
  entity_id uuid references entities (id),
  event_type text not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  unit_price numeric(24,12) not null check (unit_price >= 0),
  effective_from timestamptz not null,
  version int not null,
  actor text not null,
  created_at timestamptz not null,
  check (entity_id is null or organization_id is not null),
  constraint usage_rates_version unique nulls not distinct (test_mode, event_type, currency, organization_id, entity_id, version)
);
create index usage_rates_created on usage_rates (test_mode, created_at, id);
create index usage_rates_entity on usage_rates (entity_id);
alter table usage_rates enable row level security;
alter table usage_rates force row level security;
create policy walls on usage_rates using (test_mode = (current_setting('app.test_mode', true) = 'on')
  and (organization_id is null or current_setting('app.organization_id', true) = '*'
    or organization_id = nullif(nullif(current_setting('app.organization_id', true), ''), '*')::uuid));
grant select, insert on usage_rates to {{role}};
`;
