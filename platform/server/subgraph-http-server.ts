import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import type { ExecutionResult } from 'graphql';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { CallOrigin } from '../context/call-origin.ts';
import { readTraceparent } from '../observability/tracing.ts';
import type { SubscribableSubgraph } from './open-stream.ts';
import {
  BUDGET_HEADER,
  CLIENT_ADDRESS_HEADER,
  CLIENT_AGENT_HEADER,
  LARGEST_SUBGRAPH_BODY_BYTES,
  REQUEST_ID_HEADER,
  SUBGRAPH_KEEP_ALIVE_MS,
  TRACE_HEADER,
} from './subgraph-http-protocol.ts';
import type { SubgraphRequest } from './subgraph-runtime.ts';
import { serveStreams } from './subgraph-stream-server.ts';

const LONGEST_REQUEST_ID = 128;

const RequestBody = z.object({
  query: z.string().min(1),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
});

/** The part of a subgraph that a server needs. */
export interface ServedSubgraph extends SubscribableSubgraph {
  /** Answers one request; never rejects. */
  execute(request: SubgraphRequest): Promise<ExecutionResult>;
  /** Whether it can serve: its database answers. */
  isReady(): Promise<boolean>;
}

/** A subgraph that listens. */
export interface SubgraphHttpServer {
  url: string;
  /** Takes no new requests, lets those at hand finish, then closes every connection. */
  stop(): Promise<void>;
}

/** Serves one subgraph by POST and its subscriptions by WebSocket at `path`, with health at /health/live and /health/ready. Port 0 takes any free one. */
export async function startSubgraphServer(
  options: { subgraph: ServedSubgraph; log: Logger },
  listen: { port: number; host: string; path: string },
): Promise<SubgraphHttpServer> {
  const app = fastify({
    bodyLimit: LARGEST_SUBGRAPH_BODY_BYTES,
    keepAliveTimeout: SUBGRAPH_KEEP_ALIVE_MS,
    forceCloseConnections: 'idle',
    genReqId: ({ headers }) => acceptableId(headers[REQUEST_ID_HEADER]) ?? randomUUID(),
  });
  closeConnectionsWhenStopping(app);
  registerErrors(app, options.log);
  registerHealth(app, options.subgraph);
  app.post(listen.path, async (request, reply) => {
    const body = RequestBody.safeParse(request.body);
    if (!body.success)
      return reply
        .status(400)
        .send(refusal('BAD_REQUEST', 'Send a JSON object with a query, and variables and operationName where needed.'));
    const { query, variables, operationName } = body.data;
    const result = await options.subgraph.execute({
      query,
      variables: variables ?? undefined,
      operationName: operationName ?? undefined,
      ...callerOf(request.headers),
      ...originOf(request.headers, request.id),
    });
    // As text: fastify would look for a serializer of its own for each object.
    return reply.type('application/json; charset=utf-8').send(JSON.stringify(result));
  });
  const streams = serveStreams(app.server, { ...options, path: listen.path });
  await app.listen({ port: listen.port, host: listen.host });
  const { port } = app.server.address() as AddressInfo;
  return {
    url: `http://${listen.host}:${port}${listen.path}`,
    async stop() {
      await streams.stop();
      await app.close();
    },
  };
}

// A connection that is busy when the stop begins would otherwise be kept for its idle time, and the stop would wait for it.
function closeConnectionsWhenStopping(app: FastifyInstance): void {
  let isStopping = false;
  app.addHook('preClose', async () => {
    isStopping = true;
  });
  app.addHook('onSend', async (_request, reply) => {
    if (isStopping) reply.header('connection', 'close');
  });
}

function callerOf(headers: IncomingHttpHeaders): Pick<SubgraphRequest, 'identityToken' | 'ipAddress' | 'userAgent'> {
  return {
    identityToken: /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1],
    ipAddress: single(headers[CLIENT_ADDRESS_HEADER]),
    userAgent: single(headers[CLIENT_AGENT_HEADER]),
  };
}

// The clocks of two processes differ, so what travels is the time that is left.
function originOf(headers: IncomingHttpHeaders, requestId: string): CallOrigin {
  const budgetMs = /^\d{1,7}$/.exec(single(headers[BUDGET_HEADER]) ?? '')?.[0];
  return {
    requestId,
    traceparent: readTraceparent(headers[TRACE_HEADER]),
    deadline: budgetMs === undefined ? undefined : performance.now() + Number(budgetMs),
  };
}

function single(value: string | string[] | undefined): string | null {
  return (Array.isArray(value) ? value[0] : value) ?? null;
}

function acceptableId(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' && value.length > 0 && value.length <= LONGEST_REQUEST_ID ? value : undefined;
}

function registerHealth(app: FastifyInstance, subgraph: ServedSubgraph): void {
  app.get('/health/live', async () => ({ status: 'live' }));
  app.get('/health/ready', async (_request, reply) => {
    const ready = await subgraph.isReady().catch(() => false);
    return reply.status(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready' });
  });
}

function registerErrors(app: FastifyInstance, log: Logger): void {
  app.setNotFoundHandler((_request, reply) => reply.status(404).send(refusal('NOT_FOUND', 'There is nothing here.')));
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 400 && status < 500)
      return reply.status(status).send(refusal('BAD_REQUEST', TRANSPORT_FAULTS[status] ?? 'The request is malformed.'));
    log.error({ err: error, requestId: request.id }, 'a request failed outside the schema');
    return reply
      .status(500)
      .send(refusal('INTERNAL_ERROR', 'Something went wrong on our side; the request id helps to find out what.'));
  });
}

const TRANSPORT_FAULTS: Record<number, string> = {
  400: 'The body is not valid JSON.',
  413: 'The body is larger than 10 MB.',
  415: 'Send the body as application/json.',
};

function refusal(code: string, message: string): { errors: object[] } {
  return { errors: [{ message, extensions: { code } }] };
}
