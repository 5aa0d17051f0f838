import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ManualClock } from '../../../platform/context/clock.ts';
import { createTestWorld, type TestWorld } from '../../../test/support/test-world.ts';
import { createShipment, type CreateShipment } from '../drafts/create-shipment.ts';
import { updateShipment } from '../drafts/update-shipment.ts';
import { aShipper, LOS_ANGELES, NEW_YORK, type Shipper } from '../test-support/shipping-fixtures.ts';
import { listShipments, SHIPMENT_ORDERS, type ShipmentFilter } from './shipments.query.ts';

const clock = new ManualClock(new Date('2026-03-02T09:00:00Z'));
let world: TestWorld;
let shipper: Shipper;

before(async () => {
  world = await createTestWorld({ clock, startsWorkers: false });
  shipper = await aShipper(world);
  await draft('A-1', { recipient: { ...LOS_ANGELES, name: 'Zoë Müller' }, metadata: { channel: 'web', rank: 1 } });
  await draft('A-2', { recipient: { ...LOS_ANGELES, company: 'Los Pollos' }, metadata: { channel: 'shop', gift: true } });
  await draft('B-1', { recipient: NEW_YORK, metadata: { channel: 'web', nested: { a: 1 } } });
});
after(() => world.close());

async function draft(reference: string, facts: Partial<CreateShipment>): Promise<string> {
  clock.advance(60_000);
  const parcels = [{ weight: { value: '2', unit: 'lb' as const } }];
  const made = await createShipment(shipper.context(), {
    shipper: NEW_YORK,
    recipient: LOS_ANGELES,
    parcels,
    reference,
    ...facts,
  });
  return made.id;
}

async function found(filter: ShipmentFilter, by: Shipper = shipper, order: keyof typeof SHIPMENT_ORDERS = 'createdAtAsc') {
  const { rows } = await listShipments(by.context().session, filter, SHIPMENT_ORDERS[order], {});
  return rows.map(({ reference }) => reference);
}

test('words find by their beginnings, without case and accents, and all of them must', async () => {
  assert.deepEqual(await found({ keyword: 'MULLER' }), ['A-1']);
  assert.deepEqual(await found({ keyword: 'zoe angel' }), ['A-1']);
  assert.deepEqual(await found({ keyword: 'los' }), ['A-1', 'A-2']);
  assert.deepEqual(await found({ keyword: '900' }), ['A-1', 'A-2']);
  assert.deepEqual(await found({ keyword: 'ollos' }), [], 'a word does not begin with this');
  assert.deepEqual(await found({ keyword: 'zoe york' }), []);
  assert.deepEqual(await found({ keyword: '%_\\ ' }), [], 'what has no word finds nothing');
});

test('plain values of the metadata find exactly, and all of them must', async () => {
  assert.deepEqual(await found({ metadata: [{ key: 'channel', value: 'web' }] }), ['A-1', 'B-1']);
  assert.deepEqual(await found({ metadata: [{ key: 'channel', value: 'we' }] }), []);
  assert.deepEqual(
    await found({
      metadata: [
        { key: 'channel', value: 'web' },
        { key: 'rank', value: '1' },
      ],
    }),
    ['A-1'],
  );
  assert.deepEqual(await found({ metadata: [{ key: 'gift', value: 'true' }] }), ['A-2']);
});

test('status, dates and reference cut the list, and it can be sorted by its changes', async () => {
  assert.deepEqual(await found({ status: ['created'] }), []);
  assert.deepEqual(await found({ status: ['created', 'draft'] }), ['A-1', 'A-2', 'B-1']);
  assert.deepEqual(
    await found({ createdAfter: new Date('2026-03-02T09:02:00Z'), createdBefore: new Date('2026-03-02T09:03:00Z') }),
    ['A-2'],
  );
  assert.deepEqual(await found({ reference: 'B-1' }), ['B-1']);
  assert.deepEqual(await found({ isReturn: true }), []);
  const id = await draft('C-1', {});
  await draft('C-2', {});
  clock.advance(1_000);
  await updateShipment(shipper.context(), { shipmentId: id, reference: 'C-3', metadata: { channel: 'post' } });
  assert.deepEqual((await found({}, shipper, 'updatedAtDesc')).slice(0, 2), ['C-3', 'C-2']);
  assert.deepEqual(await found({ metadata: [{ key: 'channel', value: 'post' }] }), ['C-3'], 'what changed is found anew');
});

test('another organization of the tenant finds nothing of it', async () => {
  const other = await aShipper(world, { tenant: shipper.tenant });
  assert.deepEqual(await found({ keyword: 'los' }, other), []);
  assert.deepEqual(await found({ metadata: [{ key: 'channel', value: 'web' }] }, other), []);
});

test('a search takes one statement more than a list, however many words and marks it has', async () => {
  const asked = async (filter: ShipmentFilter): Promise<number> => {
    const before = world.statements();
    await found(filter);
    return world.statements() - before;
  };
  assert.equal(await asked({}), 1);
  assert.equal(await asked({ keyword: 'los' }), 2);
  assert.equal(await asked({ keyword: 'zoe los angeles', metadata: [{ key: 'channel', value: 'web' }] }), 2);
});
