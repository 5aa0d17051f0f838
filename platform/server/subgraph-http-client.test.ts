import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, test } from 'node:test';
import { pino } from 'pino';
import { SubgraphHttpClient, UnusableAnswerError } from './subgraph-http-client.ts';
import { startSubgraphServer } from './subgraph-http-server.ts';
import type { SubgraphRequest } from './subgraph-runtime.ts';

const QUERY: SubgraphRequest = { query: 'query Ping { ping }', identityToken: 'signed', requestId: 'request-1' };
const MUTATION: SubgraphRequest = { ...QUERY, query: 'mutation Pong { pong }' };
const PONG = '{"data":{"ping":"pong"}}';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A server that gives each request the next of `answers`, the last one for ever. */
async function serving(...answers: Answer[]): Promise<{ url: string; requests: () => number; stop: () => Promise<void> }> {
  let requests = 0;
  const server = createServer((request, response) => {
    request.resume().on('end', () => answers[Math.min(requests++, answers.length - 1)]!(request, response));
  });
  const url = await listening(server);
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  cleanups.push(stop);
  return { url, requests: () => requests, stop };
}

async function listening(server: Server, port = 0): Promise<string> {
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
}

function clientOf(url: string, options: { deadlineMs?: number } = {}): SubgraphHttpClient {
  const client = new SubgraphHttpClient({ url, ...options });
  cleanups.push(() => client.close());
  return client;
}

const answers: Answer = (_request, response) => response.setHeader('content-type', 'application/json').end(PONG);
const resets: Answer = (request) => request.socket.resetAndDestroy();
const says =
  (status: number, body: string): Answer =>
  (_request, response) =>
    response.writeHead(status).end(body);

test('carries identity, request id and client to the server of the same protocol', async () => {
  const received: SubgraphRequest[] = [];
  const subgraph = {
    execute: async (request: SubgraphRequest) => {
      received.push(request);
      return { data: { ping: 'pong' } };
    },
    subscribe: async () => ({ data: null }),
    isReady: async () => true,
  };
  const server = await startSubgraphServer(
    { subgraph, log: pino({ level: 'silent' }) },
    { port: 0, host: '127.0.0.1', path: '/graphql' },
  );
  cleanups.push(() => server.stop());
  const client = clientOf(server.url);
  const request = {
    ...QUERY,
    variables: { n: 1 },
    operationName: 'Ping',
    ipAddress: '203.0.113.9',
    userAgent: 'Łódź\r\nx-evil: 1 agent',
  };
  assert.deepEqual(await client.execute(request), { data: { ping: 'pong' } });
  assert.deepEqual(received, [{ ...request, userAgent: 'dx-evil: 1 agent', traceparent: undefined, deadline: undefined }]);
  assert.equal(await client.isReady(), true);
});

test('sends a query once more when its connection is reset, and a mutation never', async () => {
  const forQuery = await serving(resets, answers);
  assert.deepEqual(await clientOf(forQuery.url).execute(QUERY), { data: { ping: 'pong' } });
  assert.equal(forQuery.requests(), 2);

  const forMutation = await serving(resets, answers);
  await assert.rejects(clientOf(forMutation.url).execute(MUTATION));
  assert.equal(forMutation.requests(), 1);
});

test('gives a query up after the second reset', async () => {
  const server = await serving(resets);
  await assert.rejects(clientOf(server.url).execute(QUERY));
  assert.equal(server.requests(), 2);
});

test('rejects within 5 seconds when nobody listens', async () => {
  const server = await serving(answers);
  await server.stop();
  const startedAt = performance.now();
  await assert.rejects(clientOf(server.url).execute(QUERY), /ECONNREFUSED/);
  assert.ok(performance.now() - startedAt < 5_000);
  assert.equal(await clientOf(server.url).isReady(), false);
});

test('gives up at the deadline and does not send the query again', async () => {
  const server = await serving(() => {});
  const startedAt = performance.now();
  await assert.rejects(clientOf(server.url, { deadlineMs: 150 }).execute(QUERY), { name: 'TimeoutError' });
  const tookMs = performance.now() - startedAt;
  assert.ok(tookMs > 140 && tookMs < 2_000, `${tookMs} ms`);
  assert.equal(server.requests(), 1);
});

test('rejects what is no GraphQL result: another status, text, JSON of another shape', async () => {
  for (const answer of [
    says(500, PONG),
    says(502, '<html>bad gateway</html>'),
    says(200, '<html>hello</html>'),
    says(200, '"ping"'),
    says(200, '{"pong":1}'),
  ]) {
    const server = await serving(answer);
    await assert.rejects(clientOf(server.url).execute(QUERY), UnusableAnswerError);
    assert.equal(server.requests(), 1);
  }
});

test('keeps its connections: 20 queries in a row need at most 2', async () => {
  const connections = new Set<Socket>();
  const server = await serving((request, response) => {
    connections.add(request.socket);
    answers(request, response);
  });
  const client = clientOf(server.url);
  for (let sent = 0; sent < 20; sent += 1) await client.execute(QUERY);
  // The next query may start a moment before the connection of the last one counts as free.
  assert.ok(connections.size <= 2, `${connections.size} connections`);
});

test('works again after the server was restarted on the same port, mutations too', async () => {
  const first = await serving(answers);
  const client = clientOf(first.url);
  await Promise.all(Array.from({ length: 10 }, () => client.execute(QUERY)));
  await first.stop();
  await assert.rejects(client.execute(QUERY));

  const second = createServer((request, response) => answers(request, response));
  await listening(second, Number(new URL(first.url).port));
  cleanups.push(() => new Promise((resolve) => second.close(resolve).closeAllConnections()));
  assert.deepEqual(await client.execute(MUTATION), { data: { ping: 'pong' } });
  assert.deepEqual(
    await Promise.all(Array.from({ length: 10 }, () => client.execute(QUERY))),
    Array(10).fill({ data: { ping: 'pong' } }),
  );
});
