import {
  GraphQLDataSourceRequestKind,
  type GraphQLDataSource,
  type GraphQLDataSourceProcessOptions,
} from '@apollo/gateway/dist/datasources/types.js';
import { GraphQLError } from 'graphql';
import type { GatewayContext } from '../gateway-context.ts';
import type { SubgraphTransport } from './subgraph-transport.ts';

type Answer = Awaited<ReturnType<GraphQLDataSource['process']>>;

/** Carries the query plan's fetches to one subgraph, with the request's identity. A subgraph that is down costs its fields. */
export class SubgraphDataSource implements GraphQLDataSource {
  private readonly subgraph: string;
  private readonly transport: SubgraphTransport;

  constructor(subgraph: string, transport: SubgraphTransport) {
    this.subgraph = subgraph;
    this.transport = transport;
  }

  async process(options: GraphQLDataSourceProcessOptions): Promise<Answer> {
    const { request } = options;
    if (options.kind !== GraphQLDataSourceRequestKind.INCOMING_OPERATION)
      throw new Error('the gateway reads schemas from its supergraph, not from subgraphs');
    const context = options.context as GatewayContext;
    const result = await this.transport
      .execute({
        query: request.query ?? '',
        variables: request.variables,
        operationName: request.operationName,
        identityToken: context.identityToken,
        requestId: context.requestId,
        ipAddress: context.ipAddress,
        userAgent: context.userAgent,
      })
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
