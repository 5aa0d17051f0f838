import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ManualClock } from '../../../platform/context/clock.ts';
import { newId } from '../../../platform/ids/public-id.ts';
import { createTestWorld, type TestWorld } from '../../../test/support/test-world.ts';
import { purchaseShipment } from '../purchases/purchase-shipment.ts';
import { requestQuotes } from '../quotes/request-quotes.ts';
import { findTrackersOfShipments } from '../trackers/trackers.query.ts';
import { aConsignment, anEntityWith, aShipper, connectSandbox } from '../test-support/shipping-fixtures.ts';
import { decodeKeyedAddress, encodeKeyedAddress, type KeyedAddress } from '../keyed-address.ts';
import { showTrackingPage } from './show-tracking-page.ts';

const clock = new ManualClock(new Date('2026-03-02T09:00:00Z'));
let world: TestWorld;
let address: KeyedAddress;

before(async () => {
  world = await createTestWorld({ clock, startsWorkers: false });
  const shipper = await aShipper(world);
  await connectSandbox(shipper);
  await anEntityWith(world, shipper, '100');
  const { rates } = await requestQuotes(shipper.context(), aConsignment({ services: ['sandbox_ground'] }));
  const { id } = await purchaseShipment(shipper.context(), { rateId: rates[0]!.id, idempotencyKey: 'k' });
  const [tracker] = await findTrackersOfShipments(shipper.context().session, [id]);
  address = { tenantId: shipper.tenant.id, testMode: true, id: tracker!.id, key: tracker!.pageKey };
});
after(() => world.close());

const stranger = () => world.context('shipping', { level: 'anonymous', permissions: [] });

test('whoever has the token sees where the parcel is and where it goes, without name and street', async () => {
  const page = await showTrackingPage(stranger(), encodeKeyedAddress(address));
  assert.deepEqual([page.status, page.destination, page.events.length], ['pending', 'Los Angeles, US', 1]);
  assert.deepEqual(page.events[0]!.occurredAt, clock.now());
  assert.doesNotMatch(JSON.stringify(page), /Ben|Spring St/);
});

test('another key, mode, tracker or tenant, and texts that are no token, lead nowhere', async () => {
  const wrong: string[] = [
    encodeKeyedAddress({ ...address, key: newId() }),
    encodeKeyedAddress({ ...address, testMode: false }),
    encodeKeyedAddress({ ...address, id: newId() }),
    encodeKeyedAddress({ ...address, tenantId: newId() }),
    `${encodeKeyedAddress(address)}A`,
    encodeKeyedAddress(address).slice(1),
    '',
    '%00',
    'x'.repeat(100_000),
  ];
  for (const token of wrong) await assert.rejects(showTrackingPage(stranger(), token), { code: 'NOT_FOUND', field: 'token' });
});

test('a token says what it was made of', () => {
  assert.deepEqual(decodeKeyedAddress(encodeKeyedAddress(address)), address);
});
