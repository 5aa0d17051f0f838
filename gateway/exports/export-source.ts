import { GraphQLError } from 'graphql';
import { INTERNAL_SCOPE } from '../../contracts/identity/identity.ts';
import type { IdentitySigner } from '../../platform/identity/identity-token.ts';
import type { SubgraphTransport } from '../data-source/subgraph-transport.ts';
import type { GatewayContext } from '../gateway-context.ts';

/** What an export needs to ask the subgraph whose rows it writes down. */
export interface ExportSource {
  subgraph: Pick<SubgraphTransport, 'execute'>;
  /** Signs the caller's identity with the scope of calls between parts of the platform. */
  signer: IdentitySigner;
  /** Establishes anew who is asking, so that a token that was revoked gets no further page. */
  identify(): Promise<GatewayContext>;
  /** Which rows are asked for, as the request says it. */
  filter: Record<string, unknown>;
}

/** A question to the subgraph. */
export interface ExportQuestion {
  query: string;
  variables: Record<string, unknown>;
}

/** Asks in the caller's name; throws a GraphQLError for a refusal. */
export async function askAsCaller<Data>(source: ExportSource, question: ExportQuestion): Promise<Data> {
  return send<Data>(source, await source.identify(), question);
}

/** Asks for what is between parts of the platform, in the caller's name. */
export async function askInternally<Data>(source: ExportSource, question: ExportQuestion): Promise<Data> {
  const caller = await source.identify();
  const identity = { ...caller.identity, permissions: [...caller.identity.permissions, INTERNAL_SCOPE] };
  return send<Data>(source, { ...caller, identityToken: await source.signer.sign(identity) }, question);
}

async function send<Data>(
  { subgraph }: ExportSource,
  { requestId, traceparent, identityToken, ipAddress, userAgent }: GatewayContext,
  question: ExportQuestion,
): Promise<Data> {
  const result = await subgraph.execute({ ...question, requestId, traceparent, identityToken, ipAddress, userAgent });
  const [error] = result.errors ?? [];
  if (error) throw new GraphQLError(error.message, { extensions: error.extensions ?? {} });
  return result.data as Data;
}
