import { tenantModeTable } from '../../../platform/database/migration.ts';

/** The kinds of usage that every tenant begins with: what the platform reports, and two of a marketplace's own. */
const FIRST_METERS = `
alter table meters no force row level security;
insert into meters (id, test_mode, key, name, event_type, aggregation, created_at, version)
select gen_random_uuid(), mode.is_test, meter.key, meter.name, meter.key, 'sum', '2020-01-01T00:00:00Z', 1
from (values ('api_request', 'API requests'), ('shipment_purchased', 'Labels bought'), ('shipment_created', 'Shipments drawn up'),
  ('tracker_started', 'Trackers'), ('project_posted', 'Projects posted'), ('freelancer_hired', 'Freelancers hired')) as meter (key, name)
  cross join (values (false), (true)) as mode (is_test);
alter table meters force row level security;
`;

/** What is measured of usage: rows of the tenant's configuration. What a meter measures never changes; it is archived, not removed. */
export const USAGE_METERS = [
  tenantModeTable(
    'meters',
    `id uuid primary key,
  key text not null,
  name text not null,
  description text,
  event_type text not null,
  aggregation text not null check (aggregation in ('count', 'sum', 'max', 'unique', 'latest')),
  property text,
  created_at timestamptz not null,
  archived_at timestamptz,
  version int not null default 1,
  constraint meters_unique_of check (aggregation <> 'unique' or property is not null),
  constraint meters_key unique (test_mode, key)`,
  ),
  `create index meters_event_type on meters (test_mode, event_type);
create index meters_created on meters (test_mode, created_at, id);
create index meters_name on meters (test_mode, name, id);`,
  FIRST_METERS,
].join('\n');
