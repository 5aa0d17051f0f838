import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Clock } from '../platform/context/clock.ts';
import type { IdentitySigner } from '../platform/identity/identity-token.ts';
import type { Tracing } from '../platform/observability/tracing.ts';
import type { CircuitCondition, CircuitSettings } from '../platform/circuit/circuit.ts';
import type { SubgraphTransport } from './data-source/subgraph-transport.ts';
import type { DocumentTrust } from './documents/operation-text.ts';
import type { LimitOptions } from './limits/gateway-limits.ts';
import type { OperationCheck } from './operations/admit-operation.ts';
import type { LiveLimits } from './subscriptions/live-limits.ts';

/** What a gateway needs. */
export interface GatewayOptions {
  supergraphSdl: string;
  /** How each subgraph is reached, by name. */
  transports: ReadonlyMap<string, SubgraphTransport>;
  signer: IdentitySigner;
  clock: Clock;
  log: Logger;
  /** Whether the answer's extensions tell how many SQL statements the operation took. */
  exposesStatements?: boolean;
  /** Whether the platform can serve: asked by /health/ready. */
  isReady: () => Promise<boolean>;
  /** Which subgraphs can serve, by name; where it is given, /health/ready tells it. */
  subgraphHealth?: () => Promise<ReadonlyMap<string, boolean>>;
  /** The explorer's first token, on demo databases. */
  demoToken?: () => string | undefined;
  /** What every operation must pass besides the gateway's own checks. */
  checks?: readonly OperationCheck[];
  /** How much clients may hold open, where it is not the default. */
  liveLimits?: Partial<LiveLimits>;
  /** How long an operation may take in all, in milliseconds; 30 seconds. Subgraphs are told what is left of it. */
  budgetMs?: number;
  /** When a subgraph is left alone, and for how long; after 5 failures in a row, 5 seconds. */
  circuit?: Partial<CircuitSettings>;
  /** Where operations are traced; nowhere unless it is given. */
  tracing?: Tracing;
  /** Where operations are counted; nowhere unless it is given. */
  metrics?: Registry;
  /** Limits of cost and rate; those of the plans, counted in this process, unless given. False: none. */
  limits?: LimitOptions | false;
  /** What is done with operations that no client registered; nothing, unless given. */
  documentTrust?: DocumentTrust;
  /** Whether strangers too may read the schema and are told of names in it; only developers and operators unless so. */
  isSchemaOpen?: boolean;
  /** The networks of proxies whose X-Forwarded-For is believed; none by default. */
  trustedProxies?: readonly string[];
  /** How long an identity is believed while changes are not heard, and how often open sockets look again; 5 seconds. */
  identityRememberedMs?: number;
}

/** A gateway that listens. */
export interface Gateway {
  url: string;
  port: number;
  /** What is open: sockets, subscriptions on them, and the subscriptions at subgraphs on which these stand. */
  live(): { connections: number; subscriptions: number; upstreams: number };
  /** Which subgraphs are called at the moment, and which are left alone because they failed. */
  circuits(): ReadonlyMap<string, CircuitCondition>;
  /**
   * Serves another supergraph from now on; false when it is served already. Throws SupergraphRefusedError, and goes on with
   * the old one, when it cannot be served.
   */
  replaceSupergraph(sdl: string): Promise<boolean>;
  stop(): Promise<void>;
}

/** The way to a subgraph, which there must be. */
export function wayTo<Way>(ways: ReadonlyMap<string, Way>, subgraph: string): Way {
  const way = ways.get(subgraph);
  if (!way) throw new Error(`there is no way to reach the subgraph ${subgraph}`);
  return way;
}
