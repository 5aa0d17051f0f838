import { sharedTable, type Migration } from '../migration.ts';

/** How far long work is that is done for somebody: reported by the subgraph that does it, shown by the tenants subgraph. */
export const jobs = (version: number): Migration => ({
  version,
  name: 'jobs',
  sql: [
    sharedTable(
      'platform.jobs',
      `id uuid not null,
  kind text not null,
  status text not null check (status in ('queued', 'running', 'completed', 'failed', 'cancelled')),
  -- Steps taken and steps there are; what a step is, the kind says. No total while nobody knows it.
  done int not null default 0,
  total int,
  message text,
  -- The first hundred that went wrong, and how many did.
  errors jsonb not null default '[]',
  error_count int not null default 0,
  subject_type text,
  subject_id text,
  result_url text,
  actor text not null,
  created_at timestamptz not null,
  started_at timestamptz,
  finished_at timestamptz,
  cancel_requested_at timestamptz,
  primary key (tenant_id, id)`,
      { hasMode: true, hasOrganization: true, grantees: '{{roles}}' },
    ),
    'create index jobs_created on platform.jobs (tenant_id, test_mode, created_at, id);',
    'create index jobs_finished on platform.jobs (tenant_id, test_mode, finished_at) where finished_at is not null;',
    // The owner removes those of a tenant that is purged, in both modes and of all organizations.
    `create policy purge on platform.jobs to current_user using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);\n`,
  ].join('\n'),
});
