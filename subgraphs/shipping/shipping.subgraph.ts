import type { SubgraphDefinition } from '../../platform/server/subgraph-definition.ts';
import { shippingMigrations } from './migrations/shipping-migrations.ts';

/** The shipping subgraph. */
export const shippingSubgraph: SubgraphDefinition = {
  name: 'shipping',
  entities: [],
  migrations: shippingMigrations,
  schema: { resolvers: [] as never },
  consumers: [],
  jobs: [],
};
