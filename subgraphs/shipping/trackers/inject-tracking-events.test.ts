import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { ManualClock } from '../../../platform/context/clock.ts';
import { encodeId, newId } from '../../../platform/ids/public-id.ts';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { answerOf, askSubgraph } from '../../../test/support/ask-subgraph.ts';
import { createTestWorld, type TestWorld } from '../../../test/support/test-world.ts';
import { purchaseShipment } from '../purchases/purchase-shipment.ts';
import { requestQuotes } from '../quotes/request-quotes.ts';
import type { ShipmentRow } from '../shipments/shipments.query.ts';
import { aConsignment, anEntityWith, aShipper, connectSandbox, type Shipper } from '../test-support/shipping-fixtures.ts';

const START = new Date('2026-03-02T09:00:00Z');
let clock: ManualClock;
let world: TestWorld;
let shipper: Shipper;
let shipment: ShipmentRow;
let trackerId: string;

before(async () => {
  clock = new ManualClock(START);
  world = await createTestWorld({ clock, startsWorkers: false });
});
after(() => world.close());

beforeEach(async () => {
  shipper = await aShipper(world);
  await connectSandbox(shipper);
  await anEntityWith(world, shipper, '50');
  const quote = await requestQuotes(shipper.context(), aConsignment());
  shipment = await purchaseShipment(shipper.context(), { rateId: quote.rates[0]!.id, idempotencyKey: 'k', reference: 'PO 100%' });
  const [tracker] = await world.inspect<{ id: string }>(`select id from "${shipper.tenant.schema}".trackers`);
  trackerId = encodeId(ID_PREFIX.tracker, tracker!.id);
  clock.advance(24 * 3_600_000);
});

interface Injected {
  tracker: { status: string; lastScanAt: string; events: { status: string; occurredAt: string }[] } | null;
  errors: { code: string; field: string | null }[];
}

const INJECT = `mutation I($input: InjectTrackingEventsInput!) {
  injectTrackingEvents(input: $input) { tracker { id status lastScanAt events { status occurredAt description location code } } errors { code field } } }`;

/** An instant so many hours after the purchase. */
function at(hours: number): string {
  const purchasedAt = clock.now().getTime() - 24 * 3_600_000;
  return new Date(purchasedAt + hours * 3_600_000).toISOString();
}

async function inject(events: object[], by = shipper.identity, id = trackerId): Promise<Injected> {
  return (
    await answerOf<{ injectTrackingEvents: Injected }>(world, 'shipping', by, {
      query: INJECT,
      variables: { input: { trackerId: id, events } },
    })
  ).injectTrackingEvents;
}

async function shipmentStatus(): Promise<string> {
  const [row] = await world.inspect<{ status: string }>(`select status from "${shipper.tenant.schema}".shipments`);
  return row!.status;
}

test('scans in any order move tracker and shipment to the latest, and stand in the order in which they happened', async () => {
  await world.inspect('truncate platform.outbox');
  const { tracker } = await inject([
    { status: 'OUT_FOR_DELIVERY', occurredAt: at(10) },
    { status: 'PICKED_UP', occurredAt: at(2), description: 'Picked up', location: 'New York, NY' },
    { status: 'IN_TRANSIT', occurredAt: at(5) },
  ]);
  assert.equal(tracker!.status, 'OUT_FOR_DELIVERY');
  assert.equal(tracker!.lastScanAt, at(10));
  assert.deepEqual(
    tracker!.events.map(({ status }) => status),
    ['PENDING', 'PICKED_UP', 'IN_TRANSIT', 'OUT_FOR_DELIVERY'],
  );
  assert.equal(await shipmentStatus(), 'out_for_delivery');
  const events = await world.inspect<{ type: string; data: { status: string; shipmentId: string } }>(
    'select type, data from platform.outbox',
  );
  assert.deepEqual(
    events.map(({ type, data }) => [type, data.status, data.shipmentId]),
    [['tracker.updated', 'out_for_delivery', shipment.id]],
  );
});

test('a late scan is filed in its place and sets nothing back; a repeated one changes nothing', async () => {
  await inject([{ status: 'DELIVERED', occurredAt: at(12) }]);
  await world.inspect('truncate platform.outbox');
  const late = await inject([
    { status: 'IN_TRANSIT', occurredAt: at(4) },
    { status: 'DELIVERED', occurredAt: at(12) },
  ]);
  assert.equal(late.tracker!.status, 'DELIVERED');
  assert.deepEqual(
    late.tracker!.events.map(({ status }) => status),
    ['PENDING', 'IN_TRANSIT', 'DELIVERED'],
  );
  const again = await inject([{ status: 'IN_TRANSIT', occurredAt: at(4) }]);
  assert.deepEqual(again.tracker, late.tracker);
  assert.equal(await shipmentStatus(), 'delivered');
  assert.deepEqual(await world.inspect('select type from platform.outbox'), []);
});

test('what is delivered moves no more: an illegal move is refused and nothing is filed', async () => {
  await inject([{ status: 'DELIVERED', occurredAt: at(12) }]);
  const { tracker, errors } = await inject([{ status: 'IN_TRANSIT', occurredAt: at(13) }]);
  assert.equal(tracker, null);
  assert.deepEqual(errors, [{ code: 'ILLEGAL_STATUS', field: 'events' }]);
  const [row] = await world.inspect<{ count: number }>(
    `select count(*)::int as count from "${shipper.tenant.schema}".tracking_events`,
  );
  assert.equal(row?.count, 2);
});

test('a failed delivery is tried again; what waits for the recipient needs attention', async () => {
  await inject([{ status: 'DELIVERY_FAILED', occurredAt: at(8) }]);
  assert.equal(await shipmentStatus(), 'delivery_failed');
  await inject([{ status: 'READY_FOR_PICKUP', occurredAt: at(9) }]);
  assert.equal(await shipmentStatus(), 'needs_attention');
  await inject([{ status: 'DELIVERED', occurredAt: at(10) }]);
  assert.equal(await shipmentStatus(), 'delivered');
});

test('scans are refused in live mode, from the future, for trackers of others and without the permission', async () => {
  const scan = [{ status: 'IN_TRANSIT' }];
  assert.deepEqual((await inject(scan, { ...shipper.identity, testMode: false })).errors, [
    { code: 'TEST_MODE_ONLY', field: null },
  ]);
  assert.deepEqual((await inject([{ status: 'IN_TRANSIT', occurredAt: at(25) }])).errors, [
    { code: 'VALIDATION_FAILED', field: 'events.0.occurredAt' },
  ]);
  assert.deepEqual((await inject([])).errors, [{ code: 'VALIDATION_FAILED', field: 'events' }]);
  const stranger = await aShipper(world, { tenant: shipper.tenant });
  assert.deepEqual((await inject(scan, stranger.identity)).errors, [{ code: 'NOT_FOUND', field: 'trackerId' }]);
  assert.deepEqual((await inject(scan, shipper.identity, encodeId(ID_PREFIX.tracker, newId()))).errors, [
    { code: 'NOT_FOUND', field: 'trackerId' },
  ]);
  assert.deepEqual((await inject(scan, shipper.identity, 'trk_1')).errors, [{ code: 'INVALID_ID', field: 'trackerId' }]);
  const denied = await askSubgraph(
    world,
    'shipping',
    { ...shipper.identity, permissions: ['view_shipments'] },
    { query: INJECT, variables: { input: { trackerId, events: scan } } },
  );
  assert.deepEqual(
    denied.errors.map(({ code }) => code),
    ['FORBIDDEN'],
  );
  assert.equal(await shipmentStatus(), 'created');
});

test('trackers and shipments are found by status, carrier, number, reference and keyword', async () => {
  const count = async (field: string, filter: string): Promise<number> =>
    (
      await answerOf<Record<string, { totalCount: number }>>(world, 'shipping', shipper.identity, {
        query: `{ ${field}(filter: ${filter}) { totalCount } }`,
      })
    )[field]!.totalCount;
  const spaced = shipment.trackingNumber!.replaceAll(/(.{4})/g, '$1 ');
  assert.equal(
    await count('trackers', `{ status: [PENDING, DELIVERED], trackingNumber: "${spaced}", carrierName: "Sandbox" }`),
    1,
  );
  assert.equal(await count('trackers', '{ status: [DELIVERED] }'), 0);
  assert.equal(
    await count('shipments', '{ status: [CREATED], carrierName: "Sandbox", service: "sandbox_ground", reference: "PO 100%" }'),
    1,
  );
  assert.equal(await count('shipments', `{ createdAfter: "${at(0)}", createdBefore: "${at(1)}" }`), 1);
  assert.equal(await count('shipments', `{ createdAfter: "${at(1)}" }`), 0);
  for (const keyword of ['recipient', '100%', shipment.trackingNumber!.slice(0, 9), '90012'])
    assert.equal(await count('shipments', `{ keyword: "${keyword}" }`), 1, keyword);
  for (const keyword of ['ecipient', '%%', '_', 'nobody'])
    assert.equal(await count('shipments', `{ keyword: "${keyword}" }`), 0, keyword);
  const one = await answerOf<{ shipment: { status: string }; tracker: { shipmentId: string } }>(
    world,
    'shipping',
    shipper.identity,
    {
      query: `query Q($s: ID!, $t: ID!) { shipment(id: $s) { status } tracker(id: $t) { shipmentId } }`,
      variables: { s: encodeId(ID_PREFIX.shipment, shipment.id), t: trackerId },
    },
  );
  assert.deepEqual(one, { shipment: { status: 'CREATED' }, tracker: { shipmentId: encodeId(ID_PREFIX.shipment, shipment.id) } });
  const stranger = await aShipper(world, { tenant: shipper.tenant });
  const foreign = await answerOf<object>(world, 'shipping', stranger.identity, {
    query: `query Q($s: ID!, $t: ID!) { shipment(id: $s) { status } tracker(id: $t) { shipmentId } shipments { totalCount } trackers { totalCount } }`,
    variables: { s: encodeId(ID_PREFIX.shipment, shipment.id), t: trackerId },
  });
  assert.deepEqual(foreign, { shipment: null, tracker: null, shipments: { totalCount: 0 }, trackers: { totalCount: 0 } });
});
