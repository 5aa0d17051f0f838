import { NO_TRACING, type Tracing } from '../platform/observability/tracing.ts';
import { EntityCache } from './caching/entity-cache.ts';
import { SubgraphSources } from './data-source/subgraph-sources.ts';
import { wayTo, type GatewayOptions } from './gateway-options.ts';
import { Authenticator } from './identity/authenticator.ts';
import { GatewayMetrics } from './observability/gateway-metrics.ts';
import { ServedSupergraph } from './supergraph/served-supergraph.ts';

const IDENTITY_REMEMBERED_MS = 5_000;

/** What answers operations, whichever way they come: who asks, the ways to the subgraphs, and the supergraph over them. */
export interface DataPlane {
  authenticator: Authenticator;
  /** How often open sockets look whether their token is still good. */
  rememberedMs: number;
  sources: SubgraphSources;
  supergraph: ServedSupergraph;
  tracing: Tracing;
  metrics: GatewayMetrics | undefined;
}

/** Puts the data plane together; throws when the supergraph cannot be served. */
export async function createDataPlane(options: GatewayOptions): Promise<DataPlane> {
  const { tracing = NO_TRACING, identityRememberedMs: rememberedMs = IDENTITY_REMEMBERED_MS, signer, clock, log } = options;
  const metrics = options.metrics && new GatewayMetrics(options.metrics);
  const authenticator = new Authenticator({ signer, tenants: wayTo(options.transports, 'tenants'), clock, rememberedMs, log });
  const entityCache = new EntityCache(() => authenticator.hearsChanges);
  authenticator.onChanges(entityCache);
  const sources = new SubgraphSources(options, { metrics, entityCache });
  const supergraph = await ServedSupergraph.start(options.supergraphSdl, { sourceOf: sources.of, tracing, log });
  return { authenticator, rememberedMs, sources, supergraph, tracing, metrics };
}
