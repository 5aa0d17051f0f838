import type { SubgraphDefinition } from '../../platform/server/subgraph-definition.ts';
import { analyticsMigrations } from './migrations/analytics-migrations.ts';

/** The analytics subgraph. */
export const analyticsSubgraph: SubgraphDefinition = {
  name: 'analytics',
  entities: [],
  migrations: analyticsMigrations,
  schema: { resolvers: [] as never },
  consumers: [],
  jobs: [],
};
