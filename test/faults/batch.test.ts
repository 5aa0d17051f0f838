import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';
import { stringify } from 'yaml';
import { SUBGRAPH_NAMES } from '../../host/load-subgraph.ts';
import { createBatch } from '../../subgraphs/shipping/batches/create-batch.ts';
import { workOn } from '../../subgraphs/shipping/batches/run-batches.ts';
import { TWO_POUNDS } from '../../subgraphs/shipping/test-support/order-fixtures.ts';
import { aShipper, LOS_ANGELES, NEW_YORK, type Shipper } from '../../subgraphs/shipping/test-support/shipping-fixtures.ts';
import { freePorts, ServiceProcess } from '../support/service-process.ts';
import { TEST_SECRET } from '../support/test-settings.ts';
import { createTestWorld, type TestWorld } from '../support/test-world.ts';

const ROWS = 500;
const WITHIN_MS = 60_000;
let world: TestWorld;
let shipper: Shipper;
let folder: string;
let env: Record<string, string>;
let shipping: ServiceProcess | undefined;

before(async () => {
  world = await createTestWorld({ startsWorkers: false });
  shipper = await aShipper(world);
  folder = await mkdtemp(join(tmpdir(), 'waybill-batch-'));
  const ports = await freePorts(SUBGRAPH_NAMES.length);
  const places = SUBGRAPH_NAMES.map((name, index) => [name, { routing_url: `http://127.0.0.1:${ports[index]}/graphql` }]);
  await writeFile(join(folder, 'supergraph.yaml'), stringify({ subgraphs: Object.fromEntries(places) }));
  env = {
    DATABASE_URL: world.ownerUrl,
    WAYBILL_SECRET: TEST_SECRET,
    SUPERGRAPH_FILE: join(folder, 'supergraph.yaml'),
    SCHEMA_POOL_SIZE: '0',
  };
});
after(async () => {
  await shipping?.end('SIGKILL');
  await rm(folder, { recursive: true, force: true });
  await world.close();
});

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + WITHIN_MS;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`it took too long until ${what}`);
    await wait(20);
  }
}

/** How many rows are done, how many shipments there are, and of how many rows those are. */
async function made(): Promise<{ done: number; shipments: number; references: number }> {
  const { schema } = shipper.tenant;
  const [row] = await world.inspect<{ done: number; shipments: number; references: number }>(
    `select (select count(*)::int from "${schema}".batch_rows where status = 'succeeded') as done, count(*)::int as shipments,
       count(distinct reference)::int as references from "${schema}".shipments`,
  );
  return row!;
}

const isWaiting = async (): Promise<boolean> =>
  (
    await world.inspect(
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%update batch_rows%'`,
    )
  ).length > 0;

test('a batch whose process is killed with a chunk in hand goes on where it stood, and makes no shipment twice', async () => {
  const row = { shipper: NEW_YORK, recipient: LOS_ANGELES, parcels: TWO_POUNDS };
  const rows = Array.from({ length: ROWS }, (_, index) => ({ ...row, reference: `PO-${index}` }));
  const batch = await createBatch(shipper.context(), { rows });

  // What became of rows is kept from being written, so that the process dies with the drafts of a chunk in hand.
  const holder = new Client({ connectionString: world.ownerUrl });
  await holder.connect();
  await holder.query(`begin; lock table "${shipper.tenant.schema}".batch_rows in share mode`);
  shipping = await ServiceProcess.start('subgraph', ['shipping'], env);
  await until('the first chunk is being written', isWaiting);
  assert.equal(await shipping.end('SIGKILL'), 'SIGKILL');
  await holder.query('rollback');
  await holder.end();
  await until('the database has noticed', async () => !(await isWaiting()));
  assert.deepEqual(await made(), { done: 0, shipments: 0, references: 0 });

  shipping = await ServiceProcess.start('subgraph', ['shipping'], env);
  await until('the batch is over', async () => (await made()).done === ROWS);
  await until('it says so', async () => workOn(shipper.context(), batch.id));
  assert.deepEqual(await made(), { done: ROWS, shipments: ROWS, references: ROWS });
});
