import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { startEmbeddedPostgres } from '../../platform/database/embedded-postgres.ts';
import { migrate } from '../../platform/database/migrator.ts';
import { SUBGRAPHS } from '../../host/subgraph-registry.ts';
import { TEST_ROLE_PREFIX, TEST_SECRET, TEMPLATE_DATABASE } from './test-settings.ts';

let teardown: () => Promise<void> = async () => {};

/** Starts one PostgreSQL for the whole run, with a migrated database that each test file copies. */
export async function globalSetup(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), `waybill-test-${randomBytes(3).toString('hex')}-`));
  const postgres = await startEmbeddedPostgres({ dataDir, durability: 'test' });
  const admin = new Client({ connectionString: postgres.url });
  await admin.connect();
  await admin.query(`create database ${TEMPLATE_DATABASE}`);
  await admin.end();
  const ownerUrl = Object.assign(new URL(postgres.url), { pathname: `/${TEMPLATE_DATABASE}` }).toString();
  await migrate({
    ownerUrl,
    secret: TEST_SECRET,
    rolePrefix: TEST_ROLE_PREFIX,
    sets: SUBGRAPHS.map((subgraph) => subgraph.migrations),
  });
  process.env['WAYBILL_TEST_DATABASE_URL'] = postgres.url;
  teardown = async () => {
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}

/** Stops it and removes its data. */
export async function globalTeardown(): Promise<void> {
  await teardown();
}
