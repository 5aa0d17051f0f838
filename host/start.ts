import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startGateway } from '../gateway/gateway-server.ts';
import { loadConfig } from '../platform/config/load-config.ts';
import { AdjustableClock } from '../platform/context/clock.ts';
import { NO_SCOPE } from '../platform/database/database.ts';
import { migrate } from '../platform/database/migrator.ts';
import { openObjectStore } from '../platform/objects/open-object-store.ts';
import { countSpareSchemas } from '../platform/database/tenant-schemas.query.ts';
import { createLogger } from '../platform/server/logger.ts';
import { Progress } from './console.ts';
import { openDatabase } from './open-database.ts';
import { HostConfig } from './host-config.ts';
import { gatewaySettings } from './gateway-settings.ts';
import { inProcessTransports } from './in-process-transport.ts';
import { createMarketplace } from './marketplace.ts';
import { mailTransport, mailWarning } from './mail-transport.ts';
import { startObservability } from './observability.ts';
import { openRateStore } from './rate-store.ts';
import { onShutdown, runHost } from './run-host.ts';
import { Demo, unmarkSeeding } from './seed/demo.ts';
import { SUBGRAPHS } from './subgraph-registry.ts';

// Everything in one process: database, migrations, demo marketplace, six subgraphs and the gateway.
await runHost(async () => {
  const progress = new Progress();
  const config = loadConfig(HostConfig);
  const log = createLogger(config.LOG_LEVEL);
  const database = await openDatabase(config, (step) => progress.step(step));
  onShutdown('the database', () => database.stop());
  progress.step(`database ${database.isEmbedded ? `is running (data in ${config.DATA_DIR})` : 'of DATABASE_URL is reached'}`);

  const migrated = await migrate({
    ...database,
    rolePrefix: config.DATABASE_ROLE_PREFIX,
    sets: SUBGRAPHS.map((subgraph) => subgraph.migrations),
  });
  for (const failure of migrated.failures)
    progress.step(`tenant schema ${failure.schema} stays behind at ${failure.subgraph}/${failure.version}: ${failure.message}`);
  progress.step(
    `tables are up to date (${migrated.globalSteps} global steps, ${migrated.tenantSteps} steps in ${migrated.tenantSchemas} tenant schemas)`,
  );

  const warning = mailWarning(config);
  if (warning) progress.step(warning);
  const observability = await startObservability(config, 'waybill');
  const clock = new AdjustableClock();
  const marketplace = await createMarketplace({
    ...database,
    formerSecrets: config.WAYBILL_FORMER_SECRETS,
    rolePrefix: config.DATABASE_ROLE_PREFIX,
    objects: await openObjectStore(config),
    clock,
    log,
    poolSize: config.DATABASE_POOL_SIZE,
    exposesStatements: config.EXPOSE_STATEMENTS,
    tracing: observability.tracing,
    metrics: observability.subgraphMetrics,
    mail: mailTransport(config),
    hasNeighbours: !database.isEmbedded,
  });
  onShutdown('the subgraphs', () => marketplace.stop());
  await marketplace.start();

  const demo = database.isEmbedded
    ? await Demo.open({
        dataDir: config.DATA_DIR,
        marketplace,
        clock,
        isFresh: database.isFresh,
        onProgress: (step) => progress.step(step),
      })
    : undefined;
  const rateStore = await openRateStore(config.RATE_LIMIT_STORE, log);
  onShutdown('the rate limits', () => rateStore.close());
  let isReady = false;
  const gateway = await startGateway(
    {
      supergraphSdl: await readFile(join(import.meta.dirname, '../../schema/supergraph.graphql'), 'utf8'),
      transports: inProcessTransports(marketplace.subgraphs),
      signer: marketplace.signer,
      clock,
      log,
      ...gatewaySettings(config, { observability, rateStore, isSchemaOpen: database.isEmbedded }),
      demoToken: () => demo?.explorerToken(),
      isReady: async () =>
        isReady && (await countSpareSchemas(marketplace.subgraphs.get('tenants')!.database.session(NO_SCOPE))) >= 0,
    },
    { port: config.PORT, host: config.HOST },
  );
  onShutdown('the gateway', () => gateway.stop());

  const tokens = await demo?.seed(gateway.url);
  if (demo) await unmarkSeeding(config.DATA_DIR);
  marketplace.keepSchemaPoolFilled(config.SCHEMA_POOL_SIZE);
  isReady = true;
  progress.step('ready');
  console.log(announcement(gateway.url, tokens));
});

function announcement(url: string, tokens: Readonly<Record<string, string>> | undefined): string {
  const lines = ['', `  GraphQL    ${url}`, `  GraphiQL   ${url.replace(/graphql$/, 'graphiql')}`];
  if (tokens)
    lines.push(
      '',
      '  Demo tokens (send as "Authorization: Bearer <token>"):',
      ...Object.entries(tokens).map(([role, token]) => `    ${role.padEnd(18)} ${token}`),
    );
  return [...lines, '', '  Ctrl-C stops it.', ''].join('\n');
}
