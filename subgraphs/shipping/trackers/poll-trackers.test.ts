import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ManualClock } from '../../../platform/context/clock.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { createTestWorld, type TestTenant, type TestWorld } from '../../../test/support/test-world.ts';
import { cancelShipment } from '../cancellations/cancel-shipment.ts';
import { carrierOf } from '../carriers/carrier-registry.ts';
import { purchaseShipment } from '../purchases/purchase-shipment.ts';
import { requestQuotes } from '../quotes/request-quotes.ts';
import { findShipments } from '../shipments/shipments.query.ts';
import {
  aConsignment,
  anEntityWith,
  aShipper,
  connectSandbox,
  connectUsps,
  type Shipper,
} from '../test-support/shipping-fixtures.ts';
import { createTracker } from './create-tracker.ts';
import { nextPollAt } from './poll-schedule.ts';
import { pollTrackers } from './poll-trackers.ts';
import { findTrackers, findTrackersOfShipments, findTrackingEvents, type TrackerRow } from './trackers.query.ts';

const SANDBOX = carrierOf({ carrier: 'sandbox' }) as Required<ReturnType<typeof carrierOf>>;
const HOUR_MS = 3_600_000;
const clock = new ManualClock(new Date('2026-03-02T09:00:00Z'));
let world: TestWorld;
let tenant: TestTenant;
let shipper: Shipper;

before(async () => {
  world = await createTestWorld({ clock, startsWorkers: false });
  shipper = await aShipper(world);
  ({ tenant } = shipper);
  await connectSandbox(shipper);
  await anEntityWith(world, shipper, '100');
});
after(() => world.close());

function job(): RequestContext {
  return world.context('shipping', {
    actor: 'system/poll-trackers',
    level: 'internal',
    tenant,
    testMode: true,
    permissions: ['internal'],
  });
}

async function poll(hoursLater = 0): Promise<void> {
  clock.advance(hoursLater * HOUR_MS);
  await pollTrackers.run(job());
}

async function aShipment(): Promise<string> {
  const { rates } = await requestQuotes(shipper.context(), aConsignment({ services: ['sandbox_ground'] }));
  return (await purchaseShipment(shipper.context(), { rateId: rates[0]!.id, idempotencyKey: rates[0]!.id })).id;
}

async function standing(shipmentId: string): Promise<[string | undefined, string | undefined]> {
  const { session } = shipper.context();
  const [shipment] = await findShipments(session, [shipmentId]);
  const [tracker] = await findTrackersOfShipments(session, [shipmentId]);
  return [tracker?.status, shipment?.status];
}

async function dueAt(tracker: TrackerRow): Promise<Date | null> {
  const [row] = await world.inspect<{ due: Date | null }>(
    `select next_poll_at as due from "${tenant.schema}".trackers where id = $1`,
    [tracker.id],
  );
  return row!.due;
}

test('a sandbox parcel lives by the clock: each poll files what happened since, until it is delivered and asked for no more', async () => {
  const shipmentId = await aShipment();
  await poll();
  assert.deepEqual(await standing(shipmentId), ['pending', 'created']);
  await poll(5);
  assert.deepEqual(await standing(shipmentId), ['picked_up', 'shipped']);
  await poll(10);
  assert.deepEqual(await standing(shipmentId), ['in_transit', 'in_transit']);
  await poll(60);
  assert.deepEqual(await standing(shipmentId), ['delivered', 'delivered']);
  const [tracker] = await findTrackersOfShipments(shipper.context().session, [shipmentId]);
  assert.equal(tracker?.estimatedDelivery, '2026-03-05');
  assert.equal(await dueAt(tracker), null);
  const events = await findTrackingEvents(shipper.context().session, [tracker.id]);
  assert.deepEqual(
    events.map(({ status }) => status),
    ['pending', 'picked_up', 'in_transit', 'in_transit', 'out_for_delivery', 'delivered'],
  );
  const told = await world.inspect<{ status: string }>(
    `select data->>'status' as status from platform.outbox where type = 'tracker.updated' and subject = $1 order by position`,
    [`tracker/${tracker.id}`],
  );
  assert.deepEqual(told, [{ status: 'picked_up' }, { status: 'in_transit' }, { status: 'delivered' }]);
});

test('a number is tracked by itself, once however often it is asked for, and each magic number shows its state', async () => {
  const command = { trackingNumber: 'sandbox-delivery-failed', carrierName: 'Sandbox', reference: 'R-1' };
  const made = await Promise.all(Array.from({ length: 5 }, () => createTracker(shipper.context(), command)));
  assert.equal(new Set(made.map(({ id }) => id)).size, 1);
  assert.equal(made[0]!.status, 'unknown');
  await poll();
  const [tracker] = await findTrackers(shipper.context().session, [made[0]!.id]);
  assert.deepEqual([tracker?.status, tracker?.reference, tracker?.shipmentId], ['delivery_failed', 'R-1', null]);
  const [counted] = await world.inspect<{ count: number }>(
    `select count(*)::int as count from platform.outbox where type = 'usage.tracking.made' and subject = $1`,
    [`tracker/${made[0]!.id}`],
  );
  assert.equal(counted?.count, 1);
});

test('malformed numbers, and carriers that are not connected, are refused', async () => {
  const refused = (command: Parameters<typeof createTracker>[1], expected: object): Promise<void> =>
    assert.rejects(createTracker(shipper.context(), command), expected);
  await refused({ trackingNumber: '12', carrierName: 'Sandbox' }, { field: 'trackingNumber' });
  await refused({ trackingNumber: '1234567' }, { field: 'connectionId' });
  await refused({ trackingNumber: '1234567', carrierName: 'Nobody' }, { code: 'NOT_FOUND', field: 'carrierName' });
});

test('a carrier that fails is left alone for 5, 10, 20 minutes and at most 6 hours, with all its parcels', async (context) => {
  const first = await createTracker(shipper.context(), { trackingNumber: 'FAILING-1', carrierName: 'Sandbox' });
  const second = await createTracker(shipper.context(), { trackingNumber: 'FAILING-2', carrierName: 'Sandbox' });
  const tracking = context.mock.method(SANDBOX, 'track', () => Promise.reject(new Error('broken pipe')));
  await world.inspect(`update "${tenant.schema}".trackers set next_poll_at = null where id <> all($1)`, [[first.id, second.id]]);
  await poll();
  const inFive = new Date(clock.now().getTime() + 5 * 60_000);
  assert.deepEqual([await dueAt(first), await dueAt(second)], [inFive, inFive]);
  tracking.mock.restore();
  const standing = { status: 'in_transit', lastScanAt: clock.now(), testMode: false } as const;
  const minutes = [1, 2, 3, 9].map(
    (failed) => (nextPollAt(standing, clock.now(), failed)!.getTime() - clock.now().getTime()) / 60_000,
  );
  assert.deepEqual(minutes, [5, 10, 20, 360]);
});

test('what is delivered, cancelled or silent for three months is asked for no more; behind a price list nobody is asked', async () => {
  const now = clock.now();
  const heard = { lastScanAt: now, testMode: false };
  assert.equal(nextPollAt({ ...heard, status: 'delivered' }, now, 0), null);
  assert.equal(nextPollAt({ ...heard, status: 'cancelled' }, now, 0), null);
  const longAgo = new Date(now.getTime() - 91 * 24 * HOUR_MS);
  assert.equal(nextPollAt({ status: 'in_transit', lastScanAt: longAgo, testMode: false }, now, 0), null);
  const cancelled = await aShipment();
  await cancelShipment(shipper.context(), cancelled);
  const [tracker] = await findTrackersOfShipments(shipper.context().session, [cancelled]);
  assert.deepEqual([tracker?.status, await dueAt(tracker!)], ['cancelled', null]);
  const listed = await aShipper(world);
  await connectUsps(world, listed);
  const unasked = await createTracker(listed.context(), {
    trackingNumber: '9400100000000000000000',
    carrierName: 'Rate sheet',
  }).catch(async () => createTracker(listed.context(), { trackingNumber: '9400100000000000000000', carrierName: 'USPS' }));
  const [row] = await world.inspect<{ due: Date | null }>(
    `select next_poll_at as due from "${listed.tenant.schema}".trackers where id = $1`,
    [unasked.id],
  );
  assert.equal(row!.due, null);
});
