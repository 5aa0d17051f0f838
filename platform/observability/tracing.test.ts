import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InMemorySpanExporter } from '@opentelemetry/sdk-trace-base';
import { OtlpTracing } from './otlp-tracing.ts';
import { NO_TRACING, readTraceparent } from './tracing.ts';

const CLIENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

test('takes a traceparent in its one form, and nothing else', () => {
  assert.equal(readTraceparent(CLIENT), CLIENT);
  const zeros = `00-${'0'.repeat(32)}-b7ad6b7169203331-01`;
  for (const header of [undefined, '', 'x', zeros, `${CLIENT}\r\nx: 1`, CLIENT.toUpperCase(), [CLIENT, CLIENT]])
    assert.equal(readTraceparent(header), undefined, String(header));
});

test('without a collector the caller’s trace goes through and nothing is recorded', () => {
  assert.equal(NO_TRACING.isOn, false);
  assert.equal(NO_TRACING.start('anything', { parent: CLIENT }).traceparent, CLIENT);
  assert.equal(NO_TRACING.start('anything', { parent: undefined }).traceparent, undefined);
});

test('a span is a part of the one whose traceparent it was given, in the client’s trace, and tells an error', async () => {
  const exporter = new InMemorySpanExporter();
  const tracing = new OtlpTracing({ serviceName: 'test', endpoint: 'http://127.0.0.1:1', share: 1, exporter });
  const outer = tracing.start('outer', { kind: 'server', parent: CLIENT });
  const inner = tracing.start('inner', { parent: outer.traceparent, attributes: { n: 1 } });
  inner.end(new Error('broken'));
  outer.end();
  await tracing['provider'].forceFlush();
  const [first, second] = exporter.getFinishedSpans();
  assert.deepEqual(
    [first!.name, first!.parentSpanId, first!.status.message, first!.attributes],
    ['inner', outer.traceparent!.split('-')[2], 'broken', { n: 1 }],
  );
  assert.deepEqual(
    [second!.name, second!.parentSpanId, second!.spanContext().traceId],
    ['outer', 'b7ad6b7169203331', CLIENT.split('-')[1]],
  );
  await tracing.stop();
});

test('a share of nothing records nothing, whatever the client’s flag says', async () => {
  const exporter = new InMemorySpanExporter();
  const tracing = new OtlpTracing({ serviceName: 'test', endpoint: 'http://127.0.0.1:1', share: 0, exporter });
  const span = tracing.start('outer', { parent: CLIENT });
  span.end();
  await tracing['provider'].forceFlush();
  assert.deepEqual([exporter.getFinishedSpans().length, span.traceparent!.slice(-2)], [0, '00']);
  await tracing.stop();
});
