import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A span as it came over the wire. */
export interface CollectedSpan {
  /** `service.name` of the process that sent it. */
  service: string;
  traceId: string;
  spanId: string;
  parentSpanId: string | undefined;
  name: string;
  /** 1 internal, 2 server, 3 client, as the protocol counts them. */
  kind: number;
  /** 2 for an error, as the protocol counts them. */
  statusCode: number;
  attributes: Readonly<Record<string, string>>;
  durationNanoseconds: bigint;
}

/** A collector of OpenTelemetry's OTLP over HTTP (`POST /v1/traces`, JSON), as an exporter sees one. */
export interface OtlpCollector {
  endpoint: string;
  /** What came so far. */
  spans: readonly CollectedSpan[];
  /** Requests it was sent, refused ones too. */
  requests: readonly { path: string; contentType: string | undefined }[];
  /** Answers further requests with this status. */
  answerWith(status: number): void;
  stop(): Promise<void>;
}

interface KeyValue {
  key: string;
  value: { stringValue?: string; intValue?: number | string; doubleValue?: number; boolValue?: boolean };
}

interface WireSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes?: KeyValue[];
  status?: { code?: number };
}

interface ExportRequest {
  resourceSpans: { resource: { attributes: KeyValue[] }; scopeSpans: { spans: WireSpan[] }[] }[];
}

/** Starts one on a free port. */
export async function startOtlpCollector(): Promise<OtlpCollector> {
  const spans: CollectedSpan[] = [];
  const requests: { path: string; contentType: string | undefined }[] = [];
  let status = 200;
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      requests.push({ path: `${request.method} ${request.url}`, contentType: request.headers['content-type'] });
      if (status === 200) spans.push(...decode(JSON.parse(Buffer.concat(parts).toString()) as ExportRequest));
      response.writeHead(status, { 'content-type': 'application/json' }).end('{"partialSuccess":{}}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    requests,
    answerWith: (next) => void (status = next),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function decode({ resourceSpans }: ExportRequest): CollectedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map((span) => ({
        service: valuesOf(resource.attributes)['service.name'] ?? '',
        traceId: span.traceId,
        spanId: span.spanId,
        parentSpanId: span.parentSpanId,
        name: span.name,
        kind: span.kind,
        statusCode: span.status?.code ?? 0,
        attributes: valuesOf(span.attributes ?? []),
        durationNanoseconds: BigInt(span.endTimeUnixNano) - BigInt(span.startTimeUnixNano),
      })),
    ),
  );
}

function valuesOf(attributes: readonly KeyValue[]): Record<string, string> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, String(Object.values(value)[0])]));
}
