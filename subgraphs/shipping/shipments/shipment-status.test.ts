import assert from 'node:assert/strict';
import { test } from 'node:test';
import { trackerStatusAfter, TRACKER_STATUSES, type TrackerStatus } from '../trackers/tracker-status.ts';
import { followTrackers, IllegalStatusError, moveShipment, SHIPMENT_STATUSES, type ShipmentStatus } from './shipment-status.ts';

function isLegal(from: ShipmentStatus, to: ShipmentStatus): boolean {
  try {
    moveShipment(from, to);
    return true;
  } catch (error) {
    assert.ok(error instanceof IllegalStatusError);
    return false;
  }
}

test('of the 81 pairs of shipment statuses 39 are legal: staying, and the moves of the table', () => {
  const legal = SHIPMENT_STATUSES.flatMap((from) =>
    SHIPMENT_STATUSES.filter((to) => isLegal(from, to)).map((to) => `${from}>${to}`),
  );
  assert.equal(legal.length, 39);
  for (const end of ['delivered', 'cancelled'] as const)
    assert.deepEqual(
      SHIPMENT_STATUSES.filter((to) => isLegal(end, to)),
      [end],
    );
  for (const carried of ['shipped', 'in_transit', 'out_for_delivery', 'needs_attention', 'delivery_failed'] as const)
    assert.equal(isLegal(carried, 'cancelled'), false);
});

test('in each of the twelve statuses a tracker may come to, its shipment stands in one', () => {
  const walk = (tracker: TrackerStatus, shipment: ShipmentStatus, seen: Set<string>): void => {
    const key = `${tracker}/${shipment}`;
    if (seen.has(key)) return;
    seen.add(key);
    for (const scan of TRACKER_STATUSES) {
      const next = trackerStatusAfter(tracker, scan);
      if (next) walk(next, followTrackers(shipment, [next]), seen);
    }
  };
  const seen = new Set<string>();
  walk('pending', 'created', seen);
  assert.equal(seen.size, 12);
});

test('a shipment that was moved on by hand stays there, whatever its tracker says later', () => {
  assert.equal(followTrackers('delivered', ['in_transit']), 'delivered');
  assert.equal(followTrackers('cancelled', ['picked_up']), 'cancelled');
  assert.equal(followTrackers('in_transit', ['picked_up']), 'in_transit');
});

test('a shipment of many parcels is where its slowest parcel is, delivered with its last one, and in trouble with any', () => {
  const after = (from: ShipmentStatus, ...parcels: TrackerStatus[]): ShipmentStatus => followTrackers(from, parcels);
  assert.equal(after('created', 'pending', 'pending', 'unknown'), 'created');
  assert.equal(after('created', 'picked_up', 'pending', 'pending'), 'shipped');
  assert.equal(after('created', 'delivered', 'pending', 'pending'), 'shipped');
  assert.equal(after('shipped', 'delivered', 'in_transit', 'out_for_delivery'), 'in_transit');
  assert.equal(after('in_transit', 'delivered', 'delivered', 'out_for_delivery'), 'out_for_delivery');
  assert.equal(after('out_for_delivery', 'delivered', 'delivered', 'delivered'), 'delivered');
  assert.equal(after('in_transit', 'delivered', 'on_hold', 'in_transit'), 'needs_attention');
  assert.equal(after('in_transit', 'on_hold', 'return_to_sender', 'delivered'), 'delivery_failed');
  assert.equal(after('delivery_failed', 'delivered', 'delivered', 'delivered'), 'delivered');
  assert.equal(after('created', 'cancelled', 'delivered', 'delivered'), 'delivered', 'what is not sent does not count');
  assert.equal(after('created', 'cancelled', 'cancelled', 'cancelled'), 'cancelled');
});
