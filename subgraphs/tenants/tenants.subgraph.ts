import type { SubgraphDefinition } from '../../platform/server/subgraph-definition.ts';
import { tenantsMigrations } from './migrations/tenants-migrations.ts';

/** The tenants subgraph. */
export const tenantsSubgraph: SubgraphDefinition = {
  name: 'tenants',
  entities: [],
  migrations: tenantsMigrations,
  schema: { resolvers: [] as never },
  consumers: [],
  jobs: [],
};
