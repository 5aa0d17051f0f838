import type { SubgraphDefinition } from '../../platform/server/subgraph-definition.ts';
import { addonsMigrations } from './migrations/addons-migrations.ts';

/** The addons subgraph. */
export const addonsSubgraph: SubgraphDefinition = {
  name: 'addons',
  entities: [],
  migrations: addonsMigrations,
  schema: { resolvers: [] as never },
  consumers: [],
  jobs: [],
};
