import type { FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import { ANONYMOUS } from '../../contracts/identity/identity.ts';
import { DomainError } from '../../platform/errors/domain-error.ts';
import { plainAddress } from '../../platform/identity/ip-ranges.ts';
import type { IdentitySigner } from '../../platform/identity/identity-token.ts';
import type { SubgraphTransport } from '../data-source/subgraph-transport.ts';
import type { Authenticator } from '../identity/authenticator.ts';
import type { FaultTeller } from '../limits/gateway-limits.ts';

/** What a door beside the graph is served with. */
export interface DoorServices {
  authenticator: Pick<Authenticator, 'hosts'>;
  signer: IdentitySigner;
  /** The way to the subgraph behind the door. */
  way: Pick<SubgraphTransport, 'execute'>;
  onFaults: FaultTeller;
}

interface Knock {
  request: FastifyRequest;
  reply: FastifyReply;
  services: Pick<DoorServices, 'onFaults'>;
  /** HTTP status of each code that is known; 400 for the rest. */
  statusByCode: Readonly<Record<string, number>>;
}

const COMMON_STATUS: Readonly<Record<string, number>> = {
  NOT_FOUND: 404,
  TENANT_UNKNOWN: 404,
  TENANT_SUSPENDED: 403,
  TENANT_DELETED: 403,
  SUBGRAPH_UNAVAILABLE: 503,
  OBJECT_STORE_UNAVAILABLE: 503,
};

/** Answers a refusal with its status and code; a stranger who is refused is charged for it, like one whose operation is malformed. */
export async function answerRefusals(knock: Knock, serve: () => Promise<FastifyReply>): Promise<FastifyReply> {
  const { request, reply, services } = knock;
  try {
    return await serve();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const status = knock.statusByCode[error.code] ?? COMMON_STATUS[error.code] ?? 400;
    const refusal = new GraphQLError(error.message, { extensions: { code: error.code } });
    if (status < 500) await services.onFaults([refusal], { identity: ANONYMOUS, ipAddress: plainAddress(request.ip) });
    return reply
      .status(status)
      .header('x-request-id', request.id)
      .header('cache-control', 'no-store')
      .send({ errors: [{ message: error.message, extensions: { code: error.code } }] });
  }
}
