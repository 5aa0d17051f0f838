import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ManualClock } from '../../platform/context/clock.ts';
import { OtlpTracing } from '../../platform/observability/otlp-tracing.ts';
import { readyOrganization, type ReadyOrganization } from '../../test/support/first-parcel-world.ts';
import { startOtlpCollector, type CollectedSpan, type OtlpCollector } from '../../test/support/otlp-collector.ts';
import { startTestGateway, type TestGateway } from '../../test/support/test-gateway.ts';
import { createTestWorld, type TestWorld } from '../../test/support/test-world.ts';

const [INTERNAL, SERVER, CLIENT] = [1, 2, 3];
const ERROR = 2;
const CALLER = '00f067aa0ba902b7';
const clock = new ManualClock(new Date('2026-03-02T10:00:00Z'));
let collector: OtlpCollector;
let ofGateway: OtlpTracing;
let ofSubgraphs: OtlpTracing;
let world: TestWorld;
let gateway: TestGateway;
let shop: ReadyOrganization;

before(async () => {
  collector = await startOtlpCollector();
  const tracing = (serviceName: string): OtlpTracing =>
    new OtlpTracing({ serviceName, endpoint: `${collector.endpoint}/`, share: 1 });
  [ofGateway, ofSubgraphs] = [tracing('waybill-gateway'), tracing('waybill-subgraphs')];
  world = await createTestWorld({ clock, tracing: ofSubgraphs });
  gateway = await startTestGateway(world, clock, { tracing: ofGateway });
  shop = await readyOrganization(gateway);
});
after(async () => {
  await gateway.stop();
  await world.close();
  await Promise.all([ofGateway.stop(), ofSubgraphs.stop()]);
  await collector.stop();
});

async function sendTraced(query: string, traceId: string): Promise<void> {
  const headers = { traceparent: `00-${traceId}-${CALLER}-01` };
  await gateway.send(query, { token: shop.ownerToken, variables: {}, headers });
  for (const tracing of [ofGateway, ofSubgraphs]) await tracing['provider'].forceFlush();
}

/** The way from a span up to whoever called, span by span. */
function wayUp(span: CollectedSpan): string[] {
  const parent = collector.spans.find(({ spanId, traceId }) => spanId === span.parentSpanId && traceId === span.traceId);
  return [`${span.service}: ${span.name}`, ...(parent ? wayUp(parent) : [`${span.parentSpanId}`])];
}

test('a collector is sent spans that lead from every SQL statement over its subgraph and the gateway’s fetch to the caller’s own', async () => {
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  await sendTraced('{ entities(first: 5) { edges { node { name organization { name } } } } }', traceId);
  const spans = collector.spans.filter((span) => span.traceId === traceId);
  const statements = spans.filter(({ name }) => name === 'sql');
  const way = (subgraph: string): string[] => [
    'waybill-subgraphs: sql',
    `waybill-subgraphs: subgraph ${subgraph}`,
    `waybill-gateway: fetch ${subgraph}`,
    'waybill-gateway: graphql operation',
    CALLER,
  ];
  const ways = statements.map((span) => JSON.stringify(wayUp(span)));
  assert.deepEqual([...new Set(ways)].toSorted(), [JSON.stringify(way('billing')), JSON.stringify(way('tenants'))]);
  const kindOf = (name: string): number | undefined => spans.find((span) => span.name === name)?.kind;
  assert.deepEqual(['graphql operation', 'graphql plan', 'fetch billing', 'subgraph billing', 'sql'].map(kindOf), [
    SERVER,
    INTERNAL,
    CLIENT,
    SERVER,
    CLIENT,
  ]);
  assert.ok(spans.every(({ durationNanoseconds }) => durationNanoseconds >= 0n));
  assert.equal(new Set(spans.map(({ spanId }) => spanId)).size, spans.length, 'each span came once');
  for (const { attributes } of statements) {
    assert.equal(attributes['db.system'], 'postgresql');
    assert.match(attributes['db.statement']!, /select .*\$1/s);
    assert.doesNotMatch(attributes['db.statement']!, /[0-9a-f]{8}-[0-9a-f]{4}/);
  }
  const posts = new Set(collector.requests.map(({ path, contentType }) => `${path} ${contentType}`));
  assert.deepEqual([...posts], ['POST /v1/traces application/json']);
});

test('a refused operation is told as an error, by its code', async () => {
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4737';
  await sendTraced('{ tenants(first: 1) { totalCount } }', traceId);
  const operation = collector.spans.find((span) => span.traceId === traceId && span.name === 'graphql operation');
  assert.equal(operation?.statusCode, ERROR);
});

test('a collector that refuses costs no answer and no later span', async () => {
  collector.answerWith(400);
  await sendTraced('{ viewer { level } }', '4bf92f3577b34da6a3ce929d0e0e4738').catch((error: unknown) => error);
  collector.answerWith(200);
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4739';
  await sendTraced('{ viewer { level } }', traceId);
  assert.ok(collector.spans.some((span) => span.traceId === traceId));
});
