import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { Gateway, GatewayOptions } from '../../gateway/gateway-options.ts';
import { startGateway } from '../../gateway/gateway-server.ts';
import { inProcessTransports } from '../../host/in-process-transport.ts';
import { createMarketplace, type Marketplace } from '../../host/marketplace.ts';
import { SUBGRAPHS } from '../../host/subgraph-registry.ts';
import { systemClock } from '../../platform/context/clock.ts';
import { startEmbeddedPostgres } from '../../platform/database/embedded-postgres.ts';
import { migrate } from '../../platform/database/migrator.ts';
import { diskStore } from '../../platform/objects/disk-store.ts';
import { grantOperatorAccess } from '../../host/operator-access.ts';

/** A platform of its own for one benchmark: durable database in a temporary folder, gateway on a free port. */
export interface BenchPlatform {
  url: string;
  ownerUrl: string;
  marketplace: Marketplace;
  operatorToken: string;
  /** What is open at the gateway. */
  live: Gateway['live'];
  stop(): Promise<void>;
}

/** Starts it as `npm start` would, without demo data. */
export async function startBenchPlatform(
  options: { poolSize?: number; limits?: GatewayOptions['limits'] } = {},
): Promise<BenchPlatform> {
  const dataDir = await mkdtemp(join(tmpdir(), 'waybill-bench-'));
  const postgres = await startEmbeddedPostgres({ dataDir });
  const secret = 'a secret for benchmarks only';
  const rolePrefix = 'waybill';
  await migrate({ ownerUrl: postgres.url, secret, rolePrefix, sets: SUBGRAPHS.map((subgraph) => subgraph.migrations) });
  const log = pino({ level: 'error' }, pino.destination(2));
  const marketplace = await createMarketplace({
    ownerUrl: postgres.url,
    secret,
    rolePrefix,
    objects: diskStore(join(dataDir, 'objects')),
    clock: systemClock,
    log,
    poolSize: options.poolSize ?? 8,
    exposesStatements: true,
  });
  await marketplace.start();
  const token = await grantOperatorAccess(marketplace, { email: 'bench@waybill.example', name: 'Bench' });
  const gateway: Gateway = await startGateway(
    {
      supergraphSdl: await readFile(join(import.meta.dirname, '../../../schema/supergraph.graphql'), 'utf8'),
      transports: inProcessTransports(marketplace.subgraphs),
      signer: marketplace.signer,
      clock: systemClock,
      log,
      exposesStatements: true,
      isReady: async () => true,
      // The loads are far above any plan’s rate; `npm run bench -- limits` has the price of limits.
      limits: options.limits ?? false,
    },
    { port: 0 },
  );
  return {
    url: gateway.url,
    ownerUrl: postgres.url,
    marketplace,
    operatorToken: token,
    live: () => gateway.live(),
    async stop() {
      await gateway.stop();
      await marketplace.stop();
      await postgres.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
