import { randomUUID } from 'node:crypto';
import fastify, { type FastifyInstance } from 'fastify';

const LARGEST_BODY_BYTES = 1_048_576;

// Whoever sends slower than this would hold one of the few places for uploads, or a connection, for as long as they like.
const LONGEST_REQUEST_MS = 120_000;

/** The HTTP server, without routes; X-Forwarded-For is believed of the trusted proxies alone. */
export function createHttpApp(trustedProxies: readonly string[]): FastifyInstance {
  return fastify({
    bodyLimit: LARGEST_BODY_BYTES,
    requestTimeout: LONGEST_REQUEST_MS,
    genReqId: () => randomUUID(),
    forceCloseConnections: 'idle',
    trustProxy: trustedProxies.length > 0 && [...trustedProxies],
  });
}
