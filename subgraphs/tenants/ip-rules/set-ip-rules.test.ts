import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { createTestWorld, type TestTenant, type TestWorld } from '../../../test/support/test-world.ts';
import { TestPeople } from '../test-support/test-people.ts';
import { findIpRules } from './ip-rules.query.ts';
import { setIpRules } from './set-ip-rules.ts';

let world: TestWorld;
let people: TestPeople;

before(async () => {
  world = await createTestWorld({ startsWorkers: false });
  people = new TestPeople(world);
});
after(() => world.close());

function staffAt(tenant: TestTenant, ipAddress: string | null, testMode = false): RequestContext {
  return Object.assign(world.context('tenants', { tenant, level: 'tenant', testMode }), { ipAddress });
}
const rangesOf = async (tenant: TestTenant): Promise<string[]> =>
  (await findIpRules(staffAt(tenant, null).session, tenant.id)).map(({ range }) => range);
const set = (context: RequestContext, ranges: string[], confirmsLockOut = false): ReturnType<typeof setIpRules> =>
  setIpRules(context, { rules: ranges.map((range) => ({ range })), confirmsLockOut });

test('keeps networks of both kinds as networks, each once, and takes them back by an empty list', async () => {
  const tenant = await people.tenant();
  const staff = staffAt(tenant, '203.0.113.9');
  await set(staff, ['203.0.113.9/24', '203.0.113.0/24', '2001:db8::5/32', '198.51.100.7']);
  assert.deepEqual(await rangesOf(tenant), ['198.51.100.7/32', '203.0.113.0/24', '2001:db8::/32']);
  await set(staff, []);
  assert.deepEqual(await rangesOf(tenant), []);
});

test('a list that would shut the caller out is refused until it is confirmed, and nothing has changed before', async () => {
  const tenant = await people.tenant();
  await set(staffAt(tenant, '203.0.113.9'), ['203.0.113.0/24']);
  for (const address of ['203.0.114.1', '2001:db8::1', null])
    await assert.rejects(set(staffAt(tenant, address), ['203.0.113.0/24', '::/128']), { code: 'WOULD_LOCK_OUT', field: 'rules' });
  assert.deepEqual(await rangesOf(tenant), ['203.0.113.0/24']);
  await set(staffAt(tenant, '203.0.114.1'), ['198.51.100.0/24'], true);
  assert.deepEqual(await rangesOf(tenant), ['198.51.100.0/24']);
  await set(staffAt(tenant, '::ffff:198.51.100.8'), ['198.51.100.0/24']);
});

test('what is no network is named by its place in the list; too many and test mode are refused', async () => {
  const tenant = await people.tenant();
  const staff = staffAt(tenant, '10.0.0.1');
  await assert.rejects(set(staff, ['10.0.0.0/8', '10.0.0.0/33']), { code: 'VALIDATION_FAILED', field: 'rules.1.range' });
  await assert.rejects(set(staff, ['x'.repeat(1_000_000)]), { code: 'VALIDATION_FAILED' });
  await assert.rejects(
    set(
      staff,
      Array.from({ length: 101 }, (_, index) => `10.0.${index}.0/24`),
    ),
    { code: 'VALIDATION_FAILED' },
  );
  await assert.rejects(set(staffAt(tenant, '10.0.0.1', true), ['10.0.0.0/8']), { code: 'LIVE_MODE_ONLY' });
  assert.deepEqual(await rangesOf(tenant), []);
});

test('of ten lists at once one stands, whole, and no other tenant’s is touched', async () => {
  const [tenant, other] = [await people.tenant(), await people.tenant()];
  await set(staffAt(other, '10.0.0.1'), ['10.0.0.0/8']);
  await Promise.all(
    Array.from({ length: 10 }, (_, index) => set(staffAt(tenant, null), [`10.1.${index}.0/24`, `10.2.${index}.0/24`], true)),
  );
  const [one, two, ...more] = await rangesOf(tenant);
  assert.deepEqual([one!.replace('10.1', '10.2'), more], [two, []]);
  assert.deepEqual(await rangesOf(other), ['10.0.0.0/8']);
});
