import type { MigrationSet } from '../../../platform/database/migration.ts';

/** The tables of the partners subgraph. */
export const partnersMigrations: MigrationSet = { owner: 'partners', global: [], tenant: [] };
