import type { ExecutionResult } from 'graphql';
import { deferredStream } from '../streams/deferred-stream.ts';
import type { SubgraphRequest } from './subgraph-runtime.ts';
import { SubscriptionRefusedError } from './subscription-refused.ts';

/** The part of a subgraph that answers subscriptions. */
export interface SubscribableSubgraph {
  /** A stream of results, or the one result that says why there is none; never rejects. */
  subscribe(request: SubgraphRequest): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult>;
}

/** Opens a subscription at a subgraph of this process; the stream throws SubscriptionRefusedError when there is none. */
export function openStream(subgraph: SubscribableSubgraph, request: SubgraphRequest): AsyncIterableIterator<ExecutionResult> {
  return deferredStream(open(subgraph, request));
}

async function open(subgraph: SubscribableSubgraph, request: SubgraphRequest): Promise<AsyncIterableIterator<ExecutionResult>> {
  const answer = await subgraph.subscribe(request);
  if (Symbol.asyncIterator in answer) return answer;
  throw new SubscriptionRefusedError((answer.errors ?? []).map((error) => error.toJSON()));
}
