import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { ManualClock } from '../../../platform/context/clock.ts';
import { createTestWorld, type TestWorld } from '../../../test/support/test-world.ts';
import { createParcelTemplate, updateParcelTemplate } from '../parcel-templates/keep-parcel-template.ts';
import { listParcelTemplates } from '../parcel-templates/parcel-template.query.ts';
import { aShipper, LOS_ANGELES, NEW_YORK, type Shipper } from '../test-support/shipping-fixtures.ts';
import { createSavedAddress, deleteSavedAddress, updateSavedAddress } from './keep-address.ts';
import { findSavedAddresses, listSavedAddresses } from './saved-address.query.ts';

let world: TestWorld;
let shipper: Shipper;

before(async () => {
  world = await createTestWorld({ clock: new ManualClock(new Date('2026-03-02T09:00:00Z')), startsWorkers: false });
});
after(() => world.close());
beforeEach(async () => {
  shipper = await aShipper(world);
});

const names = async (filter: Parameters<typeof listSavedAddresses>[1], by = shipper): Promise<string[]> =>
  (await listSavedAddresses(by.context().session, filter, {})).rows.map(({ name }) => name);

test('an address is kept in the normal form of its country, listed by name, and seen by nobody else', async () => {
  await createSavedAddress(shipper.context(), { name: ' Warehouse ', address: { ...NEW_YORK, state: 'new york' } });
  const berlin = { name: 'Jürgen', street1: 'Torstraße 1', city: 'Berlin', postalCode: '10119', country: 'de' };
  const kept = await createSavedAddress(shipper.context(), { name: 'Annex', address: berlin });
  assert.equal(kept.address.country, 'DE');
  assert.deepEqual(await names({}), ['Annex', 'Warehouse']);
  assert.deepEqual(await names({ nameBegins: 'ware' }), ['Warehouse']);
  assert.deepEqual(await names({ country: 'de' }), ['Annex']);
  assert.deepEqual(await names({}, await aShipper(world, { tenant: shipper.tenant })), []);
});

test('a name is one of a kind whatever the case, also when two take it at once', async () => {
  const command = { name: 'Desk', address: NEW_YORK };
  const outcomes = await Promise.allSettled(
    ['Desk', 'DESK', 'desk'].map((name) => createSavedAddress(shipper.context(), { ...command, name })),
  );
  const refused = outcomes.flatMap((outcome) =>
    outcome.status === 'rejected' ? [(outcome.reason as { code: string }).code] : [],
  );
  assert.deepEqual(refused, ['NAME_TAKEN', 'NAME_TAKEN']);
  const other = await createSavedAddress(shipper.context(), { ...command, name: 'Other' });
  await assert.rejects(updateSavedAddress(shipper.context(), { id: other.id, name: 'dEsk' }), {
    code: 'NAME_TAKEN',
    field: 'name',
  });
});

test('one address at most is where shipments start', async () => {
  const first = await createSavedAddress(shipper.context(), { name: 'A', address: NEW_YORK, isDefaultShipper: true });
  const second = await createSavedAddress(shipper.context(), { name: 'B', address: LOS_ANGELES, isDefaultShipper: true });
  const found = await findSavedAddresses(shipper.context().session, [first.id, second.id]);
  assert.deepEqual(
    found.filter(({ isDefaultShipper }) => isDefaultShipper).map(({ name }) => name),
    ['B'],
  );
});

test('what is wrong is told on its field and nothing is kept; what is deleted is gone, and audited', async () => {
  await assert.rejects(
    createSavedAddress(shipper.context(), { name: ' ', address: { ...NEW_YORK, postalCode: 'SW1A 1AA' } }),
    (error) => {
      const details = (error as { details(): { field: string }[] }).details();
      assert.deepEqual(
        details.map(({ field }) => field),
        ['name', 'address.postalCode'],
      );
      return true;
    },
  );
  const kept = await createSavedAddress(shipper.context(), { name: 'A', address: NEW_YORK });
  await deleteSavedAddress(shipper.context(), kept.id);
  await assert.rejects(deleteSavedAddress(shipper.context(), kept.id), { code: 'NOT_FOUND' });
  const audited = await world.inspect<{ action: string }>(
    `select action from platform.audit_log where resource_id = $1 order by occurred_at, action`,
    [kept.id],
  );
  assert.deepEqual(audited, [{ action: 'saved_address.created' }, { action: 'saved_address.deleted' }]);
});

test('parcel templates hold what can be measured, under names of their own', async () => {
  const box = { weight: { value: '2', unit: 'lb' }, dimensions: { length: '10', width: '8', height: '4', unit: 'in' } } as const;
  const kept = await createParcelTemplate(shipper.context(), { name: 'Box', parcel: box });
  const flat = { ...box, dimensions: { ...box.dimensions, height: '0' } };
  await assert.rejects(updateParcelTemplate(shipper.context(), { id: kept.id, parcel: flat }), {
    code: 'DIMENSION_NOT_POSITIVE',
    field: 'parcel.dimensions.height',
  });
  await assert.rejects(createParcelTemplate(shipper.context(), { name: 'BOX', parcel: box }), { code: 'NAME_TAKEN' });
  const { rows } = await listParcelTemplates(shipper.context().session, { nameBegins: 'b' }, {});
  assert.deepEqual(
    rows.map(({ name, parcel }) => [name, parcel.dimensions?.height]),
    [['Box', '4']],
  );
});
