import type { FastifyError, FastifyInstance } from 'fastify';
import type { Logger } from 'pino';

/** What fails before GraphQL begins (malformed JSON, a body too large) is answered in the shape that GraphQL clients read. */
export function answerFaultsAsGraphql(app: FastifyInstance, log: Logger): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) log.error({ err: error, requestId: request.id }, 'a request failed before it reached GraphQL');
    const message = status >= 500 ? 'Something went wrong on our side; the request id helps to find out what.' : error.message;
    const code = status >= 500 ? 'INTERNAL_ERROR' : 'BAD_REQUEST';
    return reply
      .status(status)
      .header('x-request-id', request.id)
      .send({ errors: [{ message, extensions: { code } }] });
  });
}
