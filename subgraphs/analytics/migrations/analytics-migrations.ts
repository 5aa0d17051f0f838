import type { MigrationSet } from '../../../platform/database/migration.ts';

/** The tables of the analytics subgraph. */
export const analyticsMigrations: MigrationSet = { owner: 'analytics', global: [], tenant: [] };
