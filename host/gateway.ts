import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startGateway } from '../gateway/gateway-server.ts';
import { loadConfig } from '../platform/config/load-config.ts';
import { systemClock } from '../platform/context/clock.ts';
import { StartupError } from '../platform/errors/startup-error.ts';
import { identityKeys, IdentitySigner } from '../platform/identity/identity-token.ts';
import { createLogger } from '../platform/server/logger.ts';
import { Progress } from './console.ts';
import { HostConfig } from './host-config.ts';
import { remoteTransports } from './remote-transports.ts';
import { onShutdown, runHost } from './run-host.ts';
import { clientsOf } from './subgraph-clients.ts';
import { readAddresses } from './supergraph-file.ts';

// The gateway alone: needs no database, only the subgraphs' addresses and the secret that signs identities.
await runHost(async () => {
  const progress = new Progress();
  const config = loadConfig(HostConfig);
  if (!config.WAYBILL_SECRET)
    throw new StartupError('SECRET_MISSING', 'WAYBILL_SECRET must be set: the same at least 32 characters as for the subgraphs.');
  const addresses = await readAddresses(config.SUPERGRAPH_FILE);
  const subgraphs = clientsOf(addresses);
  const { transports, close } = remoteTransports(subgraphs, addresses);
  onShutdown(
    'the connections to the subgraphs',
    async () => void (await Promise.all([close(), ...[...subgraphs.values()].map((subgraph) => subgraph.close())])),
  );
  const gateway = await startGateway(
    {
      supergraphSdl: await readFile(join(import.meta.dirname, '../../schema/supergraph.graphql'), 'utf8'),
      transports,
      signer: new IdentitySigner(identityKeys(config.WAYBILL_SECRET).privateKey),
      clock: systemClock,
      log: createLogger(config.LOG_LEVEL),
      exposesStatements: config.EXPOSE_STATEMENTS,
      // Without tenants nobody can be identified; any other subgraph costs its fields only, so it must not take the gateway down.
      isReady: async () => (await subgraphs.get('tenants')?.isReady()) ?? false,
      subgraphHealth: async () =>
        new Map(await Promise.all([...subgraphs].map(async ([name, subgraph]) => [name, await subgraph.isReady()] as const))),
    },
    { port: config.PORT, host: config.HOST },
  );
  onShutdown('the gateway', () => gateway.stop());
  progress.step(`the gateway listens at ${gateway.url}`);
});
