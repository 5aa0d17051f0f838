import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { pino } from 'pino';
import { createMarketplace, type Marketplace, type MarketplaceOptions } from '../../host/marketplace.ts';
import type { Clock } from '../../platform/context/clock.ts';
import type { RequestContext, RequestIdentity } from '../../platform/context/request-context.ts';
import { NO_SCOPE } from '../../platform/database/database.ts';
import { claimSpareSchema, provisionSpareSchema } from '../../platform/database/tenant-schemas.query.ts';
import { diskStore } from '../../platform/objects/disk-store.ts';
import { newId } from '../../platform/ids/public-id.ts';
import { PERMISSIONS } from '../../contracts/identity/permissions.ts';
import { TEMPLATE_DATABASE, TEST_ROLE_PREFIX, TEST_SECRET } from './test-settings.ts';

/** A tenant with a schema of its own. */
export interface TestTenant {
  id: string;
  schema: string;
}

/** A database of its own with all subgraphs on it, for one test file. */
export interface TestWorld {
  marketplace: Marketplace;
  ownerUrl: string;
  /** Where its files are. */
  objectFolder: string;
  /** Claims a schema for a new tenant; the tenants subgraph knows nothing of it. */
  createTenant(): Promise<TestTenant>;
  /** A context in which a use case of the subgraph can be called; all permissions unless some are named. */
  context(subgraph: string, identity: Partial<RequestIdentity>): RequestContext;
  /** SQL statements that contexts of this world have run so far. */
  statements(): number;
  /** Runs SQL as the owner, past every wall: to look at what the code left behind. */
  inspect<Row extends object>(sql: string, values?: unknown[]): Promise<Row[]>;
  /** Waits until every event has become its effect, or fails after a minute. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

const systemClock: Clock = { now: () => new Date() };

/** Copies the migrated template into a new database and builds a marketplace on it. */
export async function createTestWorld(
  options: Pick<MarketplaceOptions, 'poolSize' | 'tracing' | 'metrics'> & { clock?: Clock; startsWorkers?: boolean } = {},
): Promise<TestWorld> {
  const serverUrl = process.env['WAYBILL_TEST_DATABASE_URL'];
  if (!serverUrl) throw new Error('Tests need --test-global-setup=dist/test/support/global-setup.js, which starts the database.');
  const name = `world_${randomBytes(6).toString('hex')}`;
  await runOnce(serverUrl, `create database ${name} template ${TEMPLATE_DATABASE}`);
  const ownerUrl = Object.assign(new URL(serverUrl), { pathname: `/${name}` }).toString();
  const log = pino({ level: process.env['TEST_LOG_LEVEL'] ?? 'silent' });
  const objectFolder = await mkdtemp(join(tmpdir(), 'waybill-objects-'));
  const marketplace = await createMarketplace({
    ownerUrl,
    secret: TEST_SECRET,
    rolePrefix: TEST_ROLE_PREFIX,
    poolSize: 6,
    ...options,
    objects: diskStore(objectFolder),
    clock: options.clock ?? systemClock,
    log,
    exposesStatements: true,
  });
  if (options.startsWorkers !== false) await marketplace.start();
  const owner = new Client({ connectionString: ownerUrl });
  await owner.connect();
  let statements = 0;
  const inspect = async <Row extends object>(sql: string, values: unknown[] = []): Promise<Row[]> =>
    (await owner.query<Row>(sql, values)).rows;
  return {
    marketplace,
    ownerUrl,
    objectFolder,
    inspect,
    statements: () => statements,
    async createTenant() {
      const session = marketplace.subgraphs.get('tenants')!.database.session(NO_SCOPE);
      await provisionSpareSchema(session);
      const id = newId();
      return { id, schema: (await claimSpareSchema(session, id))! };
    },
    context(subgraph, identity) {
      const complete: RequestIdentity = {
        actor: identity.userId ? `user/${identity.userId}` : 'system/test',
        level: identity.organizationId ? 'organization' : 'tenant',
        userId: null,
        tenant: null,
        organizationId: null,
        partnerId: null,
        testMode: false,
        permissions: [...PERMISSIONS],
        ...identity,
      };
      return marketplace.subgraphs.get(subgraph)!.createContext(complete, { requestId: 'test' }, () => void (statements += 1));
    },
    async settle() {
      const deadline = Date.now() + 60_000;
      for (;;) {
        const [row] = await inspect<{ open: string }>(
          `select (select count(*) from platform.outbox) + (select count(*) from platform.deliveries where parked_at is null) as open`,
        );
        if (row?.open === '0') return;
        if (Date.now() > deadline) throw new Error('events did not settle within a minute');
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    async close() {
      await owner.end();
      await marketplace.stop();
      await runOnce(serverUrl, `drop database ${name} with (force)`);
      await rm(objectFolder, { recursive: true, force: true });
    },
  };
}

async function runOnce(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
