const WALLS = `using (test_mode = (current_setting('app.test_mode', true) = 'on')
  and (organization_id is null or current_setting('app.organization_id', true) = '*'
    or organization_id = nullif(nullif(current_setting('app.organization_id', true), ''), '*')::uuid));`;

const walled = (table: string, grants: string): string => `
alter table ${table} enable row level security;
alter table ${table} force row level security;
create policy walls on ${table} ${WALLS}
grant ${grants} on ${table} to {{role}};
`;

/** Prices on meters: of the tenant, of one organization or of one entity, for a span of time. Of a card only its end is ever written again. */
export const RATE_CARDS = `
create table rate_cards (
  id uuid primary key,
  test_mode boolean not null,
  organization_id uuid,
  entity_id uuid references entities (id),
  name text not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  effective_from timestamptz not null,
  effective_until timestamptz,
  version int not null,
  actor text not null,
  created_at timestamptz not null,
  check (entity_id is null or organization_id is not null),
  check (effective_until >= effective_from),
  constraint rate_cards_version unique nulls not distinct (test_mode, currency, organization_id, entity_id, version)
);
create index rate_cards_created on rate_cards (test_mode, created_at, id);
create index rate_cards_effective on rate_cards (test_mode, effective_from, id);
create index rate_cards_entity on rate_cards (entity_id);
create table rate_card_prices (
  id uuid primary key,
  test_mode boolean not null,
  organization_id uuid,
  rate_card_id uuid not null references rate_cards (id),
  meter_id uuid not null references meters (id),
  position int not null,
  model jsonb not null,
  constraint rate_card_prices_meter unique (rate_card_id, meter_id)
);
create index rate_card_prices_of_meter on rate_card_prices (meter_id);
${walled('rate_cards', 'select, insert, update')}${walled('rate_card_prices', 'select, insert')}`;

/** Lines of what meters measured, billed by the prices of rate cards. */
export const METER_LINES = `
alter table invoice_lines add column meter text;
alter table invoice_lines add column price_id uuid;
alter table invoice_lines add column rate_card_id uuid;
alter table invoice_lines drop constraint invoice_lines_kind_check;
alter table invoice_lines drop constraint invoice_lines_check;
alter table invoice_lines add constraint invoice_lines_kind check (kind in ('usage', 'meter', 'shipping'));
alter table invoice_lines add constraint invoice_lines_bills check ((kind = 'shipping') = (event_type is null) and (kind = 'usage') = (unit_price is not null)
  and (kind = 'meter') = (price_id is not null) and (price_id is null) = (meter is null) and (price_id is null) = (rate_card_id is null));
create index invoice_lines_price on invoice_lines (price_id, period) where price_id is not null;
`;
