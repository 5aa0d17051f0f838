import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { ApolloGateway } from '@apollo/gateway';
import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import fastifyApollo, { fastifyApolloDrainPlugin } from '@as-integrations/fastify';
import helmet from '@fastify/helmet';
import fastify, { type FastifyError, type FastifyInstance, type FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { disableApolloTelemetry } from '../platform/config/disable-apollo-telemetry.ts';
import type { Clock } from '../platform/context/clock.ts';
import type { IdentitySigner } from '../platform/identity/identity-token.ts';
import { clientError } from './client-error.ts';
import { SubgraphDataSource } from './data-source/subgraph-data-source.ts';
import type { SubgraphTransport } from './data-source/subgraph-transport.ts';
import type { GatewayContext } from './gateway-context.ts';
import { registerExplorer } from './explorer.ts';
import { Authenticator } from './identity/authenticator.ts';
import { meteringPlugin } from './metering/metering-plugin.ts';
import { RequestMeter } from './metering/request-meter.ts';
import { LiveOperations } from './subscriptions/live-operations.ts';
import { OperationReader } from './subscriptions/operation-reader.ts';
import { serveSockets } from './subscriptions/socket-server.ts';
import { SubscriptionPlanner } from './subscriptions/subscription-planner.ts';
import { subscriptionsOverHttp } from './subscriptions/subscriptions-over-http.ts';
import { loadableSupergraph } from './supergraph/loadable-supergraph.ts';

const PATH = '/graphql';
const LARGEST_BODY_BYTES = 1_048_576;
// A page of a console asks with a few hundred; thousands of aliases are no page.
const MOST_TOKENS = 4_000;
const IDENTITY_REMEMBERED_MS = 5_000;

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
  /** How long an identity is believed before it is asked for again, open sockets included; 5 seconds. */
  identityRememberedMs?: number;
}

/** A gateway that listens. */
export interface Gateway {
  url: string;
  port: number;
  /** What is open: sockets, subscriptions on them, and the subscriptions at subgraphs on which these stand. */
  live(): { connections: number; subscriptions: number; upstreams: number };
  stop(): Promise<void>;
}

/** Serves the supergraph at /graphql by HTTP and WebSocket, the explorer at /graphiql and health at /health/live and /health/ready. */
export async function startGateway(options: GatewayOptions, listen: { port: number; host?: string }): Promise<Gateway> {
  disableApolloTelemetry();
  const app = fastify({ bodyLimit: LARGEST_BODY_BYTES, genReqId: () => randomUUID(), forceCloseConnections: 'idle' });
  const supergraphSdl = loadableSupergraph(options.supergraphSdl);
  const dataSources = new Map<string, SubgraphDataSource>();
  const gateway = new ApolloGateway({
    supergraphSdl,
    buildService: ({ name }) => {
      const dataSource = new SubgraphDataSource(name, transportOf(options, name));
      dataSources.set(name, dataSource);
      return dataSource;
    },
    logger: quietLogger(options.log),
  });
  const meter = new RequestMeter({ ...options, billing: transportOf(options, 'billing') });
  const apollo = new ApolloServer<GatewayContext>({
    gateway,
    plugins: [
      fastifyApolloDrainPlugin(app),
      extensionsPlugin(options.exposesStatements ?? false),
      meteringPlugin(meter),
      subscriptionsOverHttp(),
    ],
    includeStacktraceInErrorResponses: false,
    parseOptions: { maxTokens: MOST_TOKENS },
    // Whoever started the gateway stops it, in order; two stops at once would wait for each other for ever.
    stopOnTerminationSignals: false,
    introspection: true,
    logger: quietLogger(options.log),
    formatError: clientError,
  });
  answerFaultsAsGraphql(app, options.log);
  await apollo.start();
  await app.register(helmet, { contentSecurityPolicy: false });
  const rememberedMs = options.identityRememberedMs ?? IDENTITY_REMEMBERED_MS;
  const authenticator = new Authenticator({
    signer: options.signer,
    tenants: transportOf(options, 'tenants'),
    clock: options.clock,
    rememberedMs,
  });
  await app.register(fastifyApollo(apollo), {
    path: PATH,
    context: (request: FastifyRequest) => createContext(authenticator, request),
  } as never);
  const schema = gateway.schema!;
  let planner: SubscriptionPlanner | undefined;
  const live = new LiveOperations({
    // Made for the first subscription: it reads the supergraph once more, which takes a quarter of a second.
    planner: () => (planner ??= new SubscriptionPlanner({ supergraphSdl, schema, dataSources })),
    transports: options.transports,
    signer: options.signer,
  });
  const sockets = serveSockets(app.server, {
    path: PATH,
    schema,
    reader: new OperationReader(schema),
    apollo,
    authenticator,
    live,
    recheckMs: rememberedMs,
    log: options.log,
  });
  registerHealth(app, options);
  registerExplorer(app, options.demoToken ?? (() => undefined));
  await app.listen({ port: listen.port, host: listen.host ?? '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;
  return {
    port,
    url: `http://localhost:${port}${PATH}`,
    live: () => ({ connections: sockets.connections, ...live.counts }),
    async stop() {
      await sockets.stop();
      await apollo.stop();
      await app.close();
    },
  };
}

function transportOf(options: GatewayOptions, subgraph: string): SubgraphTransport {
  const transport = options.transports.get(subgraph);
  if (!transport) throw new Error(`the supergraph names ${subgraph}, but there is no way to reach it`);
  return transport;
}

async function createContext(authenticator: Authenticator, request: FastifyRequest): Promise<GatewayContext> {
  const { authorization, 'x-organization-id': organizationId, 'user-agent': userAgent } = request.headers;
  const credentials = { authorization, organizationId: Array.isArray(organizationId) ? organizationId[0] : organizationId };
  const { identity, identityToken } = await authenticator.authenticate(credentials, request.id);
  return { identity, identityToken, requestId: request.id, ipAddress: request.ip, userAgent: userAgent ?? null, statements: 0 };
}

function extensionsPlugin(exposesStatements: boolean): ApolloServerPlugin<GatewayContext> {
  return {
    async requestDidStart() {
      return {
        async willSendResponse({ response, contextValue }) {
          response.http.headers.set('x-request-id', contextValue.requestId);
          if (!exposesStatements || response.body.kind !== 'single') return;
          response.body.singleResult.extensions = {
            ...response.body.singleResult.extensions,
            statements: contextValue.statements,
          };
        },
      };
    },
  };
}

// Degraded is ready: a subgraph that is down costs its fields, and taking the gateway away would cost all of them.
// What fails before GraphQL begins (malformed JSON, a body too large) is answered in the shape that GraphQL clients read.
function answerFaultsAsGraphql(app: FastifyInstance, log: Logger): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) log.error({ err: error, requestId: request.id }, 'a request failed before it reached GraphQL');
    const message = status >= 500 ? 'Something went wrong on our side; the request id helps to find out what.' : error.message;
    const code = status >= 500 ? 'INTERNAL_ERROR' : 'BAD_REQUEST';
    return reply
      .status(status)
      .header('x-request-id', request.id)
      .send({ errors: [{ message, extensions: { code } }] });
  });
}

function registerHealth(app: FastifyInstance, options: Pick<GatewayOptions, 'isReady' | 'subgraphHealth'>): void {
  app.get('/health/live', async () => ({ status: 'live' }));
  app.get('/health/ready', async (_request, reply) => {
    const [isReady, health] = await Promise.all([options.isReady().catch(() => false), options.subgraphHealth?.()]);
    const isWhole = [...(health?.values() ?? [])].every(Boolean);
    const subgraphs = health && Object.fromEntries([...health].map(([name, isUp]) => [name, isUp ? 'up' : 'down']));
    return reply
      .status(isReady ? 200 : 503)
      .send({ status: isReady ? (isWhole ? 'ready' : 'degraded') : 'not ready', ...(subgraphs ? { subgraphs } : {}) });
  });
}

function quietLogger(log: Logger): {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
} {
  return {
    debug: (message) => log.trace(message),
    info: (message) => log.debug(message),
    warn: (message) => log.warn(message),
    error: (message) => log.error(message),
  };
}
