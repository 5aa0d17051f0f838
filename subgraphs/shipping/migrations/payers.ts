import { organizationTable, type Migration } from '../../../platform/database/migration.ts';

/** Copies of what billing tells: which entities pay in an organization, whether they may, and whose default they are. */
export function payers(version: number): Migration {
  return {
    version,
    name: 'copies of paying entities',
    sql: [
      organizationTable(
        'payers',
        `name text not null,
  status text not null check (status in ('active', 'grace', 'suspended')),
  grace_ends_at timestamptz,
  is_default boolean not null,
  version int not null`,
      ),
      `create index payers_default on payers (organization_id, test_mode) where is_default;`,
      organizationTable(
        'default_payers',
        `user_id uuid not null,
  entity_id uuid`,
      ),
      `create unique index default_payers_user on default_payers (organization_id, test_mode, user_id);`,
    ].join('\n'),
  };
}
