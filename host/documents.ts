import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadConfig } from '../platform/config/load-config.ts';
import { systemClock } from '../platform/context/clock.ts';
import type { RequestContext } from '../platform/context/request-context.ts';
import { DomainError } from '../platform/errors/domain-error.ts';
import { StartupError } from '../platform/errors/startup-error.ts';
import { openObjectStore } from '../platform/objects/open-object-store.ts';
import { createLogger } from '../platform/server/logger.ts';
import { listClients, registerDocuments, retireClient } from '../subgraphs/tenants/documents/register-documents.ts';
import { readManifest } from './document-manifest.ts';
import { HostConfig } from './host-config.ts';
import { createMarketplace } from './marketplace.ts';
import { openDatabase } from './open-database.ts';
import { SYSTEM } from './operator-access.ts';
import { onShutdown, runHost } from './run-host.ts';

const USAGE = `Say what to do:
  npm run documents -- register <manifest.json> --client <name>
  npm run documents -- retire --client <name>
  npm run documents -- list`;

// Keeps the register of trusted documents, on a migrated database.
await runHost(async () => {
  const { positionals, values } = parseArgs({ allowPositionals: true, options: { client: { type: 'string' } } });
  const config = loadConfig(HostConfig);
  const database = await openDatabase(config, () => {});
  onShutdown('the database', () => database.stop());
  const marketplace = await createMarketplace({
    ...database,
    rolePrefix: config.DATABASE_ROLE_PREFIX,
    objects: await openObjectStore(config),
    clock: systemClock,
    log: createLogger(config.LOG_LEVEL),
    poolSize: 2,
  });
  onShutdown('the subgraphs', () => marketplace.stop());
  const context = marketplace.subgraphs.get('tenants')!.createContext(SYSTEM, { requestId: 'documents' }, () => {});
  try {
    console.log(await run(context, positionals, values.client));
  } catch (error) {
    throw error instanceof DomainError ? new StartupError(error.code, error.message) : error;
  }
  process.kill(process.pid, 'SIGTERM');
});

async function run(context: RequestContext, [task, file]: readonly string[], client: string | undefined): Promise<string> {
  if (task === 'list') {
    const clients = await listClients(context);
    return (
      clients.map((each) => `${each.client}: ${each.documents} documents`).join('\n') || 'No client has registered documents.'
    );
  }
  if (task === 'register' && file !== undefined && client !== undefined) {
    const apiSdl = await readFile(join(import.meta.dirname, '../../schema/api.graphql'), 'utf8');
    const documents = readManifest(await readFile(file, 'utf8'), apiSdl);
    const { added } = await registerDocuments(context, { client, documents });
    return `${client}: ${documents.length} documents registered, ${added} of them new.`;
  }
  if (task === 'retire' && client !== undefined) {
    const { documents, removed } = await retireClient(context, client);
    return `${client}: ${documents} documents retired; ${removed} are gone, the others belong to another client too.`;
  }
  throw new StartupError('USAGE', USAGE);
}
