import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { GraphQLError, type ExecutionResult } from 'graphql';
import { ANONYMOUS } from '../../contracts/identity/identity.ts';
import { DeadlinePassedError, withinDeadline } from '../../platform/context/within-deadline.ts';
import { newId } from '../../platform/ids/public-id.ts';
import type { PlannedFetch } from '../execution/plan-execution.ts';
import type { GatewayContext } from '../gateway-context.ts';
import { NO_TRACING } from '../../platform/observability/tracing.ts';
import { InFlightFetches } from './in-flight-fetches.ts';
import { SubgraphDataSource, type SourceSettings } from './subgraph-data-source.ts';
import type { SubgraphCall } from './subgraph-transport.ts';

const QUERY: PlannedFetch = { query: '{ tags }', operationName: undefined, variables: { first: 2 }, isQuery: true };
const MUTATION: PlannedFetch = { ...QUERY, query: 'mutation { tag }', isQuery: false };

interface Subgraph {
  calls: SubgraphCall[];
  answer: (call: SubgraphCall) => Promise<ExecutionResult>;
}

function sourceOf(
  subgraph: Subgraph,
  options: { budgetMs?: number; circuit?: { failures: number; openMs: number }; now?: () => number } = {},
): SubgraphDataSource {
  const execute = async (call: SubgraphCall): Promise<ExecutionResult> => {
    subgraph.calls.push(call);
    return withinDeadline(call.deadline, () => subgraph.answer(call));
  };
  const settings: SourceSettings = {
    circuit: { failures: 5, openMs: 5_000, ...options.circuit },
    fairMs: (options.budgetMs ?? 30_000) / 2,
    inFlight: new InFlightFetches(options.now),
    tracing: NO_TRACING,
    metrics: undefined,
  };
  return new SubgraphDataSource('shop', { execute, subscribe: () => assert.fail('nothing is subscribed to') }, settings);
}

function contextOf(facts: Partial<GatewayContext> = {}): GatewayContext {
  return {
    identity: ANONYMOUS,
    identityToken: 'signed',
    requestId: 'r1',
    ipAddress: null,
    userAgent: null,
    statements: 0,
    ...facts,
  };
}

const tagged = async (): Promise<ExecutionResult> => {
  await wait(5);
  return { data: { tags: ['a'] } };
};

const codeOf = (fetch: Promise<unknown>): Promise<unknown> =>
  fetch.then(
    () => 'ok',
    (error: GraphQLError) => error.extensions['code'],
  );

test('sends equal queries of one identity that begin together once, and gives each its own objects', async () => {
  const shop: Subgraph = { calls: [], answer: tagged };
  const source = sourceOf(shop, { now: () => 0 });
  const answers = await Promise.all([1, 2, 3].map(() => source.fetch(QUERY, contextOf())));
  assert.equal(shop.calls.length, 1);
  assert.deepEqual(answers, Array(3).fill({ data: { tags: ['a'] } }));
  (answers[0]!.data!['tags'] as string[]).push('changed');
  assert.deepEqual(answers[1]!.data, { tags: ['a'] });
  await source.fetch(QUERY, contextOf());
  assert.equal(shop.calls.length, 2);
});

test('never lets two identities, other variables, live fields or mutations share a call', async () => {
  const shop: Subgraph = { calls: [], answer: tagged };
  const source = sourceOf(shop);
  await Promise.all([
    source.fetch(QUERY, contextOf()),
    source.fetch(QUERY, contextOf({ identityToken: 'signed for another' })),
    source.fetch({ ...QUERY, variables: { first: 3 } }, contextOf()),
    source.fetch(QUERY, contextOf({ isLive: true })),
    source.fetch(QUERY, contextOf({ isLive: true })),
    source.fetch(MUTATION, contextOf()),
    source.fetch(MUTATION, contextOf()),
  ]);
  assert.equal(shop.calls.length, 7);
});

test('a query that begins after a change, or ten milliseconds later, joins none that began before', async () => {
  const gates: (() => void)[] = [];
  const shop: Subgraph = {
    calls: [],
    answer: ({ query }) =>
      query === MUTATION.query ? tagged() : new Promise((resolve) => gates.push(() => resolve({ data: { tags: [] } }))),
  };
  let now = 0;
  const source = sourceOf(shop, { now: () => now });
  const tenant = contextOf({ identity: { ...ANONYMOUS, tenant: { id: newId(), schema: 't_1' } } });
  const before = source.fetch(QUERY, tenant);
  await source.fetch(MUTATION, tenant);
  const after = source.fetch(QUERY, tenant);
  assert.equal(shop.calls.length, 3);
  now = 10.1;
  const later = source.fetch(QUERY, tenant);
  assert.equal(shop.calls.length, 4);
  for (const open of gates) open();
  await Promise.all([before, after, later]);
});

test('a change that fails ends no sharing of others, and its refusal reaches its caller alone', async () => {
  const shop: Subgraph = {
    calls: [],
    answer: ({ query }) => (query === QUERY.query ? tagged() : Promise.reject(new Error('ECONNRESET'))),
  };
  const source = sourceOf(shop);
  const codes = await Promise.all(
    [source.fetch(QUERY, contextOf()), source.fetch(MUTATION, contextOf()), source.fetch(QUERY, contextOf())].map(codeOf),
  );
  assert.deepEqual(codes, ['ok', 'SUBGRAPH_UNAVAILABLE', 'ok']);
  assert.equal(shop.calls.filter(({ query }) => query === MUTATION.query).length, 1);
});

test('hands on what is left of the time, and tells a subgraph that is too slow by SUBGRAPH_TIMEOUT', async () => {
  const shop: Subgraph = { calls: [], answer: () => new Promise(() => {}) };
  const source = sourceOf(shop, { budgetMs: 100 });
  const deadline = performance.now() + 60;
  await assert.rejects(source.fetch(QUERY, contextOf({ deadline, traceparent: 'of the caller' })), (error: GraphQLError) => {
    assert.deepEqual({ ...error.extensions }, { code: 'SUBGRAPH_TIMEOUT', subgraph: 'shop' });
    return !/left|within/.test(error.message);
  });
  assert.deepEqual([shop.calls[0]!.deadline, shop.calls[0]!.traceparent], [deadline, 'of the caller']);
});

test('leaves a subgraph alone after three failures in a row, tries it with one call, and has it back', async () => {
  let isDown = true;
  const shop: Subgraph = { calls: [], answer: () => (isDown ? Promise.reject(new Error('ECONNREFUSED')) : tagged()) };
  const source = sourceOf(shop, { circuit: { failures: 3, openMs: 50 } });
  const ask = (): Promise<unknown> => codeOf(source.fetch(MUTATION, contextOf()));
  for (let failure = 0; failure < 3; failure += 1) assert.equal(await ask(), 'SUBGRAPH_UNAVAILABLE');
  assert.equal(source.condition, 'open');
  assert.equal(await ask(), 'SUBGRAPH_UNAVAILABLE');
  assert.equal(shop.calls.length, 3);
  await wait(60);
  assert.equal(await ask(), 'SUBGRAPH_UNAVAILABLE');
  assert.deepEqual([shop.calls.length, source.condition], [4, 'open']);
  await wait(60);
  isDown = false;
  assert.deepEqual(await Promise.all([ask(), ask(), ask()]), ['ok', 'SUBGRAPH_UNAVAILABLE', 'SUBGRAPH_UNAVAILABLE']);
  assert.deepEqual([shop.calls.length, source.condition], [5, 'closed']);
  assert.deepEqual(await Promise.all([ask(), ask()]), ['ok', 'ok']);
});

test('errors of the subgraph’s own, and time that others have spent, do not open the circuit', async () => {
  const shop: Subgraph = { calls: [], answer: async () => ({ data: null, errors: [new GraphQLError('no')] }) };
  const source = sourceOf(shop, { budgetMs: 1_000, circuit: { failures: 2, openMs: 1_000 } });
  for (let count = 0; count < 5; count += 1) await source.fetch(QUERY, contextOf());
  shop.answer = () => Promise.reject(new DeadlinePassedError());
  for (let count = 0; count < 5; count += 1)
    assert.equal(await codeOf(source.fetch(QUERY, contextOf({ deadline: performance.now() + 100 }))), 'SUBGRAPH_TIMEOUT');
  assert.equal(source.condition, 'closed');
  for (let count = 0; count < 2; count += 1)
    assert.equal(await codeOf(source.fetch(QUERY, contextOf({ deadline: performance.now() + 900 }))), 'SUBGRAPH_TIMEOUT');
  assert.equal(source.condition, 'open');
});
