import type { MigrationSet } from '../../../platform/database/migration.ts';

/** The tables of the addons subgraph. */
export const addonsMigrations: MigrationSet = { owner: 'addons', global: [], tenant: [] };
