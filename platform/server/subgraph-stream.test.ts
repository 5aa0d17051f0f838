import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { GraphQLError, type ExecutionResult } from 'graphql';
import { pino } from 'pino';
import { LatestValue } from '../streams/latest-value.ts';
import { startSubgraphServer, type SubgraphHttpServer } from './subgraph-http-server.ts';
import type { SubgraphRequest } from './subgraph-runtime.ts';
import { StreamBrokenError, SubgraphStreamClient } from './subgraph-stream-client.ts';
import { SubscriptionRefusedError } from './subscription-refused.ts';

const REQUEST: SubgraphRequest = {
  query: 'subscription { ticks }',
  variables: { n: 1 },
  identityToken: 'signed',
  requestId: 'request-1',
  ipAddress: '203.0.113.9',
  userAgent: 'browser',
};

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

/** A subgraph on a port, whose streams the test feeds. */
class Served {
  readonly requests: SubgraphRequest[] = [];
  readonly streams: LatestValue<ExecutionResult>[] = [];
  left = 0;
  refusal: ExecutionResult | undefined;
  server!: SubgraphHttpServer;

  static async start(port = 0): Promise<Served> {
    const served = new Served();
    const subgraph = {
      execute: async () => ({ data: null }),
      isReady: async () => true,
      subscribe: async (request: SubgraphRequest) => {
        served.requests.push(request);
        if (served.refusal) return served.refusal;
        const stream = new LatestValue<ExecutionResult>(() => (served.left += 1));
        served.streams.push(stream);
        stream.push({ data: { ticks: 0 } });
        return stream;
      },
    };
    served.server = await startSubgraphServer(
      { subgraph, log: pino({ level: 'silent' }) },
      { port, host: '127.0.0.1', path: '/graphql' },
    );
    cleanups.push(() => served.server.stop());
    return served;
  }

  client(): SubgraphStreamClient {
    const client = new SubgraphStreamClient({ url: this.server.url });
    cleanups.push(() => client.close());
    return client;
  }
}

test('carries identity, request id and client with each subscription, many on one socket', async () => {
  const served = await Served.start();
  const client = served.client();
  const streams = [REQUEST, { ...REQUEST, identityToken: 'other', requestId: 'request-2' }].map((each) => client.subscribe(each));
  for (const stream of streams) assert.deepEqual((await stream.next()).value, { data: { ticks: 0 } });
  assert.deepEqual(served.requests, [REQUEST, { ...REQUEST, identityToken: 'other', requestId: 'request-2' }]);
  served.streams[1]!.push({ data: { ticks: 1 }, errors: [new GraphQLError('half', { extensions: { code: 'HALF' } })] });
  assert.deepEqual((await streams[1]!.next()).value, {
    data: { ticks: 1 },
    errors: [{ message: 'half', extensions: { code: 'HALF' } }],
  });
  await streams[0]!.return!();
  while (served.left < 1) await wait(2);
  served.streams[1]!.end();
  assert.equal((await streams[1]!.next()).done, true);
});

test('throws the subgraph’s refusal with its codes', async () => {
  const served = await Served.start();
  served.refusal = { errors: [new GraphQLError('no', { extensions: { code: 'NOT_FOUND', field: 'id' } })] };
  await assert.rejects(served.client().subscribe(REQUEST).next(), (error: SubscriptionRefusedError) => {
    assert.deepEqual(error.errors, [{ message: 'no', extensions: { code: 'NOT_FOUND', field: 'id' } }]);
    return error instanceof SubscriptionRefusedError;
  });
});

test('throws StreamBrokenError when nobody listens and when the server goes, and works again afterwards', async () => {
  const first = await Served.start();
  const client = first.client();
  const stream = client.subscribe(REQUEST);
  await stream.next();
  const waiting = stream.next();
  const stopping = first.server.stop();
  await assert.rejects(waiting, StreamBrokenError);
  await stopping;
  await assert.rejects(client.subscribe(REQUEST).next(), StreamBrokenError);
  const second = await Served.start(Number(new URL(first.server.url).port));
  const again = client.subscribe({ ...REQUEST, identityToken: 'signed anew' });
  assert.deepEqual((await again.next()).value, { data: { ticks: 0 } });
  assert.equal(second.requests[0]!.identityToken, 'signed anew');
});

test('keeps the latest of results that come faster than they are read', async () => {
  const served = await Served.start();
  const stream = served.client().subscribe(REQUEST);
  await stream.next();
  for (let ticks = 1; ticks <= 50; ticks += 1) {
    served.streams[0]!.push({ data: { ticks } });
    await new Promise(setImmediate);
  }
  await wait(50);
  assert.deepEqual((await stream.next()).value, { data: { ticks: 50 } });
});
