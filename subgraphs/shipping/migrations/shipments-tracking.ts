import type { Migration } from '../../../platform/database/migration.ts';

/** Trackers by themselves, when carriers are asked for scans, and the keys of public tracking pages. */
export function shipmentTracking(version: number): Migration {
  return {
    version,
    name: 'tracking by carriers',
    sql: `
alter table trackers
  add column reference text, add column estimated_delivery date, add column next_poll_at timestamptz, add column failed_polls int not null default 0,
  add column page_key uuid not null default gen_random_uuid();
drop index trackers_number;
create unique index trackers_number on trackers (organization_id, test_mode, carrier_name, tracking_number);
create index trackers_number_of_all on trackers (test_mode, tracking_number);
create index trackers_due on trackers (test_mode, next_poll_at, id) where next_poll_at is not null;
create index trackers_status on trackers (organization_id, test_mode, status, created_at, id);
create index trackers_updated on trackers (organization_id, test_mode, updated_at, id);
`,
  };
}
