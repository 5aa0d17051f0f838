import { organizationTable, type Migration } from '../../../platform/database/migration.ts';

/** Parcels that carriers fetch, and which shipments each pickup is for: a shipment waits for one at most. */
export function pickups(version: number): Migration {
  return {
    version,
    name: 'pickups',
    sql: [
      organizationTable(
        'pickups',
        `idempotency_key text not null,
  request_hash text not null,
  state text not null check (state in ('scheduling', 'cancelling', 'completed', 'refused')),
  status text generated always as (case when state = 'refused' then 'refused' when cancelled_at is not null then 'cancelled'
    when state = 'scheduling' then 'pending' else 'scheduled' end) stored,
  connection_id uuid not null references carrier_connections (id),
  carrier_name text not null,
  address jsonb not null,
  ready_at timestamptz not null,
  closes_at timestamptz not null,
  time_zone text not null,
  instructions text,
  confirmation_number text,
  carrier_reference text,
  charge numeric(20,6),
  currency text,
  refusal jsonb,
  actor text not null,
  user_id uuid,
  holder uuid not null,
  held_until timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  cancelled_at timestamptz,
  check (closes_at > ready_at),
  check ((charge is null) = (currency is null))`,
      ),
      `create unique index pickups_idempotency_key on pickups (organization_id, test_mode, idempotency_key);
create index pickups_list on pickups (organization_id, test_mode, created_at, id);
create index pickups_list_of_all on pickups (test_mode, created_at, id);
create index pickups_ready on pickups (organization_id, test_mode, ready_at, id);
create index pickups_ready_of_all on pickups (test_mode, ready_at, id);
create index pickups_connection on pickups (connection_id);
create index pickups_unfinished on pickups (test_mode, held_until) where state not in ('completed', 'refused');`,
      organizationTable(
        'pickup_shipments',
        `pickup_id uuid not null references pickups (id),
  shipment_id uuid not null references shipments (id),
  is_waiting boolean not null`,
        { primaryKey: 'pickup_id, shipment_id' },
      ),
      `create unique index pickup_shipments_waiting on pickup_shipments (shipment_id) where is_waiting;
create index pickup_shipments_shipment on pickup_shipments (shipment_id);`,
    ].join('\n'),
  };
}
