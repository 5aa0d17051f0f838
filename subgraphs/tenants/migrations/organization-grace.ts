import type { Migration } from '../../../platform/database/migration.ts';

/** When a deleted organization was purged: until then it can be restored. */
export const organizationGrace = (version: number): Migration => ({
  version,
  name: 'grace of deleted organizations',
  sql: `
alter table organizations add column purged_at timestamptz;
create index organizations_purge on organizations (deleted_at) where deleted_at is not null and purged_at is null;
`,
});
