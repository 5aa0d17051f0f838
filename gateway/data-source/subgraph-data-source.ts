import { GraphQLError } from 'graphql';
import type { FetchAnswer, FetchSource, PlannedFetch } from '../execution/plan-execution.ts';
import type { GatewayContext } from '../gateway-context.ts';
import type { SubgraphTransport } from './subgraph-transport.ts';

/** Carries the query plan's fetches to one subgraph, with the request's identity. A subgraph that is down costs its fields. */
export class SubgraphDataSource implements FetchSource {
  private readonly subgraph: string;
  private readonly transport: SubgraphTransport;

  constructor(subgraph: string, transport: SubgraphTransport) {
    this.subgraph = subgraph;
    this.transport = transport;
  }

  async fetch({ query, operationName, variables }: PlannedFetch, context: GatewayContext): Promise<FetchAnswer> {
    const { identityToken, requestId, ipAddress, userAgent } = context;
    const result = await this.transport
      .execute({ query, variables, operationName, identityToken, requestId, ipAddress, userAgent })
      .catch((error: unknown) => {
        throw new GraphQLError(`${this.subgraph} cannot be reached at the moment.`, {
          originalError: error as Error,
          extensions: { code: 'SUBGRAPH_UNAVAILABLE', subgraph: this.subgraph },
        });
      });
    const statements = result.extensions?.['statements'];
    if (typeof statements === 'number') context.statements += statements;
    return {
      data: result.data ?? null,
      ...(result.errors ? { errors: result.errors.map((error) => ('toJSON' in error ? error.toJSON() : error)) } : {}),
    };
  }
}
