import { randomUUID } from 'node:crypto';
import fastify, { type FastifyInstance } from 'fastify';

const LARGEST_BODY_BYTES = 1_048_576;

/** The HTTP server, without routes; X-Forwarded-For is believed of the trusted proxies alone. */
export function createHttpApp(trustedProxies: readonly string[]): FastifyInstance {
  return fastify({
    bodyLimit: LARGEST_BODY_BYTES,
    genReqId: () => randomUUID(),
    forceCloseConnections: 'idle',
    trustProxy: trustedProxies.length > 0 && [...trustedProxies],
  });
}
