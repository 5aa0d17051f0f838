import { execute, parse, type DocumentNode, type ExecutionResult, type GraphQLSchema } from 'graphql';
import type { ServedSubgraph } from '../../platform/server/subgraph-http-server.ts';
import { shopSchema, type SHOP_SUBGRAPHS } from './shop-schema.ts';

/** One part of the shop, as a subgraph's server and the in-process transport take it; each document is parsed once. */
export class ShopSubgraph implements ServedSubgraph {
  private readonly schema: GraphQLSchema;
  private readonly documents = new Map<string, DocumentNode>();

  constructor(name: (typeof SHOP_SUBGRAPHS)[number]) {
    this.schema = shopSchema(name);
  }

  async execute(request: { query: string; variables?: Record<string, unknown> | undefined }): Promise<ExecutionResult> {
    let document = this.documents.get(request.query);
    if (!document) this.documents.set(request.query, (document = parse(request.query)));
    return execute({ schema: this.schema, document, variableValues: request.variables });
  }

  async subscribe(): Promise<ExecutionResult> {
    return { data: null };
  }

  async isReady(): Promise<boolean> {
    return true;
  }
}
