import { GraphQLError, type ExecutionResult } from 'graphql';
import { remainingMs } from '../../platform/context/within-deadline.ts';
import type { Tracing } from '../../platform/observability/tracing.ts';
import type { FetchAnswer, FetchSource, PlannedFetch } from '../execution/plan-execution.ts';
import type { GatewayContext } from '../gateway-context.ts';
import type { GatewayMetrics } from '../observability/gateway-metrics.ts';
import type { InFlightFetches } from './in-flight-fetches.ts';
import { CircuitOpenError, Circuit, type CircuitCondition, type CircuitSettings } from '../../platform/circuit/circuit.ts';
import type { SubgraphTransport } from './subgraph-transport.ts';

/** What the sources of all subgraphs share. */
export interface SourceSettings {
  circuit: CircuitSettings;
  /** How much time a request must have had left for its running out to speak against the subgraph. */
  fairMs: number;
  inFlight: InFlightFetches;
  tracing: Tracing;
  metrics: GatewayMetrics | undefined;
}

/** There is no answer because there was hardly any time left: others had spent it. */
class HurriedError extends Error {}

/**
 * Carries the query plan's fetches to one subgraph, with the request's identity, trace and what is left of its time. A
 * subgraph that is down, or too slow, costs its fields.
 */
export class SubgraphDataSource implements FetchSource {
  private readonly subgraph: string;
  private readonly transport: SubgraphTransport;
  private readonly settings: SourceSettings;
  private readonly circuit: Circuit;

  constructor(subgraph: string, transport: SubgraphTransport, settings: SourceSettings) {
    this.subgraph = subgraph;
    this.transport = transport;
    this.settings = settings;
    this.circuit = new Circuit(settings.circuit, (error) => !(error instanceof HurriedError));
  }

  /** Whether the subgraph is called at the moment. */
  get condition(): CircuitCondition {
    return this.circuit.condition;
  }

  async fetch(fetch: PlannedFetch, context: GatewayContext): Promise<FetchAnswer> {
    const result = await this.shared(fetch, context).catch((error: unknown) => {
      throw this.refusal(error as Error);
    });
    const statements = result.extensions?.['statements'];
    if (typeof statements === 'number') context.statements += statements;
    return {
      data: result.data ?? null,
      ...(result.errors ? { errors: result.errors.map((error) => ('toJSON' in error ? error.toJSON() : error)) } : {}),
    };
  }

  // What a live field shows must be read after the change that it is shown for, so its fetches join no others.
  private async shared(fetch: PlannedFetch, context: GatewayContext): Promise<ExecutionResult> {
    const { inFlight } = this.settings;
    const tenantId = context.identity.tenant?.id;
    if (fetch.isQuery) {
      if (context.isLive) return this.call(fetch, context);
      const { query, variables } = fetch;
      const { identityToken } = context;
      return inFlight.join({ subgraph: this.subgraph, identityToken, tenantId, query, variables }, () =>
        this.call(fetch, context),
      );
    }
    inFlight.noteChange(tenantId);
    return this.call(fetch, context).finally(() => inFlight.noteChange(tenantId));
  }

  private async call(fetch: PlannedFetch, context: GatewayContext): Promise<ExecutionResult> {
    const { tracing, metrics, fairMs } = this.settings;
    const span = tracing.start(`fetch ${this.subgraph}`, { kind: 'client', parent: context.traceparent });
    const startedAt = performance.now();
    const { query, operationName, variables } = fetch;
    const { identityToken, requestId, ipAddress, userAgent, deadline } = context;
    const caller = { identityToken, requestId, ipAddress, userAgent, deadline, traceparent: span.traceparent };
    const isHurried = remainingMs(deadline) < fairMs;
    let failure: Error | undefined;
    try {
      return await this.circuit.run(async () => {
        try {
          return await this.transport.execute({ query, variables, operationName, ...caller });
        } catch (error) {
          throw isTimeout(error) && isHurried ? new HurriedError('too little time was left', { cause: error }) : error;
        }
      });
    } catch (error) {
      failure = error as Error;
      throw error;
    } finally {
      span.end(failure);
      metrics?.fetched(this.subgraph, performance.now() - startedAt, failure ? codeOf(failure) : undefined);
    }
  }

  private refusal(error: Error): GraphQLError {
    const code = codeOf(error);
    const message =
      code === 'SUBGRAPH_TIMEOUT'
        ? `${this.subgraph} did not answer in time.`
        : `${this.subgraph} cannot be reached at the moment.`;
    return new GraphQLError(message, { originalError: error, extensions: { code, subgraph: this.subgraph } });
  }
}

function isTimeout(error: unknown): boolean {
  return (error as Error | undefined)?.name === 'TimeoutError';
}

function codeOf(error: Error): 'SUBGRAPH_TIMEOUT' | 'SUBGRAPH_UNAVAILABLE' {
  if (error instanceof CircuitOpenError) return 'SUBGRAPH_UNAVAILABLE';
  return isTimeout(error) || error instanceof HurriedError ? 'SUBGRAPH_TIMEOUT' : 'SUBGRAPH_UNAVAILABLE';
}
