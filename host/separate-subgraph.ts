import { NO_SCOPE, type Database } from '../platform/database/database.ts';
import { OPERATORS_ROLE, roleName, roleUrl } from '../platform/database/migrator.ts';
import { countSpareSchemas } from '../platform/database/tenant-schemas.query.ts';
import { StartupError } from '../platform/errors/startup-error.ts';
import { EventRelay } from '../platform/events/event-relay.ts';
import { WakeUpChannel } from '../platform/events/wake-up-channel.ts';
import { MailSender } from '../platform/mail/mail-sender.ts';
import { KEEPS_MAIL } from '../platform/mail/mail-transports.ts';
import { identityKeys, IdentitySigner, IdentityVerifier } from '../platform/identity/identity-token.ts';
import type { SubgraphDefinition } from '../platform/server/subgraph-definition.ts';
import { startSubgraphServer, type SubgraphHttpServer } from '../platform/server/subgraph-http-server.ts';
import { SubgraphRuntime } from '../platform/server/subgraph-runtime.ts';
import { Vault } from '../platform/vault/vault.ts';
import type { MarketplaceOptions } from './marketplace.ts';
import { operationRouter } from './operation-router.ts';
import { openRoleDatabase } from './role-database.ts';
import { SchemaPool } from './schema-pool.ts';
import { shareLiveTopics } from './share-live-topics.ts';
import { clientsOf } from './subgraph-clients.ts';

// Shorter than the gateway's deadline, so that whoever waits for the whole learns what part of it failed.
const OPERATION_DEADLINE_MS = 20_000;

interface SeparateSubgraphOptions extends MarketplaceOptions {
  definition: SubgraphDefinition;
  /** Where every subgraph is reached, this one included: it listens on the port and path of its own address. */
  addresses: ReadonlyMap<string, string>;
  /** The interface it listens on. */
  host: string;
  /** How many spare tenant schemas are kept ready, by the subgraph that makes them. */
  schemaPoolSize: number;
}

/** One subgraph in a process of its own: serves HTTP, consumes events, does its jobs, and takes its turn at relaying. */
export async function startSeparateSubgraph(options: SeparateSubgraphOptions): Promise<SubgraphHttpServer> {
  const { definition, objects, clock, log } = options;
  const listen = { ...placeOf(definition.name, options.addresses), host: options.host };
  const { privateKey, publicKey } = identityKeys(options.secret);
  const database = openRoleDatabase(options, definition.name, definition.entities);
  await assertUsable(database, roleName(options.rolePrefix, definition.name));
  const operatorsDatabase = openRoleDatabase({ ...options, poolSize: 2 }, OPERATORS_ROLE, []);
  const others = clientsOf(options.addresses, { deadlineMs: OPERATION_DEADLINE_MS });
  const runtime = await SubgraphRuntime.create({
    definition,
    database,
    operatorsDatabase,
    verifier: new IdentityVerifier(publicKey),
    operations: operationRouter(new IdentitySigner(privateKey), (name) =>
      name === definition.name ? runtime : others.get(name),
    ),
    vault: new Vault(options.secret, options.formerSecrets),
    objects,
    clock,
    log,
    exposesStatements: options.exposesStatements ?? false,
    tracing: options.tracing,
    metrics: options.metrics,
  });
  options.metrics?.watch(runtime);
  const events = connectEvents(options, runtime);
  const schemaPool = new SchemaPool({ database, log });
  const mailSender = new MailSender({ database, transport: options.mail ?? KEEPS_MAIL, clock, log });
  await runtime.start();
  events.start();
  const server = await startSubgraphServer({ subgraph: runtime, log }, listen).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error;
    throw new StartupError(
      'PORT_TAKEN',
      `Port ${listen.port} is taken by another program; change the address of ${definition.name} in the file of addresses (SUPERGRAPH_FILE).`,
    );
  });
  if (definition.name === 'tenants') {
    schemaPool.keepFilled(options.schemaPoolSize);
    mailSender.start();
  }
  return {
    url: server.url,
    async stop() {
      await server.stop();
      await schemaPool.stop();
      await mailSender.stop();
      await events.stop();
      await runtime.stop();
      await operatorsDatabase.close();
      await Promise.all([...others.values()].map((client) => client.close()));
    },
  };
}

function placeOf(name: string, addresses: ReadonlyMap<string, string>): { port: number; path: string } {
  const address = addresses.get(name);
  if (!address) throw new StartupError('ADDRESS_MISSING', `The file of addresses (SUPERGRAPH_FILE) says nothing of ${name}.`);
  const { protocol, port, pathname } = new URL(address);
  return { port: Number(port || (protocol === 'https:' ? 443 : 80)), path: pathname };
}

async function assertUsable(database: Database, role: string): Promise<void> {
  try {
    await countSpareSchemas(database.session(NO_SCOPE));
  } catch (error) {
    await database.close();
    const reason = (error as Error).message || 'connection refused';
    throw new StartupError(
      'DATABASE_UNUSABLE',
      `The role ${role} cannot use the database of DATABASE_URL (${reason}). Has "npm run migrate" been run with the same WAYBILL_SECRET?`,
    );
  }
}

// Every process may relay, one at a time does: whichever process ends, events go on flowing.
function connectEvents(options: MarketplaceOptions, runtime: SubgraphRuntime): { start(): void; stop(): Promise<void> } {
  const relayDatabase = openRoleDatabase({ ...options, poolSize: 2 }, 'relay', []);
  const relay = new EventRelay({ database: relayDatabase, log: options.log });
  const channel = new WakeUpChannel({
    url: roleUrl(options, 'relay'),
    applicationName: `waybill-${runtime.definition.name}-wake-up`,
    log: options.log,
  });
  runtime.database.onEventsCommitted(() => {
    relay.wake();
    channel.announce('waybill_events');
  });
  relay.onRelayed((moved) => {
    options.metrics?.eventsRelayed(moved);
    runtime.wakeConsumers();
    channel.announce('waybill_deliveries');
  });
  channel.on('waybill_events', () => relay.wake());
  channel.on('waybill_deliveries', () => runtime.wakeConsumers());
  const sharing = shareLiveTopics(channel, [runtime]);
  return {
    start() {
      relay.start();
      channel.start();
      sharing.start();
    },
    async stop() {
      sharing.stop();
      await relay.stop();
      await channel.stop();
      await relayDatabase.close();
    },
  };
}
