import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ManualClock } from '../../../platform/context/clock.ts';
import { createTestWorld, type TestWorld } from '../../../test/support/test-world.ts';
import { purchaseShipment } from '../purchases/purchase-shipment.ts';
import { requestQuotes } from '../quotes/request-quotes.ts';
import { injectTrackingEvents } from '../trackers/inject-tracking-events.ts';
import { findTrackersOfShipments } from '../trackers/trackers.query.ts';
import { aConsignment, anEntityWith, aShipper, connectSandbox, type Shipper } from '../test-support/shipping-fixtures.ts';
import { changeShipmentStatus } from './change-shipment-status.ts';
import { SHIPMENT_STATUSES, type ShipmentStatus } from './shipment-status.ts';
import { findShipments } from './shipments.query.ts';

const clock = new ManualClock(new Date('2026-03-02T09:00:00Z'));
let world: TestWorld;
let shipper: Shipper;
let shipmentId: string;

before(async () => {
  world = await createTestWorld({ clock, startsWorkers: false });
  shipper = await aShipper(world);
  await connectSandbox(shipper);
  await anEntityWith(world, shipper, '100');
  const { rates } = await requestQuotes(shipper.context(), aConsignment({ services: ['sandbox_ground'] }));
  shipmentId = (await purchaseShipment(shipper.context(), { rateId: rates[0]!.id, idempotencyKey: 'k' })).id;
});
after(() => world.close());

async function stand(status: ShipmentStatus): Promise<void> {
  await world.inspect(`update "${shipper.tenant.schema}".shipments set status = $1 where id = $2`, [status, shipmentId]);
}

async function statusNow(): Promise<string | undefined> {
  return (await findShipments(shipper.context().session, [shipmentId]))[0]?.status;
}

test('of the 54 pairs that can be tried by hand 33 are legal, and each other one is refused and changes nothing', async () => {
  let made = 0;
  for (const from of SHIPMENT_STATUSES) {
    for (const to of ['shipped', 'in_transit', 'out_for_delivery', 'delivered', 'needs_attention', 'delivery_failed'] as const) {
      await stand(from);
      const outcome = await changeShipmentStatus(shipper.context(), { shipmentId, status: to }).then(
        () => 'made',
        (error: { code: string }) => error.code,
      );
      if (outcome === 'made') made += 1;
      else assert.equal(outcome, 'ILLEGAL_STATUS');
      assert.equal(await statusNow(), outcome === 'made' ? to : from, `${from} to ${to}`);
    }
  }
  assert.equal(made, 33);
});

test('draft, created and cancelled are not set by hand', async () => {
  await stand('created');
  for (const status of ['draft', 'created', 'cancelled'] as const)
    await assert.rejects(changeShipmentStatus(shipper.context(), { shipmentId, status }), { field: 'status' });
});

test('a delivery is told once and audited, and a later scan of the carrier does not take it back', async () => {
  await world.inspect(`delete from platform.outbox`);
  await stand('created');
  for (let time = 0; time < 2; time += 1) await changeShipmentStatus(shipper.context(), { shipmentId, status: 'delivered' });
  const events = await world.inspect<{ type: string }>(`select type from platform.outbox`);
  assert.deepEqual(events, [{ type: 'shipment.delivered' }]);
  const [tracker] = await findTrackersOfShipments(shipper.context().session, [shipmentId]);
  clock.advance(1_000);
  const moved = await injectTrackingEvents(shipper.context(), { trackerId: tracker!.id, events: [{ status: 'in_transit' }] });
  assert.equal(moved.status, 'in_transit');
  assert.equal(await statusNow(), 'delivered');
});
