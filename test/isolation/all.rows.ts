import { addonsRows } from './addons.rows.ts';
import { analyticsRows } from './analytics.rows.ts';
import { batchesRows } from './batches.rows.ts';
import { billingRows } from './billing.rows.ts';
import { carriersRows } from './carriers.rows.ts';
import { creditRows } from './credits.rows.ts';
import { jobsRows } from './jobs.rows.ts';
import { ordersRows } from './orders.rows.ts';
import { partnersRows } from './partners.rows.ts';
import { peopleRows } from './people.rows.ts';
import type { Rows } from './row.ts';
import { shippingRows } from './shipping.rows.ts';
import { sessionsRows } from './sessions.rows.ts';
import { simulationsRows } from './simulations.rows.ts';
import { tenancyRows } from './tenancy.rows.ts';
import { teamsRows } from './teams.rows.ts';
import { tenantsRows } from './tenants.rows.ts';
import { usageRows } from './usage.rows.ts';

/** Every operation's row. */
export const ALL_ROWS: Rows = {
  ...addonsRows,
  ...analyticsRows,
  ...batchesRows,
  ...billingRows,
  ...carriersRows,
  ...creditRows,
  ...jobsRows,
  ...ordersRows,
  ...partnersRows,
  ...peopleRows,
  ...shippingRows,
  ...sessionsRows,
  ...simulationsRows,
  ...tenancyRows,
  ...teamsRows,
  ...tenantsRows,
  ...usageRows,
};
