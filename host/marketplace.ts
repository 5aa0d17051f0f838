import type { Logger } from 'pino';
import type { Clock } from '../platform/context/clock.ts';
import { NO_SCOPE, Database } from '../platform/database/database.ts';
import { roleUrl } from '../platform/database/migrator.ts';
import { countSpareSchemas, provisionSpareSchema } from '../platform/database/tenant-schemas.query.ts';
import { EventRelay } from '../platform/events/event-relay.ts';
import { identityKeys, IdentitySigner, IdentityVerifier } from '../platform/identity/identity-token.ts';
import { SubgraphRuntime, type OperationRouter } from '../platform/server/subgraph-runtime.ts';
import { Worker } from '../platform/events/worker.ts';
import { SUBGRAPHS } from './subgraph-registry.ts';

const POOL_CHECK_MS = 500;

/** What every process of the platform needs to know. */
export interface MarketplaceOptions {
  /** The owner's connection string; running services use their own roles on the same server. */
  ownerUrl: string;
  secret: string;
  rolePrefix: string;
  clock: Clock;
  log: Logger;
  poolSize?: number;
  exposesStatements?: boolean;
}

/** All six subgraphs, the relay between them and the identities they trust, in one process. */
export interface Marketplace {
  subgraphs: ReadonlyMap<string, SubgraphRuntime>;
  signer: IdentitySigner;
  /** Starts consumers, jobs and the relay. */
  start(): Promise<void>;
  /** Fills the pool of spare tenant schemas up to `size`. */
  fillSchemaPool(size: number): Promise<void>;
  /** Keeps the pool at `size` in the background until the marketplace stops. */
  keepSchemaPoolFilled(size: number): void;
  stop(): Promise<void>;
}

/** Builds the marketplace on a migrated database. */
export async function createMarketplace(options: MarketplaceOptions): Promise<Marketplace> {
  const { privateKey, publicKey } = identityKeys(options.secret);
  const signer = new IdentitySigner(privateKey);
  const verifier = new IdentityVerifier(publicKey);
  const subgraphs = new Map<string, SubgraphRuntime>();
  const operations: OperationRouter = (identity, requestId) => async (call) => {
    const callee = subgraphs.get(call.subgraph);
    if (!callee) throw new Error(`there is no subgraph ${call.subgraph}`);
    const identityToken = await signer.sign({ ...identity, permissions: [...identity.permissions, 'internal'] });
    const result = await callee.execute({ query: call.document, variables: call.variables, identityToken, requestId });
    return { data: (result.data as Record<string, unknown> | null | undefined) ?? null, errors: result.errors ?? [] };
  };
  for (const definition of SUBGRAPHS) {
    const database = openDatabase(options, definition.name, definition.entities);
    subgraphs.set(
      definition.name,
      await SubgraphRuntime.create({ definition, database, verifier, operations, clock: options.clock, log: options.log, exposesStatements: options.exposesStatements ?? false }),
    );
  }
  const relayDatabase = openDatabase({ ...options, poolSize: 2 }, 'relay', []);
  const relay = new EventRelay({ database: relayDatabase, log: options.log });
  for (const subgraph of subgraphs.values()) {
    subgraph.database.onEventsCommitted(() => relay.wake());
    relay.onRelayed(() => subgraph.wakeConsumers());
  }
  const fillSchemaPool = async (size: number): Promise<void> => {
    const session = subgraphs.get('tenants')!.database.session(NO_SCOPE);
    for (let spare = await countSpareSchemas(session); spare < size; spare += 1) await provisionSpareSchema(session);
  };
  let poolKeeper: Worker | undefined;
  return {
    subgraphs,
    signer,
    async start() {
      for (const subgraph of subgraphs.values()) await subgraph.start();
      relay.start();
    },
    fillSchemaPool,
    keepSchemaPoolFilled(size) {
      poolKeeper = new Worker({
        idleMs: POOL_CHECK_MS,
        step: () => fillSchemaPool(size).then(() => false),
        onError: (error) => options.log.error({ err: error }, 'the pool of tenant schemas could not be filled; it is tried again'),
      });
      poolKeeper.start();
    },
    async stop() {
      await poolKeeper?.stop();
      await relay.stop();
      await Promise.all([...subgraphs.values()].map((subgraph) => subgraph.stop()));
      await relayDatabase.close();
    },
  };
}

function openDatabase(options: MarketplaceOptions, name: string, entities: readonly object[]): Database {
  return new Database({
    url: roleUrl(options, name),
    applicationName: `waybill-${name}`,
    entities,
    ...(options.poolSize ? { poolSize: options.poolSize } : {}),
  });
}
