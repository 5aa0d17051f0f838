import { loadConfig } from '../platform/config/load-config.ts';
import { systemClock } from '../platform/context/clock.ts';
import { openObjectStore } from '../platform/objects/open-object-store.ts';
import { createLogger } from '../platform/server/logger.ts';
import { Progress } from './console.ts';
import { HostConfig } from './host-config.ts';
import { loadSubgraph } from './load-subgraph.ts';
import { outsideDatabase } from './outside-database.ts';
import { mailTransport, mailWarning } from './mail-transport.ts';
import { startObservability } from './observability.ts';
import { onShutdown, runHost } from './run-host.ts';
import { startSeparateSubgraph } from './separate-subgraph.ts';
import { readAddresses } from './supergraph-file.ts';

// One subgraph alone, on a database that is migrated already: `npm run subgraph -- billing`.
await runHost(async () => {
  const progress = new Progress();
  const config = loadConfig(HostConfig);
  const database = outsideDatabase(config);
  const definition = await loadSubgraph(process.argv[2] ?? '');
  const warning = definition.name === 'tenants' ? mailWarning(config) : undefined;
  if (warning) progress.step(warning);
  const { tracing, subgraphMetrics } = await startObservability(config, `waybill-${definition.name}`);
  const subgraph = await startSeparateSubgraph({
    ...database,
    definition,
    addresses: await readAddresses(config.SUPERGRAPH_FILE),
    host: config.HOST,
    formerSecrets: config.WAYBILL_FORMER_SECRETS,
    rolePrefix: config.DATABASE_ROLE_PREFIX,
    poolSize: config.DATABASE_POOL_SIZE,
    schemaPoolSize: config.SCHEMA_POOL_SIZE,
    objects: await openObjectStore(config),
    clock: systemClock,
    log: createLogger(config.LOG_LEVEL),
    exposesStatements: config.EXPOSE_STATEMENTS,
    tracing,
    metrics: subgraphMetrics,
    mail: mailTransport(config),
  });
  onShutdown(`the subgraph ${definition.name}`, () => subgraph.stop());
  progress.step(`${definition.name} listens at ${subgraph.url}`);
});
