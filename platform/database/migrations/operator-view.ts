import type { Migration } from '../migration.ts';

/** What operators may read of the platform's own tables, and the pulse by which processes and jobs show that they live. */
export const operatorView = (version: number): Migration => ({
  version,
  name: 'what operators see',
  sql: `
-- One row a running subgraph process, rewritten every few seconds and removed when it stops in order.
create table platform.processes (
  id uuid primary key,
  subgraph text not null,
  started_at timestamptz not null,
  seen_at timestamptz not null,
  -- Since it started: requests it answered, and those that failed through a fault of ours.
  requests bigint not null,
  faults bigint not null
);
grant select, insert, update, delete on platform.processes to {{roles}};

-- One row a scheduled job: its last run that came to an end.
create table platform.job_runs (
  job text primary key,
  every_ms int not null,
  started_at timestamptz not null,
  finished_at timestamptz not null,
  failures int not null,
  last_error text
);
grant select, insert, update on platform.job_runs to {{roles}};

grant select on platform.processes, platform.job_runs, platform.outbox, platform.deliveries, platform.tenant_schemas,
  platform.tenant_schema_versions, platform.tenant_migrations to {{role:operators}};
create policy operators on platform.deliveries for select to {{role:operators}} using (true);
create index deliveries_parked on platform.deliveries (consumer, parked_at) where parked_at is not null;
`,
});
