import type { ExecutionResult } from 'graphql';
import type { CallOrigin } from '../../platform/context/call-origin.ts';

/** A GraphQL request on its way to a subgraph. */
export interface SubgraphCall extends CallOrigin {
  query: string;
  variables?: Record<string, unknown> | undefined;
  operationName?: string | undefined;
  identityToken: string;
  ipAddress: string | null;
  userAgent: string | null;
  /** How many results of a subscription may wait on the way; the latest alone where it is left out. */
  mostWaiting?: number | undefined;
}

/** A way to reach one subgraph: in process, or over HTTP and WebSocket. */
export interface SubgraphTransport {
  /** Answers one operation; rejects when the subgraph gave no answer at all, with a TimeoutError when it gave none in time. */
  execute(call: SubgraphCall): Promise<ExecutionResult>;
  /**
   * Opens a subscription by reading the first result. The stream throws SubscriptionRefusedError when the subgraph says no,
   * and any other error when the way to it broke.
   */
  subscribe(call: SubgraphCall): AsyncIterableIterator<ExecutionResult>;
}
