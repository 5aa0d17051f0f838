import type { SubgraphDefinition } from '../platform/server/subgraph-definition.ts';
import { addonsSubgraph } from '../subgraphs/addons/addons.subgraph.ts';
import { analyticsSubgraph } from '../subgraphs/analytics/analytics.subgraph.ts';
import { billingSubgraph } from '../subgraphs/billing/billing.subgraph.ts';
import { partnersSubgraph } from '../subgraphs/partners/partners.subgraph.ts';
import { shippingSubgraph } from '../subgraphs/shipping/shipping.subgraph.ts';
import { tenantsSubgraph } from '../subgraphs/tenants/tenants.subgraph.ts';

/** Every subgraph there is, in the order in which their tables are made. */
export const SUBGRAPHS: readonly SubgraphDefinition[] = [tenantsSubgraph, shippingSubgraph, addonsSubgraph, billingSubgraph, partnersSubgraph, analyticsSubgraph];
