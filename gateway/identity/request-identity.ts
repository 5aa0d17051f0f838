import type { FastifyRequest } from 'fastify';
import { readTraceparent } from '../../platform/observability/tracing.ts';
import type { GatewayContext } from '../gateway-context.ts';
import type { Authenticator } from './authenticator.ts';

/** Establishes who sent an HTTP request; throws what the authenticator throws. */
export async function createContext(authenticator: Authenticator, request: FastifyRequest): Promise<GatewayContext> {
  const { authorization, 'x-organization-id': organizationId, 'user-agent': userAgent, host } = request.headers;
  const credentials = { authorization, host, organizationId: Array.isArray(organizationId) ? organizationId[0] : organizationId };
  const { identity, identityToken } = await authenticator.authenticate(credentials, request.id);
  return {
    identity,
    identityToken,
    requestId: request.id,
    traceparent: readTraceparent(request.headers['traceparent']),
    ipAddress: request.ip,
    userAgent: userAgent ?? null,
    statements: 0,
  };
}
