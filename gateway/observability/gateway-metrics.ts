import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { METRIC_PREFIX, SECONDS_BUCKETS } from '../../platform/observability/metric-names.ts';
import type { CircuitCondition } from '../../platform/circuit/circuit.ts';
import type { Gateway } from '../gateway-options.ts';

const MS_PER_SECOND = 1_000;
const CONDITIONS: Record<CircuitCondition, number> = { closed: 0, 'half-open': 0.5, open: 1 };

/** What a gateway counts. No label names a tenant, an organization or an operation of a client: series must stay few. */
export class GatewayMetrics {
  private readonly registry: Registry;
  private readonly calls: Counter<'operation' | 'outcome'>;
  private readonly durations: Histogram<'operation'>;
  private readonly errors: Counter<'error_type'>;
  private readonly fetches: Histogram<'subgraph' | 'outcome'>;

  constructor(registry: Registry) {
    const registers = [registry];
    this.registry = registry;
    this.calls = new Counter({
      name: `${METRIC_PREFIX}api_calls_total`,
      help: 'Operations answered, by kind (query, mutation, none) and outcome (ok, errors).',
      labelNames: ['operation', 'outcome'],
      registers,
    });
    this.durations = new Histogram({
      name: `${METRIC_PREFIX}request_duration_seconds`,
      help: 'Time from an operation to its answer, by kind.',
      labelNames: ['operation'],
      buckets: SECONDS_BUCKETS,
      registers,
    });
    this.errors = new Counter({
      name: `${METRIC_PREFIX}errors_total`,
      help: 'Errors told to clients, by code.',
      labelNames: ['error_type'],
      registers,
    });
    this.fetches = new Histogram({
      name: `${METRIC_PREFIX}subgraph_fetch_duration_seconds`,
      help: 'Time of fetches to subgraphs, by subgraph and outcome (ok, or why there was no answer).',
      labelNames: ['subgraph', 'outcome'],
      buckets: SECONDS_BUCKETS,
      registers,
    });
  }

  /** Counts an answered operation. */
  answered(operation: string, durationMs: number, errorCodes: readonly string[]): void {
    this.calls.inc({ operation, outcome: errorCodes.length > 0 ? 'errors' : 'ok' });
    this.durations.observe({ operation }, durationMs / MS_PER_SECOND);
    for (const code of errorCodes) this.errors.inc({ error_type: code });
  }

  /** Counts a fetch to a subgraph; `failure` is the code of why there was no answer. */
  fetched(subgraph: string, durationMs: number, failure: string | undefined): void {
    this.fetches.observe({ subgraph, outcome: failure ?? 'ok' }, durationMs / MS_PER_SECOND);
  }

  /** Shows what is open, and the circuits of the subgraphs, whenever somebody looks. */
  watch(gateway: Pick<Gateway, 'live' | 'circuits'>): void {
    const registers = [this.registry];
    const open = (name: string, help: string, read: () => number): Gauge =>
      new Gauge({
        name: `${METRIC_PREFIX}${name}`,
        help,
        registers,
        collect() {
          this.set(read());
        },
      });
    open('connections_open', 'WebSocket connections of clients.', () => gateway.live().connections);
    open('subscriptions_open', 'Subscriptions of clients.', () => gateway.live().subscriptions);
    open('upstreams_open', 'Subscriptions at subgraphs on which those of clients stand.', () => gateway.live().upstreams);
    const circuits = new Gauge({
      name: `${METRIC_PREFIX}subgraph_circuit`,
      help: 'Whether a subgraph is left alone: 0 no (closed), 1 yes (open), 0.5 while one call tries (half-open).',
      labelNames: ['subgraph'],
      registers,
      collect() {
        for (const [subgraph, condition] of gateway.circuits()) circuits.set({ subgraph }, CONDITIONS[condition]);
      },
    });
  }
}
