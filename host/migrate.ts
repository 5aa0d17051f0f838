import { loadConfig } from '../platform/config/load-config.ts';
import { migrate } from '../platform/database/migrator.ts';
import { Progress } from './console.ts';
import { HostConfig } from './host-config.ts';
import { openDatabase } from './open-database.ts';
import { registerConsumers } from './register-consumers.ts';
import { onShutdown, runHost } from './run-host.ts';
import { SUBGRAPHS } from './subgraph-registry.ts';

// Brings the database to the present and ends: to be run before new versions of the services start.
await runHost(async () => {
  const progress = new Progress();
  const config = loadConfig(HostConfig);
  const database = await openDatabase(config, (step) => progress.step(step));
  onShutdown('the database', () => database.stop());
  const report = await migrate({
    ...database,
    rolePrefix: config.DATABASE_ROLE_PREFIX,
    sets: SUBGRAPHS.map((subgraph) => subgraph.migrations),
  });
  for (const failure of report.failures)
    progress.step(`✗ ${failure.schema} stays behind at ${failure.subgraph}/${failure.version}: ${failure.message}`);
  progress.step(
    `${report.globalSteps} global steps; ${report.tenantSteps} steps in ${report.tenantSchemas} tenant schemas; ${report.failures.length} failures`,
  );
  const consumers = await registerConsumers({ ...database, rolePrefix: config.DATABASE_ROLE_PREFIX }, SUBGRAPHS);
  progress.step(`${consumers} consumers are subscribed to their events`);
  process.kill(process.pid, 'SIGTERM');
});
