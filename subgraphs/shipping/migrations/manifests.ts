import { organizationTable, type Migration } from '../../../platform/database/migration.ts';

/** What is handed over to carriers at the end of a day; a shipment is on one manifest at most. */
export function manifests(version: number): Migration {
  return {
    version,
    name: 'manifests',
    sql: [
      organizationTable(
        'manifests',
        `state text not null check (state in ('accepting', 'completed', 'refused')),
  status text generated always as (case state when 'accepting' then 'pending' when 'completed' then 'accepted' else 'refused' end) stored,
  connection_id uuid not null references carrier_connections (id),
  carrier_name text not null,
  ship_date date not null,
  address jsonb not null,
  shipment_count int not null,
  carrier_reference text,
  file_id uuid references files (id),
  refusal jsonb,
  actor text not null,
  user_id uuid,
  holder uuid not null,
  held_until timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null`,
      ),
      `create index manifests_list on manifests (organization_id, test_mode, created_at, id);
create index manifests_list_of_all on manifests (test_mode, created_at, id);
create index manifests_day on manifests (organization_id, test_mode, ship_date, id);
create index manifests_day_of_all on manifests (test_mode, ship_date, id);
create index manifests_connection on manifests (connection_id);
create index manifests_file on manifests (file_id);
create index manifests_unfinished on manifests (test_mode, held_until) where state not in ('completed', 'refused');
alter table shipments add column manifest_id uuid references manifests (id);
create index shipments_manifest on shipments (manifest_id) where manifest_id is not null;
create index shipments_unmanifested on shipments (connection_id, purchased_at) where purchased_at is not null and manifest_id is null;`,
    ].join('\n'),
  };
}
