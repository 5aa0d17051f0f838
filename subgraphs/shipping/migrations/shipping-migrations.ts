import type { MigrationSet } from '../../../platform/database/migration.ts';

/** The tables of the shipping subgraph. */
export const shippingMigrations: MigrationSet = { owner: 'shipping', global: [], tenant: [] };
