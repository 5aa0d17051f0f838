import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { ManualClock } from '../../../platform/context/clock.ts';
import { encodeId, newId } from '../../../platform/ids/public-id.ts';
import { answerOf } from '../../../test/support/ask-subgraph.ts';
import { createTestWorld, type TestTenant, type TestWorld } from '../../../test/support/test-world.ts';
import { createAddon } from '../addons/create-addon.ts';
import { anAddon, anOrganization } from '../test-support/addon-fixtures.ts';
import {
  createTwoAddons,
  leftBehind,
  pinRates,
  tellOfCancellation,
  tellOfPurchase,
  type TestPurchase,
} from '../test-support/purchases.ts';

const clock = new ManualClock(new Date('2026-03-31T23:59:00Z'));
const MARCH = '2026-03-01';
let world: TestWorld;
let tenant: TestTenant;

before(async () => {
  world = await createTestWorld({ clock });
});
after(() => world.close());

async function pinned(organizationId: string, count: number): Promise<(TestPurchase & { purchasedAt: Date })[]> {
  const shipper = world.context('addons', { tenant, organizationId, permissions: ['create_shipments'] });
  const purchasedAt = clock.now();
  return (await pinRates(clock, shipper, count)).map((price) => ({ shipmentId: newId(), price, purchasedAt }));
}

/** What is left of every shipment: nothing, where all were cancelled. */
async function sums(): Promise<object[]> {
  return world.inspect(`select (select trim_scale(coalesce(sum(amount), 0)) from ${tenant.schema}.addon_applications) as applied,
    (select trim_scale(coalesce(sum(amount), 0)) from ${tenant.schema}.commissions) as commission,
    (select coalesce(sum(applications), 0)::int from ${tenant.schema}.organization_addon_totals) as applications`);
}

test('a cancellation takes back both applications and the commission, the month they counted in and the sums', async () => {
  tenant = await world.createTenant();
  await createTwoAddons(world.context('addons', { tenant }));
  const organizationId = newId();
  const [kept, cancelled] = await pinned(organizationId, 2);
  await tellOfPurchase(world, tenant, organizationId, [kept!, cancelled!]);
  await world.settle();
  clock.advance(3_600_000);
  await tellOfCancellation(world, tenant, organizationId, [cancelled!]);
  await world.settle();
  assert.deepEqual(await leftBehind(world, tenant), {
    applications: 6,
    commissions: 3,
    shipments: 1,
    revenue: '7',
    commission: '1',
  });
  const months = await world.inspect(`select month::text, shipments from ${tenant.schema}.organization_volumes`);
  assert.deepEqual(months, [{ month: MARCH, shipments: 1 }]);
  const reversals = await world.inspect(`
    select r.addon_name, trim_scale(r.amount) as amount, trim_scale(r.commission_amount) as commission, r.created_at
    from ${tenant.schema}.addon_applications r join ${tenant.schema}.addon_applications a on a.id = r.reverses_id
    where a.shipment_id = r.shipment_id and r.amount = -a.amount order by a.id`);
  const created_at = clock.now();
  assert.deepEqual(reversals, [
    { addon_name: 'Handling', amount: '-5', commission: '-1', created_at },
    { addon_name: 'Margin', amount: '-2', commission: '0', created_at },
  ]);
});

test('told three times, and before the purchase is known, a cancellation takes back once', async () => {
  tenant = await world.createTenant();
  await createTwoAddons(world.context('addons', { tenant }));
  const organizationId = newId();
  const purchases = await pinned(organizationId, 20);
  await Promise.all([
    tellOfCancellation(world, tenant, organizationId, purchases),
    tellOfCancellation(world, tenant, organizationId, purchases.toReversed()),
    tellOfPurchase(world, tenant, organizationId, purchases),
    tellOfCancellation(world, tenant, organizationId, purchases),
  ]);
  await world.settle();
  assert.deepEqual(await leftBehind(world, tenant), {
    applications: 80,
    commissions: 40,
    shipments: 0,
    revenue: '0',
    commission: '0',
  });
  const [failed] = await world.inspect(`select count(*)::int as failed from platform.deliveries where attempts > 0`);
  assert.deepEqual(failed, { failed: 0 });
});

test('whatever addons were charged, their reversal leaves zero', async () => {
  const addon = fc.record({
    amount: fc.integer({ min: 0, max: 9_999 }).map((cents) => (cents / 100).toFixed(2)),
    base: fc.constantFrom('carrier_charge' as const, 'running_total' as const),
    commissionRate: fc.option(fc.integer({ min: 0, max: 10_000 }).map((rate) => (rate / 10_000).toFixed(4))),
    visibility: fc.constantFrom('visible' as const, 'folded' as const),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(addon, { minLength: 1, maxLength: 6 }), fc.nat(4), async (addons, kept) => {
      tenant = await world.createTenant();
      const staff = world.context('addons', { tenant });
      for (const terms of addons)
        await createAddon(staff, anAddon({ ...terms, commissionEnabled: terms.commissionRate !== null }));
      const organizationId = newId();
      const purchases = await pinned(organizationId, 5);
      await tellOfPurchase(world, tenant, organizationId, purchases);
      await world.settle();
      await tellOfCancellation(world, tenant, organizationId, purchases.slice(kept));
      await world.settle();
      const left = await leftBehind(world, tenant);
      assert.deepEqual([left.applications, left.shipments], [addons.length * (5 + 5 - kept), kept]);
      await tellOfCancellation(world, tenant, organizationId, purchases.slice(0, kept));
      await world.settle();
      assert.deepEqual(await sums(), [{ applied: '0', commission: '0', applications: 0 }]);
    }),
    { numRuns: 8 },
  );
});

interface BroughtIn {
  addonId: string;
  count: number;
  revenue: { amount: string; currency: string };
  commission: { amount: string; currency: string };
}

async function summed(organizationId: string): Promise<BroughtIn[]> {
  const { organizationAddonSummary: summary } = await answerOf<{ organizationAddonSummary: { addonBreakdown: BroughtIn[] } }>(
    world,
    'addons',
    { tenant },
    {
      query: `query ($id: ID!) { organizationAddonSummary(organizationId: $id) { addonBreakdown {
        addonId count: totalApplications revenue: totalRevenue { amount currency } commission: totalCommission { amount currency } } } }`,
      variables: { id: encodeId('org', organizationId) },
    },
  );
  return summary.addonBreakdown;
}

async function counted(organizationId: string): Promise<BroughtIn[]> {
  type Counted = Pick<BroughtIn, 'addonId' | 'count'> & { revenue: BroughtIn['revenue'][]; commission: BroughtIn['revenue'][] };
  const { usage } = await answerOf<{ usage: { addonBreakdown: Counted[] } }>(
    world,
    'analytics',
    { tenant, organizationId },
    {
      query: `{ usage { addonBreakdown { addonId count: applications revenue { amount currency } commission { amount currency } } } }`,
    },
  );
  const nothing = { amount: '0.00', currency: 'USD' };
  return usage.addonBreakdown.map(({ addonId, count, revenue, commission }) => ({
    addonId,
    count,
    revenue: revenue[0] ?? nothing,
    commission: commission[0] ?? nothing,
  }));
}

test('the summary of an organization and its counted usage agree before and after a cancellation', async () => {
  tenant = await world.createTenant();
  const [handling, margin] = await createTwoAddons(world.context('addons', { tenant }));
  const organizationId = await anOrganization(world, tenant);
  const purchases = await pinned(organizationId, 2);
  const usd = (amount: string): BroughtIn['revenue'] => ({ amount, currency: 'USD' });
  const inOrder = (rows: readonly BroughtIn[]): BroughtIn[] =>
    rows.toSorted(
      (left, right) => Number(right.revenue.amount) - Number(left.revenue.amount) || (left.addonId < right.addonId ? -1 : 1),
    );
  const expected = (count: number, revenues: readonly [string, string], commission: string): BroughtIn[] =>
    inOrder([
      { addonId: encodeId('add', handling!), count, revenue: usd(revenues[0]), commission: usd(commission) },
      { addonId: encodeId('add', margin!), count, revenue: usd(revenues[1]), commission: usd('0.00') },
    ]);
  const agree = async (figures: BroughtIn[]): Promise<void> => {
    await world.settle();
    assert.deepEqual(inOrder(await summed(organizationId)), figures);
    assert.deepEqual(inOrder(await counted(organizationId)), figures);
  };
  await tellOfPurchase(world, tenant, organizationId, purchases);
  await agree(expected(2, ['10.00', '4.00'], '2.00'));
  await tellOfCancellation(world, tenant, organizationId, [purchases[0]!]);
  await agree(expected(1, ['5.00', '2.00'], '1.00'));
  await tellOfCancellation(world, tenant, organizationId, purchases);
  await agree(expected(0, ['0.00', '0.00'], '0.00'));
});
