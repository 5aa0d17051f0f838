import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';
import { stringify } from 'yaml';
import { SUBGRAPH_NAMES } from '../../host/load-subgraph.ts';
import { ManualClock } from '../../platform/context/clock.ts';
import type { RequestContext } from '../../platform/context/request-context.ts';
import { newId } from '../../platform/ids/public-id.ts';
import { createAddon } from '../../subgraphs/addons/addons/create-addon.ts';
import { runBatch } from '../../subgraphs/addons/simulation/run-simulations.ts';
import { simulateAddonChange } from '../../subgraphs/addons/simulation/simulate-addon-change.ts';
import { anAddon } from '../../subgraphs/addons/test-support/addon-fixtures.ts';
import { pinRates } from '../../subgraphs/addons/test-support/purchases.ts';
import { freePorts, ServiceProcess } from '../support/service-process.ts';
import { TEST_SECRET } from '../support/test-settings.ts';
import { createTestWorld, type TestTenant, type TestWorld } from '../support/test-world.ts';

// Two and a half batches.
const PURCHASES = 2_500;
const BATCH = 1_000;
const WITHIN_MS = 60_000;
const organizationId = newId();
let world: TestWorld;
let tenant: TestTenant;
let staff: RequestContext;
let folder: string;
let addons: ServiceProcess | undefined;
let env: Record<string, string>;

before(async () => {
  world = await createTestWorld({ clock: new ManualClock(new Date('2026-03-02T10:00:00Z')), startsWorkers: false });
  tenant = await world.createTenant();
  staff = world.context('addons', { tenant });
  await createAddon(staff, anAddon({ commissionEnabled: true, commissionRate: '0.2' }));
  await sellMany();
  folder = await mkdtemp(join(tmpdir(), 'waybill-simulation-'));
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
  await addons?.end('SIGKILL');
  await rm(folder, { recursive: true, force: true });
  await world.close();
});

/** One purchase as it is sold, and the others after its image. */
async function sellMany(): Promise<void> {
  const shipper = world.context('addons', { tenant, organizationId });
  const [price] = await pinRates(staff.clock, shipper, 1);
  await world.inspect(
    `insert into ${tenant.schema}.recorded_purchases (id, organization_id, test_mode, rate_id, currency, application_count, month, created_at)
     select md5(i::text)::uuid, $1, false, $2, 'USD', 1, '2026-02-01', '2026-02-01T00:00:00Z'::timestamptz + i * interval '20 seconds'
     from generate_series(1, $3::int) as i`,
    [organizationId, price!.rateId, PURCHASES],
  );
}

async function supposeAnother(): Promise<string> {
  const [from, until] = [new Date('2026-02-01T00:00:00Z'), new Date('2026-03-01T00:00:00Z')];
  const newAddon = anAddon({ name: 'Care', amount: '2', commissionEnabled: true });
  const question = { from, until, newAddon, changedAddon: null, deletedAddonId: null, commission: null };
  return (await simulateAddonChange(staff, question)).id;
}

const stateOf = async (id: string): Promise<{ state: string; done: number }> => {
  const [row] = await world.inspect<{ state: string; done: number }>(
    `select state, done from ${tenant.schema}.addon_simulations where id = $1`,
    [id],
  );
  return row!;
};

/** Everything that a simulation came to. */
const sumsOf = (id: string): Promise<object[]> =>
  world.inspect(
    `select currency, shipments, affected_shipments, current_revenue, simulated_revenue, current_commission, simulated_commission,
       skipped_shipments, minimum_applications from ${tenant.schema}.addon_simulation_sums where simulation_id = $1 order by currency`,
    [id],
  );

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + WITHIN_MS;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`it took too long until ${what}`);
    await wait(20);
  }
}

const isWaitingForSums = async (): Promise<boolean> =>
  (
    await world.inspect(
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%addon_simulation_sums%'`,
    )
  ).length > 0;

test('a simulation whose process is killed in the middle of a batch goes on where it stood, and comes to exactly the same', async () => {
  const undisturbed = await supposeAnother();
  while (await runBatch(staff, undisturbed));
  // Read at once: for the process, which has the machine's clock, it is old enough to be purged.
  const expected = await sumsOf(undisturbed);
  const disturbed = await supposeAnother();
  await runBatch(staff, disturbed);
  assert.deepEqual(await stateOf(disturbed), { state: 'running', done: BATCH });
  const afterOne = await sumsOf(disturbed);

  // The sums are kept from being written, so that the process dies with half a batch in hand.
  const holder = new Client({ connectionString: world.ownerUrl });
  await holder.connect();
  await holder.query(`begin; lock table ${tenant.schema}.addon_simulation_sums in share mode`);
  addons = await ServiceProcess.start('subgraph', ['addons'], env);
  await until('the second batch is being written', isWaitingForSums);
  assert.equal(await addons.end('SIGKILL'), 'SIGKILL');
  await holder.query('rollback');
  await holder.end();
  await until('the database has noticed', async () => !(await isWaitingForSums()));
  assert.deepEqual([await stateOf(disturbed), await sumsOf(disturbed)], [{ state: 'running', done: BATCH }, afterOne]);

  addons = await ServiceProcess.start('subgraph', ['addons'], env);
  await until('the simulation is over', async () => (await stateOf(disturbed)).state === 'completed');
  assert.deepEqual(await stateOf(disturbed), { state: 'completed', done: PURCHASES });
  assert.deepEqual(await sumsOf(disturbed), expected);
  const [sums] = expected as [{ shipments: number }];
  assert.equal(sums.shipments, PURCHASES);
});
