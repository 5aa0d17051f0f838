import { organizationTable, type Migration } from '../../../platform/database/migration.ts';

/**
 * Connections with credentials, and such as a tenant keeps for its organizations: those belong to none, are read by all (which of
 * them may use one is a condition of every statement), and are changed by staff alone.
 */
export function carriersConnections(version: number): Migration {
  return {
    version,
    name: 'credentials and system connections',
    sql: [
      `alter table carrier_connections
  alter column organization_id drop not null,
  drop column capabilities,
  add column credentials text,
  add column audience text check (audience in ('all', 'chosen')),
  add column audience_organizations uuid[] not null default '{}',
  add column tested_at timestamptz,
  add column test_failure text,
  add constraint carrier_connections_owner check ((organization_id is null) = (audience is not null));
create policy offered on carrier_connections for select
  using (organization_id is null and test_mode = (current_setting('app.test_mode', true) = 'on'));
create index carrier_connections_system on carrier_connections (test_mode, created_at, id) where organization_id is null and deleted_at is null;
create index carrier_connections_name on carrier_connections (organization_id, test_mode, display_name, id) where deleted_at is null;
alter table rates add column carrier_reference text;
alter table shipments add column carrier_reference text;`,
      organizationTable(
        'declined_connections',
        `connection_id uuid not null references carrier_connections (id),
  declined_at timestamptz not null`,
      ),
      `create unique index declined_connections_once on declined_connections (organization_id, test_mode, connection_id);
create index declined_connections_connection on declined_connections (connection_id);`,
    ].join('\n'),
  };
}
