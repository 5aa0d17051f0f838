import type { ExecutionResult } from 'graphql';

/** A GraphQL request on its way to a subgraph. */
export interface SubgraphCall {
  query: string;
  variables?: Record<string, unknown> | undefined;
  operationName?: string | undefined;
  identityToken: string;
  requestId: string;
  ipAddress: string | null;
  userAgent: string | null;
}

/** A way to reach one subgraph: in process, or over HTTP. Rejects when the subgraph gave no answer at all. */
export interface SubgraphTransport {
  execute(call: SubgraphCall): Promise<ExecutionResult>;
}
