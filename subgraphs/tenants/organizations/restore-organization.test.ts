import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { addMember } from '../../../test/support/add-member.ts';
import { createTestWorld, type TestTenant, type TestWorld } from '../../../test/support/test-world.ts';
import { ManualClock } from '../../../platform/context/clock.ts';
import { newId } from '../../../platform/ids/public-id.ts';
import { createOrganization } from './create-organization.ts';
import { deleteOrganization } from './delete-organization.ts';
import { listOrganizations, ORGANIZATION_ORDERS } from './organizations.query.ts';
import { restoreOrganization } from './restore-organization.ts';
import { disableOrganization } from './set-organization-activity.ts';

const DAY_MS = 86_400_000;
const clock = new ManualClock(new Date('2026-03-01T00:00:00Z'));
let world: TestWorld;
let tenant: TestTenant;

before(async () => {
  world = await createTestWorld({ clock, startsWorkers: false });
  tenant = await world.createTenant();
});
after(() => world.close());

const staff = () => world.context('tenants', { tenant });
const newShop = async (name: string): Promise<string> => (await createOrganization(staff(), { name })).organization.id;
const purge = (): Promise<void> => world.marketplace.subgraphs.get('tenants')!.runJob('tenants.purge-organizations');

async function listed(isDeleted: boolean): Promise<string[]> {
  const { rows } = await listOrganizations(staff().session, { isDeleted }, ORGANIZATION_ORDERS.nameAsc, {});
  return rows.map(({ name }) => name);
}

/** How many of its people are in the tenant's schema, and how many in the directory over all tenants. */
async function people(id: string): Promise<[number, number]> {
  const [row] = await world.inspect<{ members: number; listed: number }>(
    `select (select count(*)::int from ${tenant.schema}.members where organization_id = $1) as members,
      (select count(*)::int from tenants.member_directory where organization_id = $1) as listed`,
    [id],
  );
  return [row!.members, row!.listed];
}

async function actions(id: string): Promise<string[]> {
  const rows = await world.inspect<{ action: string }>(
    'select action from platform.audit_log where resource_id = $1 order by id',
    [id],
  );
  return rows.map(({ action }) => action);
}

test('a deleted organization comes back with its people until thirty days have passed, and not a millisecond later', async () => {
  const id = await newShop('Aspen');
  await addMember(world, { tenant, organizationId: id });
  await deleteOrganization(staff(), id);
  assert.deepEqual([await listed(false), await listed(true), await people(id)], [[], ['Aspen'], [1, 0]]);
  clock.advance(30 * DAY_MS - 1);
  await purge();
  const restored = await restoreOrganization(staff(), { id });
  assert.deepEqual([restored.isActive, restored.slug, restored.deletedAt], [true, 'aspen', null]);
  assert.deepEqual([await listed(false), await listed(true), await people(id)], [['Aspen'], [], [1, 1]]);
  assert.deepEqual(await actions(id), ['organization.created', 'organization.deleted', 'organization.restored']);
  await assert.rejects(restoreOrganization(staff(), { id }), { code: 'NOT_FOUND' });
  await deleteOrganization(staff(), id);
  clock.advance(30 * DAY_MS);
  await assert.rejects(restoreOrganization(staff(), { id }), { code: 'GRACE_OVER' });
  await purge();
  assert.deepEqual([await people(id), await listed(true)], [[0, 0], []]);
  assert.equal((await actions(id)).at(-1), 'organization.purged');
  await purge();
  assert.equal((await actions(id)).filter((action) => action === 'organization.purged').length, 1);
  await assert.rejects(restoreOrganization(staff(), { id }), { code: 'GRACE_OVER' });
});

test('a slug that went to another is not taken back; the organization comes back under a new one, disabled as it was', async () => {
  const id = await newShop('Beech');
  await disableOrganization(staff(), { id, reason: 'Unpaid' });
  await deleteOrganization(staff(), id);
  await newShop('Beech');
  await assert.rejects(restoreOrganization(staff(), { id }), { code: 'SLUG_TAKEN' });
  await assert.rejects(restoreOrganization(staff(), { id, slug: 'Not a slug!' }), { code: 'VALIDATION_FAILED' });
  assert.deepEqual((await actions(id)).slice(-1), ['organization.deleted']);
  const { slug, isActive, disabledReason } = await restoreOrganization(staff(), { id, slug: 'beech-2' });
  assert.deepEqual([slug, isActive, disabledReason], ['beech-2', false, 'Unpaid']);
});

test('of ten who restore it at once one does; an unknown one, one that is there and a test token find nothing to restore', async () => {
  const id = await newShop('Cedar');
  await assert.rejects(restoreOrganization(staff(), { id }), { code: 'NOT_FOUND' });
  await assert.rejects(restoreOrganization(staff(), { id: newId() }), { code: 'NOT_FOUND' });
  await deleteOrganization(staff(), id);
  const tester = world.context('tenants', { tenant, testMode: true });
  await assert.rejects(restoreOrganization(tester, { id }), { code: 'LIVE_MODE_ONLY' });
  const other = world.context('tenants', { tenant: await world.createTenant() });
  await assert.rejects(restoreOrganization(other, { id }), { code: 'NOT_FOUND' });
  const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => restoreOrganization(staff(), { id })));
  assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
  assert.equal((await actions(id)).filter((action) => action === 'organization.restored').length, 1);
});
