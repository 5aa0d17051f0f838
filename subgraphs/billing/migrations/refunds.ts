import type { Migration } from '../../../platform/database/migration.ts';

/** How much of a captured reservation was given back, and when: once, because what it paid for was taken back. */
export function refunds(version: number): Migration {
  return {
    version,
    name: 'refunds of captured reservations',
    sql: `alter table credit_reservations add column refunded numeric(20,6) check (refunded >= 0), add column refunded_at timestamptz,
  add constraint credit_reservations_refunded check ((refunded is null) = (refunded_at is null));`,
  };
}
