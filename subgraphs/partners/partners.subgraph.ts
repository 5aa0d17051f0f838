import type { SubgraphDefinition } from '../../platform/server/subgraph-definition.ts';
import { partnersMigrations } from './migrations/partners-migrations.ts';

/** The partners subgraph. */
export const partnersSubgraph: SubgraphDefinition = {
  name: 'partners',
  entities: [],
  migrations: partnersMigrations,
  schema: { resolvers: [] as never },
  consumers: [],
  jobs: [],
};
