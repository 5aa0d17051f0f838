import type { Logger } from 'pino';
import type { Clock } from '../platform/context/clock.ts';
import { OPERATORS_ROLE } from '../platform/database/migrator.ts';
import { EventRelay } from '../platform/events/event-relay.ts';
import { MailSender } from '../platform/mail/mail-sender.ts';
import type { ObjectStore } from '../platform/objects/object-store.ts';
import type { MailTransport } from '../platform/mail/mail.ts';
import { KEEPS_MAIL } from '../platform/mail/mail-transports.ts';
import { identityKeys, IdentitySigner, IdentityVerifier } from '../platform/identity/identity-token.ts';
import type { SubgraphMetrics } from '../platform/observability/subgraph-metrics.ts';
import type { Tracing } from '../platform/observability/tracing.ts';
import { SubgraphRuntime } from '../platform/server/subgraph-runtime.ts';
import { Vault } from '../platform/vault/vault.ts';
import { operationRouter } from './operation-router.ts';
import { openRoleDatabase, type RoleDatabaseOptions } from './role-database.ts';
import { SchemaPool } from './schema-pool.ts';
import { linkNeighbours, tellEachOther } from './share-live-topics.ts';
import { SUBGRAPHS } from './subgraph-registry.ts';

/** What every process of the platform needs to know. */
export interface MarketplaceOptions extends RoleDatabaseOptions {
  /** Secrets from before, under which something may still be sealed. */
  formerSecrets?: readonly string[];
  /** Where files are kept. */
  objects: ObjectStore;
  clock: Clock;
  log: Logger;
  exposesStatements?: boolean;
  /** Where requests are traced and counted; nowhere when left out. */
  tracing?: Tracing;
  metrics?: SubgraphMetrics | undefined;
  /** Where e-mail goes; it stays in the database when left out. */
  mail?: MailTransport;
  /** Whether other processes may work on the same database, to be told of changes that gateways and live fields wait for. */
  hasNeighbours?: boolean;
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
  const vault = new Vault(options.secret, options.formerSecrets);
  const operations = operationRouter(signer, (name) => subgraphs.get(name));
  const { objects, clock, log, exposesStatements = false, tracing, metrics } = options;
  const operatorsDatabase = openRoleDatabase({ ...options, poolSize: 2 }, OPERATORS_ROLE, []);
  for (const definition of SUBGRAPHS) {
    const database = openRoleDatabase(options, definition.name, definition.entities);
    subgraphs.set(
      definition.name,
      await SubgraphRuntime.create({
        definition,
        database,
        operatorsDatabase,
        verifier,
        operations,
        vault,
        objects,
        clock,
        log,
        exposesStatements,
        tracing,
        metrics,
      }),
    );
  }
  const relayDatabase = openRoleDatabase({ ...options, poolSize: 2 }, 'relay', []);
  const relay = new EventRelay({ database: relayDatabase, log });
  relay.onRelayed((events) => metrics?.eventsRelayed(events));
  for (const subgraph of subgraphs.values()) {
    metrics?.watch(subgraph);
    subgraph.database.onEventsCommitted(() => relay.wake());
    relay.onRelayed(() => subgraph.wakeConsumers());
  }
  tellEachOther([...subgraphs.values()]);
  const { database } = subgraphs.get('tenants')!;
  const schemaPool = new SchemaPool({ database, log });
  const mailSender = new MailSender({ database, transport: options.mail ?? KEEPS_MAIL, clock, log });
  const neighbours = options.hasNeighbours ? linkNeighbours(options, [...subgraphs.values()]) : undefined;
  return {
    subgraphs,
    signer,
    async start() {
      for (const subgraph of subgraphs.values()) await subgraph.start();
      relay.start();
      mailSender.start();
      neighbours?.start();
    },
    fillSchemaPool: (size) => schemaPool.fill(size),
    keepSchemaPoolFilled: (size) => schemaPool.keepFilled(size),
    async stop() {
      await schemaPool.stop();
      await mailSender.stop();
      await neighbours?.stop();
      await relay.stop();
      await Promise.all([...subgraphs.values()].map((subgraph) => subgraph.stop()));
      await Promise.all([relayDatabase.close(), operatorsDatabase.close()]);
    },
  };
}
