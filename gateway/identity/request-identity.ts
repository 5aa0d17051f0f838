import type { FastifyRequest } from 'fastify';
import { plainAddress } from '../../platform/identity/ip-ranges.ts';
import { readTraceparent } from '../../platform/observability/tracing.ts';
import type { GatewayContext } from '../gateway-context.ts';
import type { Authenticator } from './authenticator.ts';

/** Establishes who sent an HTTP request; throws what the authenticator throws. */
export async function createContext(authenticator: Authenticator, request: FastifyRequest): Promise<GatewayContext> {
  const { authorization, host, 'user-agent': userAgent } = request.headers;
  const credentials = {
    authorization,
    host,
    ipAddress: plainAddress(request.ip),
    organizationId: oneOf(request.headers['x-organization-id']),
    tenantId: oneOf(request.headers['x-tenant-id']),
  };
  const { identity, identityToken } = await authenticator.authenticate(credentials, request.id);
  return {
    identity,
    identityToken,
    requestId: request.id,
    traceparent: readTraceparent(request.headers['traceparent']),
    ipAddress: credentials.ipAddress,
    userAgent: userAgent ?? null,
    statements: 0,
  };
}

function oneOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
