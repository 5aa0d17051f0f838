import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ManualClock } from '../../../platform/context/clock.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { createTestWorld, type TestTenant, type TestWorld } from '../../../test/support/test-world.ts';
import { resumePurchases } from '../purchases/resume-purchases.ts';
import { deathsIn, mortalContext, type Death } from '../test-support/mortal-context.ts';
import { TWO_POUNDS } from '../test-support/order-fixtures.ts';
import {
  anEntityWith,
  aShipper,
  balanceOf,
  connectSandbox,
  LOS_ANGELES,
  NEW_YORK,
  type Shipper,
} from '../test-support/shipping-fixtures.ts';
import { createBatch } from './create-batch.ts';
import { runBatches, workOn } from './run-batches.ts';

const HALF_A_MINUTE = 30_000;
const clock = new ManualClock(new Date('2026-03-02T09:00:00Z'));
let world: TestWorld;
let tenant: TestTenant;

before(async () => {
  world = await createTestWorld({ clock, startsWorkers: false });
  tenant = await world.createTenant();
});
after(() => world.close());

interface Scene {
  shipper: Shipper;
  entityId: Uuid;
  batchId: Uuid;
  /** Works on the batch until the death, or to the end. */
  work(death: Death | null): Promise<string[]>;
  outcome(): Promise<object>;
}

/** A batch of one row to be bought for 6.00 and one to be a draft, of an organization of its own. */
async function aScene(): Promise<Scene> {
  const shipper = await aShipper(world, { tenant });
  await connectSandbox(shipper);
  const entityId = await anEntityWith(world, shipper, '100');
  const row = { shipper: NEW_YORK, recipient: LOS_ANGELES, parcels: TWO_POUNDS };
  const rows = [
    { ...row, service: 'sandbox_ground' },
    { ...row, purchase: 'draft' as const },
  ];
  const { id: batchId } = await createBatch(shipper.context(), { rows, purchase: 'cheapest' });
  return {
    shipper,
    entityId,
    batchId,
    async work(death) {
      const { context, life } = mortalContext(shipper.context(), death);
      await workOn(context, batchId).catch((error: Error) => {
        if (!death) throw error;
      });
      return life.deeds;
    },
    async outcome() {
      const [rowsOfBatch] = await world.inspect<object>(
        `select b.status as batch, array_agg(r.status order by r.number) as rows, count(distinct r.shipment_id)::int as shipments,
           (select array_agg(s.status order by s.status) from "${tenant.schema}".shipments s where s.organization_id = b.organization_id) as made,
           (select count(*)::int from "${tenant.schema}".labels l where l.organization_id = b.organization_id) as labels
         from "${tenant.schema}".batches b join "${tenant.schema}".batch_rows r on r.batch_id = b.id where b.id = $1
         group by b.id, b.status, b.organization_id`,
        [batchId],
      );
      return { ...rowsOfBatch, balance: await balanceOf(world, shipper, entityId) };
    },
  };
}

const COMPLETED = {
  batch: 'completed',
  rows: ['succeeded', 'succeeded'],
  shipments: 2,
  made: ['created', 'draft'],
  labels: 1,
  balance: { remaining: '94', reserved: '0', spent: '6' },
};

const system = (): RequestContext => world.context('shipping', { level: 'internal', tenant, testMode: true });

/** What the jobs do once everybody's holds have ended. */
async function recover(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) {
    clock.advance(HALF_A_MINUTE);
    await resumePurchases.run(system());
    await runBatches.run(system());
  }
}

test('a batch whose work is killed before or after any of its deeds is finished by the next turns: each row once, and charged once', async () => {
  const whole = await aScene();
  const deeds = await whole.work(null);
  assert.deepEqual(await whole.outcome(), COMPLETED);
  assert.ok(deeds.includes('billing.reserveCredits') && deeds.length > 15, deeds.join(' '));
  for (const death of deathsIn(deeds)) {
    const scene = await aScene();
    await scene.work(death);
    await recover();
    assert.deepEqual(await scene.outcome(), COMPLETED, `killed ${death.when} deed ${death.atDeed}, ${deeds[death.atDeed]}`);
  }
});

test('a row whose price has expired before it was bought is quoted anew and bought once', async () => {
  const deeds = await (await aScene()).work(null);
  const chosen = deeds.indexOf('addons.pinnedPrice');
  const scene = await aScene();
  await scene.work({ atDeed: chosen, when: 'before' });
  clock.advance(16 * 60_000);
  await recover();
  assert.deepEqual(await scene.outcome(), COMPLETED);
});
