import { loadConfig } from '../platform/config/load-config.ts';
import { migrationStatus, type MigrationStatus } from '../platform/database/migration-status.ts';
import { migrate } from '../platform/database/migrator.ts';
import { StartupError } from '../platform/errors/startup-error.ts';
import { Progress } from './console.ts';
import { HostConfig } from './host-config.ts';
import { openDatabase } from './open-database.ts';
import { registerConsumers } from './register-consumers.ts';
import { onShutdown, runHost } from './run-host.ts';
import { SUBGRAPHS } from './subgraph-registry.ts';

const sets = SUBGRAPHS.map((subgraph) => subgraph.migrations);

// Brings the database to the present and ends: to be run before new versions of the services start. With --status it only
// says how far the database is.
await runHost(async () => {
  const [option, ...others] = process.argv.slice(2);
  if ((option !== undefined && option !== '--status') || others.length > 0)
    throw new StartupError('USAGE', 'Either npm run migrate, or npm run migrate -- --status');
  const progress = new Progress();
  const config = loadConfig(HostConfig);
  const database = await openDatabase(config, (step) => progress.step(step));
  onShutdown('the database', () => database.stop());
  if (option !== '--status') {
    const report = await migrate({ ...database, rolePrefix: config.DATABASE_ROLE_PREFIX, sets });
    for (const failure of report.failures)
      progress.step(`✗ ${failure.schema} stays behind at ${failure.subgraph}/${failure.version}: ${failure.message}`);
    progress.step(
      `${report.globalSteps} global steps; ${report.tenantSteps} steps in ${report.tenantSchemas} tenant schemas; ${report.failures.length} failures`,
    );
    const consumers = await registerConsumers({ ...database, rolePrefix: config.DATABASE_ROLE_PREFIX }, SUBGRAPHS);
    progress.step(`${consumers} consumers are subscribed to their events`);
  }
  const status = await migrationStatus({ ownerUrl: database.ownerUrl, sets });
  const behind = status.reduce((sum, subgraph) => sum + subgraph.behind, 0);
  if (option === '--status') for (const subgraph of status) console.log(statusLine(subgraph));
  else if (behind > 0)
    throw new StartupError(
      'SCHEMAS_BEHIND',
      `Tenant schemas stay behind (${behind} counted by subgraph). "npm run migrate -- --status" says where; the next run tries them again.`,
    );
  process.kill(process.pid, 'SIGTERM');
});

function statusLine(status: MigrationStatus): string {
  const versions = status.schemas.map(({ version, count }) => `${count} at ${version}`).join(', ') || 'none';
  const { lastFailure: failure } = status;
  return [
    `  ${status.subgraph.padEnd(10)}global ${status.globalVersion} of ${status.latestGlobalVersion}; `,
    `tenant schemas at version ${status.latestVersion}: ${status.behind} behind (${versions})`,
    failure
      ? `\n    ✗ last failure: ${failure.schema}, step ${failure.version}, ${failure.failedAt.toISOString()}: ${failure.message}`
      : '',
  ].join('');
}
