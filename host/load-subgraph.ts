import { StartupError } from '../platform/errors/startup-error.ts';
import type { SubgraphDefinition } from '../platform/server/subgraph-definition.ts';

// Imported on demand, so that a process that runs one subgraph carries the code of that one only.
const LOADERS: Readonly<Record<string, () => Promise<SubgraphDefinition>>> = {
  tenants: async () => (await import('../subgraphs/tenants/tenants.subgraph.ts')).tenantsSubgraph,
  shipping: async () => (await import('../subgraphs/shipping/shipping.subgraph.ts')).shippingSubgraph,
  addons: async () => (await import('../subgraphs/addons/addons.subgraph.ts')).addonsSubgraph,
  billing: async () => (await import('../subgraphs/billing/billing.subgraph.ts')).billingSubgraph,
  partners: async () => (await import('../subgraphs/partners/partners.subgraph.ts')).partnersSubgraph,
  analytics: async () => (await import('../subgraphs/analytics/analytics.subgraph.ts')).analyticsSubgraph,
};

/** The subgraphs there are, in the order in which their tables are made. */
export const SUBGRAPH_NAMES: readonly string[] = Object.keys(LOADERS);

/** The subgraph of that name; throws StartupError with the names there are for any other. */
export async function loadSubgraph(name: string): Promise<SubgraphDefinition> {
  const load = Object.hasOwn(LOADERS, name) ? LOADERS[name] : undefined;
  if (!load)
    throw new StartupError(
      'SUBGRAPH_UNKNOWN',
      `${name ? `There is no subgraph "${name}"` : 'Name the subgraph to run'}: ${SUBGRAPH_NAMES.join(', ')}.`,
    );
  return load();
}
