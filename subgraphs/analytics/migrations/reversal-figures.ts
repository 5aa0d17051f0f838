import type { Migration } from '../../../platform/database/migration.ts';

const figures = (table: string, revenue: string): string => `
alter table analytics.${table}
  add column reversal_count bigint not null default 0,
  add column ${revenue} numeric(20,6) not null default 0,
  add column commission_reversal_count bigint not null default 0,
  add column reversed_commission numeric(20,6) not null default 0;
`;

/** Addons and commission that were taken back, beside those that were charged and earned: amounts are negative, counts are not. */
export const reversalFigures: Omit<Migration, 'version'> = {
  name: 'reversals of addons and commission',
  sql: [
    figures('organization_totals', 'reversed_addon_revenue'),
    figures('connection_totals', 'reversed_addon_revenue'),
    figures('addon_totals', 'reversed_revenue'),
  ].join(''),
};
