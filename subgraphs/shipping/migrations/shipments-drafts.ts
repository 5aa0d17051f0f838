import { organizationTable, type Migration } from '../../../platform/database/migration.ts';

/** Shipments before their label is bought and after it was taken back, with what they can be found by. */
export function shipmentDrafts(version: number): Migration {
  return { version, name: 'drafts, cancellations and search of shipments', sql: [DRAFTS, TERMS, CANCELLATIONS].join('\n') };
}

// A draft has no carrier, price or number yet; everything that is bought has all of them.
const DRAFTS = `
alter table shipments
  alter column connection_id drop not null, alter column quote_id drop not null, alter column rate_id drop not null,
  alter column entity_id drop not null, alter column carrier_name drop not null, alter column service drop not null,
  alter column service_name drop not null, alter column tracking_number drop not null, alter column carrier_charge drop not null,
  alter column currency drop not null,
  add column payer_entity_id uuid, add column customs jsonb, add column options jsonb not null default '{}', add column notes text,
  add column return_of_id uuid references shipments (id), add column purchased_at timestamptz, add column cancelled_at timestamptz;
update shipments set purchased_at = created_at;
alter table shipments add constraint shipments_bought check (purchased_at is null
  or num_nulls(connection_id, quote_id, rate_id, entity_id, carrier_name, service, service_name, tracking_number, carrier_charge, currency) = 0);
create index shipments_purchased on shipments (test_mode, purchased_at, id) where purchased_at is not null;
create index shipments_updated on shipments (organization_id, test_mode, updated_at, id);
create index shipments_updated_of_all on shipments (test_mode, updated_at, id);
create index shipments_status_of_all on shipments (test_mode, status, created_at, id);
create index shipments_carrier on shipments (organization_id, test_mode, carrier_name, created_at, id);
create index shipments_service on shipments (organization_id, test_mode, service, created_at, id);
create index shipments_returns on shipments (return_of_id) where return_of_id is not null;
alter table quotes add column shipment_id uuid references shipments (id), add column customs jsonb, add column options jsonb not null default '{}',
  add column pending_connections int not null default 0 check (pending_connections >= 0), add column gathered_by timestamptz;
create index quotes_shipment on quotes (shipment_id) where shipment_id is not null;
drop index purchases_shipment;
create unique index purchases_shipment on purchases (shipment_id) where state <> 'refused';
`;

// Words and marks in a b-tree: behind row-level security no other index may be asked for text.
const TERMS = [
  organizationTable(
    'shipment_terms',
    `term text collate "C" not null,
  shipment_id uuid not null references shipments (id) on delete cascade`,
    { primaryKey: 'test_mode, term, organization_id, shipment_id' },
  ),
  `create index shipment_terms_shipment on shipment_terms (shipment_id, term);
insert into shipment_terms (organization_id, test_mode, term, shipment_id)
  select distinct s.organization_id, s.test_mode, 'w:' || left(word, 40), s.id
  from shipments s cross join lateral regexp_split_to_table(lower(s.search_text), '[^[:alnum:]]+') as word where word <> '';
alter table shipments drop column search_text;`,
].join('\n');

const CANCELLATIONS = [
  organizationTable(
    'cancellations',
    `shipment_id uuid not null references shipments (id),
  state text not null check (state in ('voiding', 'voided', 'completed', 'refused')),
  actor text not null,
  user_id uuid,
  refund numeric(20,6),
  refusal jsonb,
  holder uuid not null,
  held_until timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null`,
  ),
  `create unique index cancellations_shipment on cancellations (shipment_id) where state <> 'refused';
create index cancellations_unfinished on cancellations (test_mode, held_until) where state not in ('completed', 'refused');`,
].join('\n');
