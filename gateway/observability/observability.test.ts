import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { InMemorySpanExporter, type ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { Registry } from 'prom-client';
import { ManualClock } from '../../platform/context/clock.ts';
import { startMetricsServer } from '../../platform/observability/metrics-server.ts';
import { OtlpTracing } from '../../platform/observability/otlp-tracing.ts';
import { SubgraphMetrics } from '../../platform/observability/subgraph-metrics.ts';
import { readyOrganization, type ReadyOrganization } from '../../test/support/first-parcel-world.ts';
import { SocketClient } from '../../test/support/socket-client.ts';
import { startTestGateway, type TestGateway } from '../../test/support/test-gateway.ts';
import { createTestWorld, type TestWorld } from '../../test/support/test-world.ts';

const clock = new ManualClock(new Date('2026-03-02T10:00:00Z'));
const exporter = new InMemorySpanExporter();
const tracing = new OtlpTracing({ serviceName: 'test', endpoint: 'http://127.0.0.1:1', share: 1, exporter });
const registry = new Registry();
let world: TestWorld;
let gateway: TestGateway;
let shop: ReadyOrganization;

before(async () => {
  world = await createTestWorld({ clock, tracing, metrics: new SubgraphMetrics(registry) });
  gateway = await startTestGateway(world, clock, { tracing, metrics: registry });
  shop = await readyOrganization(gateway);
});
after(async () => {
  await gateway.stop();
  await world.close();
  await tracing.stop();
});

async function spansOf(traceId: string): Promise<ReadableSpan[]> {
  await tracing['provider'].forceFlush();
  return exporter.getFinishedSpans().filter((span) => span.spanContext().traceId === traceId);
}

test('one trace leads from the client’s own over the plan and the fetch to the SQL, without a value in it', async () => {
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  await gateway.send('query ($id: ID!) { organization(id: $id) { name } }', {
    token: shop.ownerToken,
    variables: { id: shop.organizationId },
    headers: { traceparent: `00-${traceId}-00f067aa0ba902b7-01` },
  });
  const spans = await spansOf(traceId);
  const parentOf = (span: ReadableSpan): string =>
    spans.find((each) => each.spanContext().spanId === span.parentSpanId)?.name ?? String(span.parentSpanId);
  assert.deepEqual(spans.map((span) => `${span.name} < ${parentOf(span)}`).toSorted(), [
    'fetch tenants < graphql operation',
    'graphql operation < 00f067aa0ba902b7',
    'graphql plan < graphql operation',
    'sql < subgraph tenants',
    'subgraph tenants < fetch tenants',
  ]);
  const sql = String(spans.find(({ name }) => name === 'sql')!.attributes['db.statement']);
  assert.match(sql, /select .*organizations.*\$1/s);
});

test('the metrics carry the documents’ names, what is open, and no tenant, organization or operation', async () => {
  await gateway.send('{ nonsense }', { token: shop.ownerToken });
  const client = await SocketClient.connect(gateway.url, shop.ownerToken);
  const stream = client.start('subscription { usageMetrics { trackers } }');
  await stream.data();
  const server = await startMetricsServer(registry, { port: 0, host: '127.0.0.1' });
  const text = await (await fetch(server.url)).text();
  const other = await fetch(server.url.replace('/metrics', '/'));
  await server.stop();
  await client.close();
  assert.equal(other.status, 404);
  const valueOf = (series: string): number =>
    Number(
      text
        .split('\n')
        .find((line) => line.startsWith(`${series} `))
        ?.split(' ')[1],
    );
  assert.ok(valueOf('waybill_platform_api_calls_total{operation="mutation",outcome="ok"}') >= 2);
  assert.equal(valueOf('waybill_platform_errors_total{error_type="GRAPHQL_VALIDATION_FAILED"}'), 1);
  assert.ok(valueOf('waybill_platform_request_duration_seconds_count{operation="mutation"}') >= 2);
  assert.ok(valueOf('waybill_platform_subgraph_fetch_duration_seconds_count{subgraph="tenants",outcome="ok"}') >= 2);
  assert.equal(valueOf('waybill_platform_tenants_total'), 1);
  assert.equal(valueOf('waybill_platform_subscriptions_open'), 1);
  assert.equal(valueOf('waybill_platform_subgraph_circuit{subgraph="billing"}'), 0);
  assert.ok(valueOf('waybill_platform_events_relayed_total') >= 1);
  assert.ok(valueOf('waybill_platform_sql_statements_total{subgraph="tenants"}') >= 2);
  assert.doesNotMatch(text, /org_|[0-9a-f]{8}-[0-9a-f]{4}|usageMetrics/);
});
