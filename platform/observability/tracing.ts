/** A piece of work that is being timed. */
export interface Span {
  /** Names this piece of work to whoever does a part of it (W3C trace context). Where nothing is traced: the caller's. */
  readonly traceparent: string | undefined;
  /** The work is done; with the error when it failed. */
  end(error?: Error): void;
}

/** What is known of a piece of work when it begins. */
export interface SpanFacts {
  /** The piece of work that this one is a part of. */
  parent: string | undefined;
  /** Whether it answers somebody, asks somebody, or neither. */
  kind?: 'server' | 'client' | 'internal';
  attributes?: Readonly<Record<string, string | number>>;
}

/** Times pieces of work and says how they belong together, across processes. */
export interface Tracing {
  /** Whether anybody looks at it; what only a trace needs is not worked out otherwise. */
  readonly isOn: boolean;
  start(name: string, facts: SpanFacts): Span;
}

const UNTRACED: Span = { traceparent: undefined, end() {} };

/** Traces nothing, and hands on what callers sent. */
export const NO_TRACING: Tracing = {
  isOn: false,
  start: (_name, { parent }) => (parent === undefined ? UNTRACED : { traceparent: parent, end() {} }),
};

const TRACEPARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The value of a `traceparent` header, when it is one. */
export function readTraceparent(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' && TRACEPARENT.test(header) ? header : undefined;
}
