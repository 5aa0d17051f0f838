import assert from 'node:assert/strict';
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { after, before, beforeEach, test } from 'node:test';
import { pino } from 'pino';
import { startSubgraphServer, type SubgraphHttpServer } from './subgraph-http-server.ts';
import type { SubgraphRequest } from './subgraph-runtime.ts';

const log = pino({ level: 'silent' });
const listen = { port: 0, host: '127.0.0.1', path: '/graphql' };

let server: SubgraphHttpServer;
let received: SubgraphRequest[] = [];
let isReady = true;
let answer: () => Promise<object> = async () => ({ data: { ping: 'pong' } });

before(async () => {
  const subgraph = {
    execute: (request: SubgraphRequest) => {
      received.push(request);
      return answer();
    },
    subscribe: async () => ({ data: null }),
    isReady: async () => isReady,
  };
  server = await startSubgraphServer({ subgraph, log }, listen);
});
beforeEach(() => {
  received = [];
  isReady = true;
  answer = async () => ({ data: { ping: 'pong' } });
});
after(() => server.stop());

function post(body: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(server.url, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });
}

test('hands the request on with its identity, id and client, and answers JSON', async () => {
  const response = await post(
    JSON.stringify({ query: 'query Ping($n: Int) { ping(n: $n) }', variables: { n: 3 }, operationName: 'Ping' }),
    {
      authorization: 'Bearer signed.identity.token',
      'x-request-id': 'request-7',
      'x-waybill-client-address': '203.0.113.9',
      'x-waybill-client-agent': 'storefront/2.1',
    },
  );
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('content-type'), 'application/json; charset=utf-8');
  assert.deepEqual(await response.json(), { data: { ping: 'pong' } });
  assert.deepEqual(received, [
    {
      query: 'query Ping($n: Int) { ping(n: $n) }',
      variables: { n: 3 },
      operationName: 'Ping',
      identityToken: 'signed.identity.token',
      requestId: 'request-7',
      ipAddress: '203.0.113.9',
      userAgent: 'storefront/2.1',
      traceparent: undefined,
      deadline: undefined,
    },
  ]);
});

test('makes a request id when the caller sends none, or one of more than 128 characters', async () => {
  await post('{"query":"{ ping }"}');
  await post('{"query":"{ ping }"}', { 'x-request-id': 'x'.repeat(129) });
  assert.equal(received.length, 2);
  for (const { requestId } of received) assert.match(requestId, /^[0-9a-f-]{36}$/);
});

test('refuses what is no GraphQL request with 4xx, without executing anything', async () => {
  const refusals = await Promise.all([
    post('{"query":'),
    post('{"query":"{ ping }","variables":[1]}'),
    post('[]'),
    post('{"query":"{ ping }"}', { 'content-type': 'text/plain' }),
    fetch(server.url.replace('/graphql', '/elsewhere')),
  ]);
  assert.deepEqual(
    refusals.map(({ status }) => status),
    [400, 400, 400, 400, 404],
  );
  for (const refusal of refusals) {
    const { errors } = (await refusal.json()) as { errors: { message: string; extensions: { code: string } }[] };
    assert.match(errors[0]!.extensions.code, /^(BAD_REQUEST|NOT_FOUND)$/);
  }
  assert.deepEqual(received, []);
});

test('takes a body of 9 MB and refuses one of 11 MB', async () => {
  const bodyOf = (megabytes: number): string =>
    JSON.stringify({ query: '{ ping }', variables: { ids: 'x'.repeat(megabytes * 1_048_576) } });
  assert.equal((await post(bodyOf(9))).status, 200);
  assert.equal((await post(bodyOf(11))).status, 413);
});

test('masks a failure outside the schema', async () => {
  answer = async () => {
    throw new Error('connect ECONNREFUSED 10.0.0.7:5432 password=hunter2');
  };
  const response = await post('{"query":"{ ping }"}');
  assert.equal(response.status, 500);
  const text = await response.text();
  assert.doesNotMatch(text, /hunter2|10\.0\.0\.7/);
  assert.match(text, /INTERNAL_ERROR/);
});

test('is live always and ready only while its database answers', async () => {
  const statusOf = async (path: string): Promise<number> => (await fetch(server.url.replace('/graphql', path))).status;
  assert.deepEqual([await statusOf('/health/live'), await statusOf('/health/ready')], [200, 200]);
  isReady = false;
  assert.deepEqual([await statusOf('/health/live'), await statusOf('/health/ready')], [200, 503]);
});

test('answers the request at hand before it stops, and then closes the kept connection at once', async () => {
  const held = Promise.withResolvers<object>();
  const arrived = Promise.withResolvers<void>();
  const subgraph = {
    execute: () => {
      arrived.resolve();
      return held.promise;
    },
    subscribe: async () => ({ data: null }),
    isReady: async () => true,
  };
  const stopping = await startSubgraphServer({ subgraph, log }, listen);
  const agent = new Agent({ keepAlive: true });
  const answered = postKeepingAlive(stopping.url, agent);
  await arrived.promise;
  const startedAt = performance.now();
  const stopped = stopping.stop();
  held.resolve({ data: { ping: 'late' } });
  assert.equal(await answered, '{"data":{"ping":"late"}}');
  await stopped;
  assert.ok(performance.now() - startedAt < 1_000, 'it waited for an idle connection');
  agent.destroy();
});

function postKeepingAlive(url: string, agent: Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(url, { method: 'POST', agent, headers: { 'content-type': 'application/json' } }, (response) =>
      resolve(textOf(response)),
    );
    sent.on('error', reject);
    sent.end('{"query":"{ ping }"}');
  });
}

async function textOf(response: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of response) text += String(chunk);
  return text;
}
