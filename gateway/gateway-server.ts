import type { AddressInfo } from 'node:net';
import { fastifyApolloDrainPlugin } from '@as-integrations/fastify';
import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';
import { disableApolloTelemetry } from '../platform/config/disable-apollo-telemetry.ts';
import { accessCheck } from './access/access-check.ts';
import { varyPlugin } from './caching/vary-plugin.ts';
import { createDataPlane, type DataPlane } from './data-plane.ts';
import { budgetPlugin } from './data-source/budget-plugin.ts';
import { REQUEST_BUDGET_MS } from './data-source/subgraph-sources.ts';
import { DocumentParser } from './documents/document-parser.ts';
import { OperationTexts } from './documents/operation-text.ts';
import { TrustedDocuments } from './documents/trusted-documents.ts';
import { registerBatchDoor } from './doors/batch-door.ts';
import { registerCarrierWebhookDoor } from './doors/carrier-webhook-door.ts';
import { registerFileDoor } from './doors/file-door.ts';
import { addonExports } from './exports/addon-exports.ts';
import { auditExport } from './exports/audit-export.ts';
import { batchExport } from './exports/batch-export.ts';
import { registerExports } from './exports/export-door.ts';
import { registerExplorer } from './explorer.ts';
import { wayTo, type Gateway, type GatewayOptions } from './gateway-options.ts';
import { answerFaultsAsGraphql } from './http/answer-faults.ts';
import { createApolloServer } from './http/apollo-server.ts';
import { extensionsPlugin } from './http/extensions-plugin.ts';
import { registerHealth } from './http/health.ts';
import { createHttpApp } from './http/http-app.ts';
import { guardOperations } from './http/operation-door.ts';
import { serveOperations } from './http/serve-operations.ts';
import { clientAddress } from './identity/client-address.ts';
import { createLimits, type FaultTeller } from './limits/gateway-limits.ts';
import { meteringPlugin } from './metering/metering-plugin.ts';
import { RequestMeter } from './metering/request-meter.ts';
import { observabilityPlugin } from './observability/observability-plugin.ts';
import { admissionPlugin } from './operations/admission-plugin.ts';
import type { OperationCheck } from './operations/admit-operation.ts';
import { DEFAULT_LIVE_LIMITS } from './subscriptions/live-limits.ts';
import { LiveOperations } from './subscriptions/live-operations.ts';
import { serveSockets } from './subscriptions/socket-server.ts';
import { subscriptionsOverHttp } from './subscriptions/subscriptions-over-http.ts';

const PATH = '/graphql';

/** Serves the supergraph at /graphql by HTTP and WebSocket, the explorer at /graphiql and health at /health/live and /health/ready. */
export async function startGateway(options: GatewayOptions, listen: { port: number; host?: string }): Promise<Gateway> {
  disableApolloTelemetry();
  const app = createHttpApp(options.trustedProxies ?? []);
  const { authenticator, rememberedMs, sources, supergraph, tracing, metrics } = await createDataPlane(options);
  const meter = new RequestMeter({ ...options, billing: wayTo(options.transports, 'billing') });
  const limits = createLimits({
    supergraph,
    limits: options.limits ?? {},
    readers: { isOpen: options.isSchemaOpen ?? false },
    clock: options.clock,
    log: options.log,
  });
  // What every operation must pass, whichever way it comes.
  // Refused operations are charged for like others.
  const checks: readonly OperationCheck[] = [...limits.checks, accessCheck(supergraph), ...(options.checks ?? [])];
  const apollo = createApolloServer({
    gateway: supergraph,
    plugins: [
      fastifyApolloDrainPlugin(app),
      budgetPlugin(options.budgetMs ?? REQUEST_BUDGET_MS),
      observabilityPlugin({ tracing, metrics }),
      extensionsPlugin(options.exposesStatements ?? false),
      // Before metering, which tells what was charged.
      ...limits.plugins,
      meteringPlugin(meter),
      admissionPlugin(checks),
      varyPlugin(),
      subscriptionsOverHttp(),
    ],
    log: options.log,
  });
  answerFaultsAsGraphql(app, options.log);
  const texts = new OperationTexts({
    trusted: new TrustedDocuments({ signer: options.signer, tenants: wayTo(options.transports, 'tenants') }),
    trust: options.documentTrust ?? 'off',
    log: options.log,
  });
  guardOperations(app, { path: PATH, texts, parser: new DocumentParser(), onFaults: limits.onFaults });
  await apollo.start();
  await app.register(helmet, { contentSecurityPolicy: false });
  authenticator.start();
  await serveOperations(app, { path: PATH, apollo, authenticator });
  const liveLimits = { ...DEFAULT_LIVE_LIMITS, ...options.liveLimits };
  const live = new LiveOperations({ supergraph, transports: options.transports, signer: options.signer }, liveLimits);
  supergraph.onReplaced(() => live.replan());
  const sockets = serveSockets(app.server, {
    path: PATH,
    addressOf: clientAddress(options.trustedProxies ?? []),
    supergraph,
    apollo,
    authenticator,
    live,
    checks,
    meter,
    limits: liveLimits,
    texts,
    onFaults: limits.onFaults,
    recheckMs: rememberedMs,
    log: options.log,
  });
  registerPages(app, { options, authenticator, sources, onFaults: limits.onFaults });
  await app.listen({ port: listen.port, host: listen.host ?? '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;
  const gateway: Gateway = {
    port,
    url: `http://localhost:${port}${PATH}`,
    live: () => ({ connections: sockets.connections, ...live.counts }),
    circuits: () => sources.circuits(),
    replaceSupergraph: (sdl) => supergraph.replace(sdl),
    async stop() {
      await sockets.stop();
      await authenticator.stop();
      await apollo.stop();
      await app.close();
    },
  };
  metrics?.watch(gateway);
  return gateway;
}

/** What is served beside the graph. */
function registerPages(
  app: FastifyInstance,
  parts: { options: GatewayOptions; onFaults: FaultTeller } & Pick<DataPlane, 'authenticator' | 'sources'>,
): void {
  const { options, authenticator, sources, onFaults } = parts;
  registerHealth(app, { ...options, authenticator, circuits: () => sources.circuits() });
  const { signer, clock, transports } = options;
  const shipping = wayTo(transports, 'shipping');
  const exports = [
    auditExport(wayTo(transports, 'tenants')),
    ...addonExports(wayTo(transports, 'addons')),
    batchExport(shipping),
  ];
  registerExports(app, exports, { authenticator, signer, clock });
  const doors = { authenticator, signer, way: shipping, onFaults };
  registerFileDoor(app, doors);
  registerCarrierWebhookDoor(app, doors);
  registerBatchDoor(app, doors);
  registerExplorer(app, options.demoToken ?? (() => undefined));
}
