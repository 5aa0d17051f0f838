import { tenantModeTable, type Migration } from '../../../platform/database/migration.ts';

/** Every state that a rate sheet was ever in, with the day from which it counts; a rate names the one it came from. */
export function carriersRateSheets(version: number): Migration {
  return {
    version,
    name: 'versions of rate sheets',
    sql: [
      tenantModeTable(
        'rate_sheet_versions',
        `id uuid primary key,
  rate_sheet_id uuid not null references rate_sheets (id),
  version int not null,
  effective_on date not null,
  note text,
  created_by text not null,
  created_at timestamptz not null,
  sheet jsonb not null`,
      ),
      `create unique index rate_sheet_versions_number on rate_sheet_versions (rate_sheet_id, version);
create index rate_sheet_versions_in_force on rate_sheet_versions (rate_sheet_id, effective_on, version);
alter table rate_sheets no force row level security;
alter table rate_sheet_versions no force row level security;
insert into rate_sheet_versions (id, test_mode, rate_sheet_id, version, effective_on, created_by, created_at, sheet)
  select gen_random_uuid(), test_mode, id, version, created_at::date - 1, 'system/migration', created_at, sheet from rate_sheets;
alter table rate_sheets drop column sheet, add column ends_on date, add column updated_at timestamptz, add column deleted_at timestamptz;
update rate_sheets set updated_at = created_at;
alter table rate_sheets alter column updated_at set not null;
alter table rate_sheets force row level security;
alter table rate_sheet_versions force row level security;
drop index rate_sheets_code;
create unique index rate_sheets_code on rate_sheets (test_mode, code) where deleted_at is null;
create index rate_sheets_name on rate_sheets (test_mode, name, id);
alter table rates add column rate_sheet_id uuid, add column rate_sheet_version int;`,
    ].join('\n'),
  };
}
