import type { SubgraphDefinition } from '../../platform/server/subgraph-definition.ts';
import { billingMigrations } from './migrations/billing-migrations.ts';

/** The billing subgraph. */
export const billingSubgraph: SubgraphDefinition = {
  name: 'billing',
  entities: [],
  migrations: billingMigrations,
  schema: { resolvers: [] as never },
  consumers: [],
  jobs: [],
};
