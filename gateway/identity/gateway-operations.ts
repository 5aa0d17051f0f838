import type { IdentitySigner } from '../../platform/identity/identity-token.ts';
import { OperationClient } from '../../platform/operations/operation-client.ts';
import type { SubgraphTransport } from '../data-source/subgraph-transport.ts';
import { GATEWAY_IDENTITY } from './gateway-identity.ts';

/** Calls internal operations of a subgraph in the gateway's own name. */
export function gatewayOperations(
  { signer, way }: { signer: IdentitySigner; way: Pick<SubgraphTransport, 'execute'> },
  requestId: string,
): OperationClient {
  return new OperationClient(async (call) => {
    const identityToken = await signer.sign(GATEWAY_IDENTITY);
    const result = await way.execute({
      query: call.document,
      variables: call.variables,
      identityToken,
      requestId,
      ipAddress: null,
      userAgent: null,
    });
    return { data: result.data ?? null, errors: result.errors ?? [] };
  });
}
