import type { Migration } from '../../../platform/database/migration.ts';

/** Reversals: negative applications and commissions that name the ones they take back, each at most once. */
export const reversalTables: Omit<Migration, 'version'> = {
  name: 'reversals',
  sql: `
alter table recorded_purchases add column cancelled_at timestamptz;
alter table addon_applications drop constraint addon_applications_once;
alter table addon_applications
  add column reverses_id uuid references addon_applications,
  add constraint addon_applications_sign check (case when reverses_id is null then amount >= 0 else amount <= 0 end);
create unique index addon_applications_once on addon_applications (shipment_id, addon_id) where reverses_id is null;
create unique index addon_applications_reversed_once on addon_applications (reverses_id) where reverses_id is not null;
alter table commissions add column reverses_id uuid references commissions;
create unique index commissions_reversed_once on commissions (reverses_id) where reverses_id is not null;
`,
};
