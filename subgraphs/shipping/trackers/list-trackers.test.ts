import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ManualClock } from '../../../platform/context/clock.ts';
import { createTestWorld, type TestWorld } from '../../../test/support/test-world.ts';
import { aShipper, connectSandbox, type Shipper } from '../test-support/shipping-fixtures.ts';
import { createTracker } from './create-tracker.ts';
import { listTrackers, TRACKER_ORDERS } from './trackers.query.ts';

const clock = new ManualClock(new Date('2026-03-02T09:00:00Z'));
let world: TestWorld;
let shipper: Shipper;
before(async () => {
  world = await createTestWorld({ clock, startsWorkers: false });
  shipper = await aShipper(world);
  await connectSandbox(shipper);
});
after(() => world.close());

async function numbers(order: keyof typeof TRACKER_ORDERS): Promise<string[]> {
  const { session } = shipper.context();
  const listed: string[] = [];
  let after: string | undefined;
  do {
    const page = await listTrackers(session, {}, TRACKER_ORDERS[order], { first: 2, after });
    listed.push(...page.rows.map(({ trackingNumber }) => trackingNumber));
    after = page.hasNextPage ? page.cursors.at(-1) : undefined;
  } while (after);
  return listed;
}

test('trackers are listed by when tracking began or something was last learned, either way, page by page', async () => {
  for (const trackingNumber of ['NUMBER-1', 'NUMBER-2', 'NUMBER-3']) {
    await createTracker(shipper.context(), { trackingNumber, carrierName: 'Sandbox' });
    clock.advance(60_000);
  }
  await world.inspect(`update "${shipper.tenant.schema}".trackers set updated_at = $1 where tracking_number = 'NUMBER-2'`, [
    clock.now(),
  ]);
  assert.deepEqual(await numbers('createdAtDesc'), ['NUMBER-3', 'NUMBER-2', 'NUMBER-1']);
  assert.deepEqual(await numbers('createdAtAsc'), ['NUMBER-1', 'NUMBER-2', 'NUMBER-3']);
  assert.deepEqual(await numbers('updatedAtDesc'), ['NUMBER-2', 'NUMBER-3', 'NUMBER-1']);
  assert.deepEqual(await numbers('updatedAtAsc'), ['NUMBER-1', 'NUMBER-3', 'NUMBER-2']);
});
