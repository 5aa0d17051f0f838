import { organizationTable, type Migration } from '../../../platform/database/migration.ts';

/** What is set for billing at an organization, entity, team or person; what a place leaves out comes from the one above. */
export function billingSettings(version: number): Migration {
  return {
    version,
    name: 'billing settings',
    sql: organizationTable(
      'billing_settings',
      `entity_id uuid references entities (id),
  team_id uuid references teams (id),
  user_id uuid,
  name text not null,
  value text not null,
  updated_at timestamptz not null,
  constraint billing_settings_place check (num_nonnulls(entity_id, team_id, user_id) <= 1),
  constraint billing_settings_one unique nulls not distinct (organization_id, test_mode, entity_id, team_id, user_id, name)`,
    ),
  };
}
