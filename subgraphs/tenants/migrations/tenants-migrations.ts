import type { MigrationSet } from '../../../platform/database/migration.ts';

/** The tables of the tenants subgraph. */
export const tenantsMigrations: MigrationSet = { owner: 'tenants', global: [], tenant: [] };
