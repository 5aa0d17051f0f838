import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Context } from '@opentelemetry/api';
import { parseTraceParent } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { Resource } from '@opentelemetry/resources';
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  TraceIdRatioBasedSampler,
  type SpanExporter,
} from '@opentelemetry/sdk-trace-base';
import type { Span, SpanFacts, Tracing } from './tracing.ts';

const KINDS = { server: SpanKind.SERVER, client: SpanKind.CLIENT, internal: SpanKind.INTERNAL } as const;

/** Where traces go. */
export interface OtlpTracingOptions {
  serviceName: string;
  /** The collector's address; traces go to `<endpoint>/v1/traces`. */
  endpoint: string;
  /** The share of requests that is traced, 0 to 1. Every process decides alike, by the id of the trace. */
  share: number;
  /** Takes the spans instead of the collector. */
  exporter?: SpanExporter;
}

/** Tracing that sends its spans to an OpenTelemetry collector, in batches. */
export class OtlpTracing implements Tracing {
  readonly isOn = true;
  private readonly provider: BasicTracerProvider;

  constructor(options: OtlpTracingOptions) {
    const exporter = options.exporter ?? new OTLPTraceExporter({ url: `${options.endpoint.replace(/\/$/, '')}/v1/traces` });
    this.provider = new BasicTracerProvider({
      resource: new Resource({ 'service.name': options.serviceName }),
      // By the id alone: whether a client wants its requests traced is not for the client to decide.
      sampler: new TraceIdRatioBasedSampler(options.share),
      spanProcessors: [new BatchSpanProcessor(exporter)],
    });
  }

  start(name: string, { parent, kind = 'internal', attributes = {} }: SpanFacts): Span {
    const span = this.provider.getTracer('waybill').startSpan(name, { kind: KINDS[kind], attributes }, contextOf(parent));
    const { traceId, spanId, traceFlags } = span.spanContext();
    return {
      traceparent: `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`,
      end(error) {
        if (error) span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
        span.end();
      },
    };
  }

  /** Sends what waits, and ends. */
  async stop(): Promise<void> {
    await this.provider.shutdown();
  }
}

function contextOf(traceparent: string | undefined): Context {
  const parent = traceparent === undefined ? null : parseTraceParent(traceparent);
  return parent ? trace.setSpanContext(ROOT_CONTEXT, { ...parent, isRemote: true }) : ROOT_CONTEXT;
}
