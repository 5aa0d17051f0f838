import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { ManualClock } from '../../../platform/context/clock.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { createTestWorld, type TestWorld } from '../../../test/support/test-world.ts';
import { cancelShipment } from '../cancellations/cancel-shipment.ts';
import { purchaseShipment } from '../purchases/purchase-shipment.ts';
import { findShipments } from '../shipments/shipments.query.ts';
import {
  anEntityWith,
  aShipper,
  balanceOf,
  connectSandbox,
  LOS_ANGELES,
  NEW_YORK,
  rowCounts,
  type Shipper,
} from '../test-support/shipping-fixtures.ts';
import { createReturnShipment, duplicateShipment } from './copy-shipment.ts';
import { createShipment, type CreateShipment } from './create-shipment.ts';
import { quoteShipment } from './quote-shipment.ts';
import { updateShipment } from './update-shipment.ts';

const clock = new ManualClock(new Date('2026-03-02T09:00:00Z'));
let world: TestWorld;
let shipper: Shipper;
let entityId: Uuid;

before(async () => {
  world = await createTestWorld({ clock, startsWorkers: false });
});
after(() => world.close());

beforeEach(async () => {
  shipper = await aShipper(world);
  await connectSandbox(shipper);
  entityId = await anEntityWith(world, shipper, '100');
});

const DRAFT: CreateShipment = {
  shipper: NEW_YORK,
  recipient: LOS_ANGELES,
  parcels: [{ weight: { value: '2', unit: 'lb' } }],
  reference: 'PO-7',
  notes: 'fragile',
  metadata: { order: 7 },
};

async function rateOf(shipmentId: Uuid): Promise<Uuid> {
  const { rates } = await quoteShipment(shipper.context(), { shipmentId, services: ['sandbox_ground'] });
  return rates[0]!.id;
}

test('a draft is quoted as it is and bought: it keeps its id, marks and notes, and costs 6.00', async () => {
  const draft = await createShipment(shipper.context(), DRAFT);
  assert.deepEqual([draft.status, draft.trackingNumber, draft.purchasedAt], ['draft', null, null]);
  clock.advance(60_000);
  const bought = await purchaseShipment(shipper.context(), {
    rateId: await rateOf(draft.id),
    idempotencyKey: 'k',
    metadata: { box: 'B' },
  });
  assert.equal(bought.id, draft.id);
  assert.deepEqual([bought.status, bought.reference, bought.notes], ['created', 'PO-7', 'fragile']);
  assert.deepEqual(bought.metadata, { order: 7, box: 'B' });
  assert.deepEqual([bought.createdAt, bought.purchasedAt], [draft.createdAt, clock.now()]);
  assert.deepEqual(await balanceOf(world, shipper, entityId), { remaining: '94', reserved: '0', spent: '6' });
  await assert.rejects(quoteShipment(shipper.context(), { shipmentId: draft.id }), { code: 'SHIPMENT_NOT_DRAFT' });
});

test('of ten purchases of one draft from ten quotes exactly one goes through', async () => {
  const draft = await createShipment(shipper.context(), DRAFT);
  const rates: Uuid[] = [];
  for (let count = 0; count < 10; count += 1) rates.push(await rateOf(draft.id));
  const outcomes = await Promise.allSettled(
    rates.map((rateId, index) => purchaseShipment(shipper.context(), { rateId, idempotencyKey: `key-${index}` })),
  );
  assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
  assert.deepEqual(await balanceOf(world, shipper, entityId), { remaining: '94', reserved: '0', spent: '6' });
});

test('a draft whose purchase the carrier refused can be bought by another quote', async () => {
  const draft = await createShipment(shipper.context(), { ...DRAFT, recipient: { ...LOS_ANGELES, street1: 'FAIL' } });
  const refused = { rateId: await rateOf(draft.id), idempotencyKey: 'first' };
  await assert.rejects(purchaseShipment(shipper.context(), refused), { code: 'CARRIER_REFUSED' });
  await updateShipment(shipper.context(), { shipmentId: draft.id, recipient: LOS_ANGELES });
  const bought = await purchaseShipment(shipper.context(), { rateId: await rateOf(draft.id), idempotencyKey: 'second' });
  assert.equal(bought.id, draft.id);
  assert.equal(bought.recipient.street1, '200 N Spring St');
});

test('a cancelled draft is neither quoted nor bought, and costs nothing', async () => {
  const draft = await createShipment(shipper.context(), DRAFT);
  const rateId = await rateOf(draft.id);
  assert.equal((await cancelShipment(shipper.context(), draft.id)).status, 'cancelled');
  await assert.rejects(purchaseShipment(shipper.context(), { rateId, idempotencyKey: 'late' }), { code: 'SHIPMENT_NOT_DRAFT' });
  await assert.rejects(quoteShipment(shipper.context(), { shipmentId: draft.id }), { code: 'SHIPMENT_NOT_DRAFT' });
  assert.deepEqual(await balanceOf(world, shipper, entityId), { remaining: '100', reserved: '0', spent: '0' });
});

test('every fault of a draft is told at once on its field, and nothing is stored', async () => {
  const broken = {
    ...DRAFT,
    recipient: { ...LOS_ANGELES, postalCode: 'SW1A 1AA' },
    parcels: [
      { weight: { value: '0', unit: 'lb' as const }, dimensions: { length: '0', width: '0', height: '0', unit: 'in' as const } },
    ],
    reference: 'r'.repeat(101),
    notes: 'n'.repeat(5_001),
    metadata: ['a list'],
  };
  await assert.rejects(createShipment(shipper.context(), broken), (error: { details(): { code: string; field: string }[] }) => {
    assert.deepEqual(
      error.details().map(({ field }) => field),
      [
        'recipient.postalCode',
        'parcels.0.weight',
        'parcels.0.dimensions.length',
        'parcels.0.dimensions.width',
        'parcels.0.dimensions.height',
        'reference',
        'notes',
        'metadata',
      ],
    );
    return true;
  });
  assert.equal((await rowCounts(world, shipper))['shipments'], 0);
});

test('marks change at any stage, the rest in drafts only', async () => {
  const draft = await createShipment(shipper.context(), DRAFT);
  await purchaseShipment(shipper.context(), { rateId: await rateOf(draft.id), idempotencyKey: 'k' });
  const changed = await updateShipment(shipper.context(), { shipmentId: draft.id, notes: null, metadata: { order: 8 } });
  assert.deepEqual([changed.reference, changed.notes, changed.metadata], ['PO-7', null, { order: 8 }]);
  await assert.rejects(updateShipment(shipper.context(), { shipmentId: draft.id, recipient: NEW_YORK }), {
    code: 'SHIPMENT_NOT_DRAFT',
  });
  const [stored] = await findShipments(shipper.context().session, [draft.id]);
  assert.equal(stored?.recipient.city, 'Los Angeles');
});

test('a duplicate is a draft of the same; a return goes the other way and names what it brings back', async () => {
  const draft = await createShipment(shipper.context(), DRAFT);
  await assert.rejects(createReturnShipment(shipper.context(), draft.id), { code: 'NOTHING_TO_RETURN' });
  await purchaseShipment(shipper.context(), { rateId: await rateOf(draft.id), idempotencyKey: 'k' });
  const twin = await duplicateShipment(shipper.context(), draft.id);
  assert.deepEqual([twin.status, twin.recipient.city, twin.reference, twin.returnOfId], ['draft', 'Los Angeles', 'PO-7', null]);
  const back = await createReturnShipment(shipper.context(), draft.id);
  assert.deepEqual([back.shipper.city, back.recipient.city, back.returnOfId], ['Los Angeles', 'New York', draft.id]);
  const other = await aShipper(world, { tenant: shipper.tenant });
  await assert.rejects(duplicateShipment(other.context(), draft.id), { code: 'NOT_FOUND' });
});
