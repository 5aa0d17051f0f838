import { organizationTable, type Migration } from '../../../platform/database/migration.ts';

/** Whose files are in the object store: known by another name than the tenant's own rows, which are gone once it is purged. */
export const objectOwners: Omit<Migration, 'version'> = {
  name: 'owners of stored objects',
  sql: `create table shipping.object_owners (owner uuid primary key);
grant select, insert, delete on shipping.object_owners to {{role}};`,
};

/** Files such as labels: their content in the object store, or here where it is from before there was one. */
export function files(version: number): Migration {
  return {
    version,
    name: 'files in the object store',
    sql: [
      organizationTable(
        'files',
        `kind text not null,
  name text not null,
  format text not null,
  size_bytes int not null check (size_bytes > 0),
  sha256 text not null,
  object_key text,
  content bytea,
  created_at timestamptz not null,
  recorded_at timestamptz,
  check (num_nulls(object_key, content) = 1)`,
      ),
      `create index files_unrecorded on files (test_mode, created_at) where recorded_at is null;
alter table shipments no force row level security;
alter table labels no force row level security;
alter table files no force row level security;
insert into files (id, organization_id, test_mode, kind, name, format, size_bytes, sha256, content, created_at, recorded_at)
  select l.id, l.organization_id, l.test_mode, 'label', 'label-' || s.tracking_number || '.' || lower(l.format), l.format, octet_length(l.content),
    encode(sha256(l.content), 'hex'), l.content, l.created_at, l.created_at
  from labels l join shipments s on s.id = l.shipment_id;
alter table labels add column file_id uuid;
update labels set file_id = id;
alter table labels alter column file_id set not null, drop column content, add foreign key (file_id) references files (id);
create index labels_file on labels (file_id);
alter table shipments force row level security;
alter table labels force row level security;
alter table files force row level security;`,
    ].join('\n'),
  };
}
