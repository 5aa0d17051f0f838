import { NO_TRACING } from '../../platform/observability/tracing.ts';
import type { EntityCache } from '../caching/entity-cache.ts';
import type { FetchSource } from '../execution/plan-execution.ts';
import { wayTo, type GatewayOptions } from '../gateway-options.ts';
import type { GatewayMetrics } from '../observability/gateway-metrics.ts';
import { InFlightFetches } from './in-flight-fetches.ts';
import type { CircuitCondition } from '../../platform/circuit/circuit.ts';
import { SubgraphDataSource, type SourceSettings } from './subgraph-data-source.ts';
import type { SubgraphTransport } from './subgraph-transport.ts';

/** How long an operation may take in all, unless the gateway is told otherwise. */
export const REQUEST_BUDGET_MS = 30_000;
const CIRCUIT = { failures: 5, openMs: 5_000 };
// A subgraph that had half of a request's time and gave no answer is slow; one that had less may have come too late.
const FAIR_SHARE = 0.5;

/** The ways of the query plans' fetches: one to each subgraph, whichever supergraph names it. */
export class SubgraphSources {
  private readonly transports: ReadonlyMap<string, SubgraphTransport>;
  private readonly settings: SourceSettings;
  private readonly entityCache: EntityCache | undefined;
  private readonly sources = new Map<string, { direct: SubgraphDataSource; way: FetchSource }>();

  constructor(
    options: Pick<GatewayOptions, 'transports' | 'budgetMs' | 'circuit' | 'tracing'>,
    parts: { metrics: GatewayMetrics | undefined; entityCache?: EntityCache },
  ) {
    this.transports = options.transports;
    this.entityCache = parts.entityCache;
    this.settings = {
      circuit: { ...CIRCUIT, ...options.circuit },
      fairMs: (options.budgetMs ?? REQUEST_BUDGET_MS) * FAIR_SHARE,
      inFlight: new InFlightFetches(),
      tracing: options.tracing ?? NO_TRACING,
      metrics: parts.metrics,
    };
  }

  /** The way to a subgraph, which may have come after the gateway's start; throws when there is none. */
  readonly of = (subgraph: string): FetchSource => {
    const known = this.sources.get(subgraph);
    if (known) return known.way;
    const direct = new SubgraphDataSource(subgraph, wayTo(this.transports, subgraph), this.settings);
    const way = this.entityCache?.before(subgraph, direct) ?? direct;
    this.sources.set(subgraph, { direct, way });
    return way;
  };

  /** Which subgraphs are called at the moment, and which are left alone. */
  circuits(): ReadonlyMap<string, CircuitCondition> {
    return new Map([...this.sources].map(([name, { direct }]) => [name, direct.condition]));
  }
}
