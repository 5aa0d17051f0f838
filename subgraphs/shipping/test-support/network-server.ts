import assert from 'node:assert/strict';
import fastify, { type FastifyInstance } from 'fastify';
import { newId } from '../../../platform/ids/public-id.ts';
import type { Address } from '../addresses/address.ts';
import type { CarrierAdapter, CarrierOperation, ConnectionFacts } from '../carriers/carrier-adapter.ts';
import { callAdapter, type CarrierOutcome } from '../carriers/carrier-call.ts';
import { newCarrierCircuit } from '../carriers/carrier-circuits.ts';
import type { CarrierExchanges } from '../carriers/carrier-exchanges.ts';

/** What a network was asked, in order. */
export interface NetworkRequest {
  authorization: string | undefined;
  body: Record<string, unknown>;
}

/** What it answers: JSON, or a text that is none. */
export interface NetworkAnswer {
  status: number;
  body: unknown;
}

/** A server on this machine that speaks the protocol of a network of carriers, as far as a test wants it to. */
export interface NetworkServer {
  url: string;
  app: FastifyInstance;
  /** By method and path, e.g. "POST /v2/shipments"; 404 for the rest. */
  answers: Record<string, NetworkAnswer | (() => NetworkAnswer | Promise<NetworkAnswer>)>;
  /** The requests to a path, e.g. "POST /v2/shipments". */
  asked(request: string): NetworkRequest[];
  /** Forgets what was asked. */
  forget(): void;
  askedAnything(): boolean;
  close(): Promise<void>;
}

/** A label that a network keeps at `/label.pdf`. */
export const LABEL_TEXT = '%PDF-1.7 label';

/** An address to send from, and to. */
export const NEW_YORK_NORMALIZED: Address = {
  name: 'Ada',
  street1: '350 5th Ave',
  city: 'New York',
  state: 'NY',
  postalCode: '10118',
  country: 'US',
};

/** Listens on a free port of this machine. */
export async function startNetworkServer(): Promise<NetworkServer> {
  const app = fastify({ forceCloseConnections: true });
  const requests: (NetworkRequest & { key: string })[] = [];
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) =>
    done(null, body === '' ? {} : JSON.parse(String(body))),
  );
  const server: NetworkServer = {
    url: '',
    app,
    answers: {},
    asked: (key) => requests.filter((request) => request.key === key),
    forget: () => requests.splice(0),
    askedAnything: () => requests.length > 0,
    close: () => app.close(),
  };
  app.get('/label.pdf', (_request, reply) => reply.type('application/pdf').send(Buffer.from(LABEL_TEXT)));
  app.get('/label.zpl', (_request, reply) => reply.type('text/plain').send(Buffer.from('^XA^XZ')));
  app.all('/*', async (request, reply) => {
    const key = `${request.method} ${request.url.split('?')[0]!}`;
    requests.push({ key, authorization: request.headers.authorization, body: (request.body ?? {}) as Record<string, unknown> });
    const given = server.answers[key];
    const unknown = {
      status: 404,
      body: { detail: `no ${key}`, error: { code: 'NOT_FOUND', message: `no ${key}`, errors: [] } },
    };
    const { status, body } = typeof given === 'function' ? await given() : (given ?? unknown);
    return reply
      .status(status)
      .type('application/json')
      .send(typeof body === 'string' ? body : JSON.stringify(body));
  });
  server.url = await app.listen({ port: 0, host: '127.0.0.1' });
  return server;
}

/** Facts of a connection in test mode that lets itself in by these credentials. */
export function networkConnection(carrier: string, credentials: Record<string, string>): ConnectionFacts {
  return {
    id: newId(),
    carrier,
    carrierName: carrier,
    testMode: true,
    config: {},
    credentials,
    priceList: null,
    rateSheet: null,
  };
}

/** Calls the adapter once, with a circuit of its own and hardly a pause between attempts. */
export function tryAdapter<Operation extends CarrierOperation>(
  adapter: CarrierAdapter,
  asked: { connection: ConnectionFacts; operation: Operation; request: CarrierExchanges[Operation]['request'] },
  timeoutMs?: number,
): Promise<CarrierOutcome<CarrierExchanges[Operation]['answer']>> {
  return callAdapter(adapter, asked, { pauseMs: 1, circuit: newCarrierCircuit(), timeoutMs });
}

/** The answer of a call that must succeed. */
export function carrierAnswer<Value>(outcome: CarrierOutcome<Value>): Value {
  assert.ok('answer' in outcome.result, JSON.stringify(outcome.result));
  return outcome.result.answer;
}

/** Code and message of a call that must fail. */
export function carrierError(outcome: CarrierOutcome<unknown>): [code: string, message: string] {
  assert.ok('error' in outcome.result);
  return [outcome.result.error.code, outcome.result.error.message];
}

/** Resolves when the next connection to the server is closed by the other side. */
export function nextConnectionClosed({ app }: NetworkServer): Promise<void> {
  return new Promise((resolve) => {
    app.server.once('request', (request: { socket: NodeJS.EventEmitter }) => request.socket.once('close', () => resolve()));
  });
}
