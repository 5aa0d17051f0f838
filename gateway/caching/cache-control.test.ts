import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ManualClock } from '../../platform/context/clock.ts';
import { readyOrganization, type ReadyOrganization } from '../../test/support/first-parcel-world.ts';
import { startTestGateway, type TestGateway } from '../../test/support/test-gateway.ts';
import { createTestWorld, type TestWorld } from '../../test/support/test-world.ts';

const clock = new ManualClock(new Date('2026-03-02T10:00:00Z'));
let world: TestWorld;
let gateway: TestGateway;
let shop: ReadyOrganization;

before(async () => {
  world = await createTestWorld({ clock });
  gateway = await startTestGateway(world, clock);
  shop = await readyOrganization(gateway);
});
after(async () => {
  await gateway.stop();
  await world.close();
});

async function headersOf(query: string, token: string = shop.ownerToken): Promise<(string | null)[]> {
  const response = await fetch(gateway.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query }),
  });
  await response.text();
  return [response.headers.get('cache-control'), response.headers.get('vary')];
}

test('says of prices that their caller may keep them for a minute, and of nothing else that it may be kept', async () => {
  const kept = ['max-age=60, private', 'authorization, x-organization-id, x-tenant-id, origin'];
  assert.deepEqual(await headersOf('{ usageRates(first: 5) { edges { node { id } } pageInfo { hasNextPage } } }'), kept);
  assert.deepEqual(await headersOf('{ rateSheets(first: 5) { edges { node { name } } } }'), kept);
  for (const query of [
    '{ shipments(first: 5) { totalCount } }',
    '{ usageRates { totalCount } viewer { level } }',
    '{ viewer { level } }',
  ])
    assert.deepEqual(await headersOf(query), ['no-store', 'Origin'], query);
});

test('lets nobody keep an answer with an error in it, nor a change', async () => {
  assert.deepEqual((await headersOf('{ usageRates { totalCount } tenants { totalCount } }'))[0], 'no-store');
  const change =
    'mutation { setUsageRate(input: { eventType: "api_request", unitPrice: { amount: "0.02", currency: "USD" } }) { errors { code } } }';
  assert.deepEqual((await headersOf(change, shop.adminToken))[0], 'no-store');
});
