import { organizationTable, sharedTable, type Migration } from '../../../platform/database/migration.ts';

const TEAMS = [
  organizationTable(
    'teams',
    `entity_id uuid references entities (id),
  name text not null,
  description text,
  archived_at timestamptz,
  created_at timestamptz not null,
  version int not null default 1`,
  ),
  `create unique index teams_one_name on teams (organization_id, test_mode, lower(name)) where archived_at is null;
create index teams_created on teams (organization_id, test_mode, created_at, id);
create index teams_entity on teams (entity_id) where entity_id is not null;`,
  '-- Who was in a team, and when: whoever leaves keeps a row that says until when.',
  organizationTable(
    'team_members',
    `team_id uuid not null references teams (id),
  user_id uuid not null,
  role text not null check (role in ('lead', 'member')),
  has_seat boolean not null,
  is_default boolean not null,
  joined_at timestamptz not null,
  left_at timestamptz check (left_at >= joined_at),
  constraint team_members_default check (not is_default or left_at is null)`,
  ),
  `create unique index team_members_user on team_members (team_id, user_id) where left_at is null;
create unique index team_members_one_default on team_members (organization_id, test_mode, user_id) where is_default;
create index team_members_joined on team_members (team_id, joined_at, id);
create index team_members_of_user on team_members (organization_id, user_id) where left_at is null;`,
  organizationTable(
    'team_moves',
    `team_id uuid not null references teams (id),
  user_id uuid,
  from_entity_id uuid references entities (id),
  to_entity_id uuid references entities (id),
  to_team_id uuid references teams (id),
  moved_at timestamptz not null,
  constraint team_moves_who check ((user_id is null) = (to_team_id is null))`,
  ),
  'create index team_moves_moved on team_moves (organization_id, test_mode, moved_at, id);',
].join('\n');

// A limit holds for what its organization spends in its currency, narrowed to the entity, team and person that it names.
const LIMITS = [
  organizationTable(
    'credit_limits',
    `entity_id uuid references entities (id),
  team_id uuid references teams (id),
  user_id uuid,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  period text not null check (period in ('month', 'total')),
  amount numeric(20,6) not null check (amount >= 0),
  alert_levels int[] not null,
  created_at timestamptz not null,
  constraint credit_limits_one unique nulls not distinct (organization_id, test_mode, entity_id, team_id, user_id, currency, period)`,
  ),
  'create index credit_limits_created on credit_limits (organization_id, test_mode, created_at, id);',
  organizationTable(
    'credit_limit_usages',
    `limit_id uuid not null references credit_limits (id),
  period text not null,
  used numeric(20,6) not null check (used >= 0),
  told_level int not null`,
    { primaryKey: 'limit_id, period' },
  ),
].join('\n');

/** Teams, their people, and limits of what may be spent. */
export function teamsAndLimits(version: number): Migration {
  return {
    version,
    name: 'teams and limits',
    sql: [
      TEAMS,
      LIMITS,
      `alter table credit_reservations add column team_id uuid references teams (id), add column month text;
alter table entity_members add column has_seat boolean not null default false;`,
    ].join('\n'),
  };
}

/** For whom each spend was, and what teams spent, added up in the statements that spend. */
export function teamSpending(version: number): Migration {
  return {
    version,
    name: 'spending of teams',
    sql: [
      'alter table billing.credit_spends add column team_id uuid, add column month text;',
      sharedTable(
        'billing.team_usages',
        `organization_id uuid not null,
  team_id uuid not null,
  entity_id uuid not null,
  user_id uuid,
  month text not null,
  currency text not null,
  used numeric(20,6) not null check (used >= 0),
  constraint team_usages_one unique nulls not distinct (tenant_id, team_id, test_mode, month, entity_id, user_id)`,
        { grants: 'select, insert, update', hasMode: true },
      ),
    ].join('\n'),
  };
}
