import { organizationTable, type Migration } from '../../../platform/database/migration.ts';

/** What people are in organizations as a whole, beside their roles: employees, or contractors until a date. People are in both modes. */
export function organizationMemberships(version: number): Migration {
  return {
    version,
    name: 'memberships in organizations',
    sql: [
      organizationTable(
        'organization_memberships',
        `user_id uuid not null,
  kind text not null check (kind in ('employee', 'contractor')),
  has_seat boolean not null,
  ends_at timestamptz,
  ended_at timestamptz,
  created_at timestamptz not null,
  constraint organization_memberships_end check (kind = 'contractor' or ends_at is null)`,
        { hasMode: false },
      ),
      `create unique index organization_memberships_user on organization_memberships (organization_id, user_id);
create index organization_memberships_ending on organization_memberships (ends_at, id) where ends_at is not null and ended_at is null;
create index entity_members_of_user on entity_members (organization_id, user_id);`,
    ].join('\n'),
  };
}
