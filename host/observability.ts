import { collectDefaultMetrics, Registry } from 'prom-client';
import { startMetricsServer } from '../platform/observability/metrics-server.ts';
import { SubgraphMetrics } from '../platform/observability/subgraph-metrics.ts';
import { NO_TRACING, type Tracing } from '../platform/observability/tracing.ts';
import type { HostConfig } from './host-config.ts';
import { onShutdown } from './run-host.ts';

/** How a process is observed. */
export interface Observability {
  tracing: Tracing;
  /** Where metrics are kept, when they are served. */
  registry: Registry | undefined;
  /** What its subgraphs count, when metrics are served. */
  subgraphMetrics: SubgraphMetrics | undefined;
}

/** Starts what the operator has asked for: traces to a collector, metrics on a port of their own. Neither costs anything unless it is set. */
export async function startObservability(config: HostConfig, serviceName: string): Promise<Observability> {
  const registry = config.METRICS_PORT === undefined ? undefined : new Registry();
  if (registry && config.METRICS_PORT !== undefined) {
    collectDefaultMetrics({ register: registry });
    const server = await startMetricsServer(registry, { port: config.METRICS_PORT, host: config.METRICS_HOST });
    onShutdown('the metrics', () => server.stop());
  }
  return {
    tracing: await startTracing(config, serviceName),
    registry,
    subgraphMetrics: registry && new SubgraphMetrics(registry),
  };
}

// Loaded only where it is wanted: the libraries take a tenth of a second.
async function startTracing(config: HostConfig, serviceName: string): Promise<Tracing> {
  if (!config.OTEL_EXPORTER_OTLP_ENDPOINT) return NO_TRACING;
  const { OtlpTracing } = await import('../platform/observability/otlp-tracing.ts');
  const tracing = new OtlpTracing({
    serviceName,
    endpoint: config.OTEL_EXPORTER_OTLP_ENDPOINT,
    share: config.OTEL_TRACES_SAMPLER_ARG,
  });
  onShutdown('tracing', () => tracing.stop());
  return tracing;
}
