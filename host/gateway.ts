import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Gateway } from '../gateway/gateway-options.ts';
import { startGateway } from '../gateway/gateway-server.ts';
import { loadConfig } from '../platform/config/load-config.ts';
import { systemClock } from '../platform/context/clock.ts';
import { StartupError } from '../platform/errors/startup-error.ts';
import { identityKeys, IdentitySigner } from '../platform/identity/identity-token.ts';
import { createLogger } from '../platform/server/logger.ts';
import { Progress } from './console.ts';
import { followFiles } from './follow-files.ts';
import { gatewaySettings } from './gateway-settings.ts';
import { HostConfig } from './host-config.ts';
import { startObservability } from './observability.ts';
import { openRateStore } from './rate-store.ts';
import { RemoteSubgraphs } from './remote-subgraphs.ts';
import { onShutdown, runHost } from './run-host.ts';
import { readAddresses } from './supergraph-file.ts';

// The gateway alone: needs no database, only the subgraphs' addresses and the secret that signs identities.
await runHost(async () => {
  const progress = new Progress();
  const config = loadConfig(HostConfig);
  if (!config.WAYBILL_SECRET)
    throw new StartupError('SECRET_MISSING', 'WAYBILL_SECRET must be set: the same at least 32 characters as for the subgraphs.');
  const observability = await startObservability(config, 'waybill-gateway');
  const addresses = await readAddresses(config.SUPERGRAPH_FILE);
  const subgraphs = new RemoteSubgraphs(addresses);
  onShutdown('the connections to the subgraphs', () => subgraphs.close());
  const log = createLogger(config.LOG_LEVEL);
  const sdlFile = config.SUPERGRAPH_SDL_FILE ?? join(import.meta.dirname, '../../schema/supergraph.graphql');
  const rateStore = await openRateStore(config.RATE_LIMIT_STORE, log);
  onShutdown('the rate limits', () => rateStore.close());
  const gateway = await startGateway(
    {
      supergraphSdl: await readFile(sdlFile, 'utf8'),
      transports: subgraphs.transports,
      signer: new IdentitySigner(identityKeys(config.WAYBILL_SECRET).privateKey),
      clock: systemClock,
      log,
      ...gatewaySettings(config, { observability, rateStore, isSchemaOpen: false }),
      // Without tenants nobody can be identified; any other subgraph costs its fields only, so it must not take the gateway down.
      isReady: () => subgraphs.isReady('tenants'),
      subgraphHealth: () => subgraphs.health(),
    },
    { port: config.PORT, host: config.HOST },
  );
  onShutdown('the gateway', () => gateway.stop());
  const reload = reloadOf({ ...config, SUPERGRAPH_SDL_FILE: sdlFile }, subgraphs, gateway, (step) => progress.step(step));
  const unfollow = followFiles([config.SUPERGRAPH_FILE, sdlFile], reload);
  onShutdown('the watch on the supergraph', async () => unfollow());
  progress.step(`the gateway listens at ${gateway.url}`);
});

/** Moves to what the files say now. A file that says nothing usable is told of and changes nothing. */
function reloadOf(
  files: { SUPERGRAPH_FILE: string; SUPERGRAPH_SDL_FILE: string },
  subgraphs: RemoteSubgraphs,
  gateway: Gateway,
  tell: (step: string) => void,
): () => Promise<void> {
  return async () => {
    try {
      subgraphs.moveTo(await readAddresses(files.SUPERGRAPH_FILE));
      const isReplaced = await gateway.replaceSupergraph(await readFile(files.SUPERGRAPH_SDL_FILE, 'utf8'));
      tell(isReplaced ? 'serves another supergraph' : 'serves the supergraph that it served');
    } catch (error) {
      tell(`goes on as before: ${(error as Error).message}`);
    }
  };
}
