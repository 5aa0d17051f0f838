import type { Migration } from '../../../platform/database/migration.ts';

/** The team that a label is bought for, where the buyer named one. */
export function purchaseTeams(version: number): Migration {
  return { version, name: 'teams that buy', sql: 'alter table purchases add column asked_team_id uuid;' };
}
