import type { Migration } from '../migration.ts';

/** When which tenants have work for which job, written with the change that will need it; and when a job last visited all of them. */
export const dueWork = (version: number): Migration => ({
  version,
  name: 'due work of jobs',
  sql: `
-- Ids and times only, and no wall, so that one statement says for which tenants a job has work.
create table platform.due_work (
  job text not null,
  due_at timestamptz not null,
  tenant_id uuid not null,
  test_mode boolean not null,
  primary key (job, due_at, tenant_id, test_mode)
);
grant select, insert, delete on platform.due_work to {{roles}};
alter table platform.job_runs add column swept_at timestamptz;
`,
});
