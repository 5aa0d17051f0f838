import type { MigrationSet } from '../../../platform/database/migration.ts';

/** The tables of the billing subgraph. */
export const billingMigrations: MigrationSet = { owner: 'billing', global: [], tenant: [] };
