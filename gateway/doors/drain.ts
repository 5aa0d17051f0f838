import type { IncomingMessage } from 'node:http';
import type { FastifyReply } from 'fastify';

const MOST_DRAINED_BYTES = 64 * 1_048_576;

/**
 * Lets a client that was refused in the middle of its upload send the rest, which nobody looks at: otherwise it would find its connection
 * broken in the place of the answer. Whoever sends too much of it is cut off; the connection is not used again.
 */
export function drain(request: IncomingMessage, reply: FastifyReply): void {
  if (request.complete) return;
  void reply.header('connection', 'close');
  let drained = 0;
  request.on('data', (chunk: Uint8Array) => {
    drained += chunk.byteLength;
    if (drained > MOST_DRAINED_BYTES) request.destroy();
  });
  request.resume();
}
