import { organizationTable, type Migration } from '../../../platform/database/migration.ts';

/** Shipments by the thousand: batches and their rows, each with what was asked for and what became of it. */
export function batches(version: number): Migration {
  return {
    version,
    name: 'batches of shipments',
    sql: [
      organizationTable(
        'batches',
        `name text,
  format text not null check (format in ('csv', 'json')),
  status text not null check (status in ('queued', 'running', 'cancelling', 'completed', 'cancelled')),
  is_dry_run boolean not null,
  settings jsonb not null,
  row_count int not null,
  job_id uuid not null,
  actor text not null,
  user_id uuid,
  created_at timestamptz not null,
  finished_at timestamptz`,
      ),
      `create index batches_list on batches (organization_id, test_mode, created_at, id);
create index batches_list_of_all on batches (test_mode, created_at, id);
create index batches_open on batches (test_mode, created_at, id) where finished_at is null;
create index batches_finished on batches (test_mode, finished_at) where finished_at is not null;`,
      organizationTable(
        'batch_rows',
        `batch_id uuid not null references batches (id) on delete cascade,
  number int not null,
  status text not null check (status in ('pending', 'purchasing', 'succeeded', 'failed', 'cancelled')),
  content jsonb not null,
  reference text,
  errors jsonb not null default '[]',
  attempt int not null default 1,
  failures int not null default 0,
  due_at timestamptz,
  quote_id uuid,
  rate_id uuid,
  service text,
  carrier_charge numeric(20,6),
  currency text,
  shipment_id uuid references shipments (id)`,
      ),
      `create unique index batch_rows_number on batch_rows (batch_id, number);
create index batch_rows_status on batch_rows (batch_id, status, number);
create index batch_rows_shipment on batch_rows (shipment_id) where shipment_id is not null;`,
    ].join('\n'),
  };
}
