import type { ExecutionResult } from 'graphql';
import { withinDeadline } from '../platform/context/within-deadline.ts';
import type { IdentitySigner } from '../platform/identity/identity-token.ts';
import type { OperationRouter, SubgraphRequest } from '../platform/server/subgraph-runtime.ts';

/** Something that answers a subgraph's requests: the subgraph itself, or a way to it. */
interface Callee {
  execute(request: SubgraphRequest): Promise<ExecutionResult>;
}

/** Sends internal operations to wherever `find` knows the subgraph, in the caller's name with the internal scope added. */
export function operationRouter(signer: IdentitySigner, find: (subgraph: string) => Callee | undefined): OperationRouter {
  return (identity, { requestId, traceparent, deadline }) =>
    async (call) => {
      const callee = find(call.subgraph);
      if (!callee) throw new Error(`there is no subgraph ${call.subgraph}`);
      const identityToken = await signer.sign({ ...identity, permissions: [...identity.permissions, 'internal'] });
      const request = { query: call.document, variables: call.variables, identityToken, requestId, traceparent, deadline };
      const result = await withinDeadline(deadline, () => callee.execute(request));
      return { data: result.data ?? null, errors: result.errors ?? [] };
    };
}
