import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { ValidationError } from '../../../platform/errors/errors.ts';
import { createTestWorld, type TestTenant, type TestWorld } from '../../../test/support/test-world.ts';
import { anAddon } from '../test-support/addon-fixtures.ts';
import { createAddon } from './create-addon.ts';
import { updateAddon } from './update-addon.ts';

let world: TestWorld;
let tenant: TestTenant;

before(async () => {
  world = await createTestWorld({ startsWorkers: false });
  tenant = await world.createTenant();
  await world.inspect(
    `insert into ${tenant.schema}.rate_sheets (id, test_mode, code, name, currency, services, version, created_at, updated_at)
     values (gen_random_uuid(), false, 'list', 'List', 'USD', $1, 1, now(), now())`,
    [
      JSON.stringify([
        { code: 'ground', name: 'Ground', carrierName: 'USPS', priceList: 'retail' },
        { code: 'air', name: 'Air', carrierName: 'Albatross', priceList: 'retail' },
      ]),
    ],
  );
});
after(() => world.close());

const staff = (testMode = false): RequestContext => world.context('addons', { tenant, testMode });

async function faults(work: Promise<unknown>): Promise<[string | undefined, string][]> {
  const error = await work.then(
    () => undefined,
    (refused: unknown) => refused,
  );
  if (error === undefined) return [];
  assert.ok(error instanceof ValidationError);
  return error.details().map(({ field, code }) => [field, code]);
}

test('a carrier and a service that no rate sheet offers are refused where they stand, and no addon is made', async () => {
  assert.deepEqual(await faults(createAddon(staff(), anAddon({ carriers: ['USPS', 'usps'], services: ['ground', 'moon'] }))), [
    ['carriers.1', 'UNKNOWN_CARRIER'],
    ['services.1', 'UNKNOWN_SERVICE'],
  ]);
  assert.deepEqual(await faults(createAddon(staff(), anAddon({ carriers: ['USPS'], services: ['air'] }))), [
    ['services.0', 'UNKNOWN_SERVICE'],
  ]);
  const rows = await world.inspect(`select from ${tenant.schema}.addons`);
  assert.equal(rows.length, 0);
});

test('names that are offered pass, in their own mode only; the refusal says which there are', async () => {
  await createAddon(staff(), anAddon({ carriers: ['USPS', 'Albatross'], services: ['ground', 'air'] }));
  await createAddon(staff(), anAddon({ services: ['air'] }));
  await assert.rejects(
    createAddon(staff(true), anAddon({ carriers: ['USPS'] })),
    /"USPS" is no carrier here: there are Lantern Post, Meridian Worldwide, Sandbox, Swift Parcel\. Name one of them, or set acceptUnknownNames/,
  );
  await createAddon(staff(true), anAddon({ carriers: ['Sandbox'], services: ['sandbox_ground'] }));
  assert.deepEqual(await faults(createAddon(staff(), anAddon({ carriers: ['Sandbox'] }))), [['carriers.0', 'UNKNOWN_CARRIER']]);
});

test('a name that is to come is taken when that is said, and later changes of other fields ask nobody', async () => {
  const { id } = await createAddon(staff(), anAddon({ carriers: ['Dove'] }), { acceptsUnknownNames: true });
  assert.equal((await updateAddon(staff(), { id, changes: { amount: '7' } })).version, 2);
  assert.deepEqual(await faults(updateAddon(staff(), { id, changes: { carriers: ['Dodo'] } })), [
    ['carriers.0', 'UNKNOWN_CARRIER'],
  ]);
  const changed = await updateAddon(staff(), { id, changes: { carriers: ['Dodo'] }, acceptsUnknownNames: true });
  assert.deepEqual([changed.version, changed.carriers], [3, ['Dodo']]);
});
