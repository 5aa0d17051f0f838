import { organizationTable, type Migration } from '../../../platform/database/migration.ts';

/** What an organization keeps to be used again: addresses and kinds of parcels, each under a name. */
export function addressBook(version: number): Migration {
  const named = (table: string, columns: string): string =>
    [
      organizationTable(
        table,
        `name text not null,
  ${columns},
  created_at timestamptz not null,
  updated_at timestamptz not null`,
      ),
      `create unique index ${table}_name on ${table} (organization_id, test_mode, lower(name));
create index ${table}_list on ${table} (organization_id, test_mode, name, id);
create index ${table}_list_of_all on ${table} (test_mode, name, id);`,
    ].join('\n');
  return {
    version,
    name: 'saved addresses and parcel templates',
    sql: [
      named('saved_addresses', 'address jsonb not null,\n  is_default_shipper boolean not null'),
      `create unique index saved_addresses_default on saved_addresses (organization_id, test_mode) where is_default_shipper;`,
      named('parcel_templates', 'parcel jsonb not null'),
    ].join('\n'),
  };
}
