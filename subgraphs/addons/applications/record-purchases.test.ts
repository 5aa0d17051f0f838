import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ApplyAddons } from '../../../contracts/operations/addon-operations.ts';
import { ManualClock } from '../../../platform/context/clock.ts';
import type { RequestContext, RequestIdentity } from '../../../platform/context/request-context.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import { encodeId, newId } from '../../../platform/ids/public-id.ts';
import { answerOf } from '../../../test/support/ask-subgraph.ts';
import { createTestWorld, type TestTenant, type TestWorld } from '../../../test/support/test-world.ts';
import type { AddonInUseError } from '../addons/addons.errors.ts';
import { deleteAddon } from '../addons/delete-addon.ts';
import { updateAddon } from '../addons/update-addon.ts';
import { anOrganization } from '../test-support/addon-fixtures.ts';
import { createTwoAddons, leftBehind, pinRate, pinRates, tellOfPurchase } from '../test-support/purchases.ts';
import { applyAddons } from './apply-addons.ts';

const clock = new ManualClock(new Date('2026-03-31T23:59:00Z'));
let world: TestWorld;
let tenant: TestTenant;

before(async () => {
  world = await createTestWorld({ clock });
  tenant = await world.createTenant();
});
after(() => world.close());

function asStaff(identity: Partial<RequestIdentity> = {}): RequestContext {
  return world.context('addons', { tenant, ...identity });
}

function asShipper(organizationId: string, identity: Partial<RequestIdentity> = {}): RequestContext {
  return world.context('addons', { tenant, organizationId, permissions: ['create_shipments', 'view_shipments'], ...identity });
}

/** Counts, by type, what the addons subgraph published for a tenant, as a subscriber would receive it. */
async function listen(types: string[]): Promise<{
  stop(): Promise<void>;
  received(): Promise<{ type: string; data: Record<string, unknown>; cause_id: string | null }[]>;
}> {
  const consumer = `test.${newId()}`;
  await world.inspect(`insert into platform.subscriptions (consumer, event_type) select $1, unnest($2::text[])`, [
    consumer,
    types,
  ]);
  return {
    async received() {
      for (let attempt = 0; attempt < 500; attempt += 1) {
        const [row] = await world.inspect<{ open: number }>(
          `select (select count(*) from platform.outbox)::int + (select count(*) from platform.deliveries where consumer <> $1)::int as open`,
          [consumer],
        );
        if (row?.open === 0) break;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      return world.inspect(
        `select type, data, cause_id from platform.deliveries where consumer = $1 and tenant_id = $2 order by position`,
        [consumer, tenant.id],
      );
    },
    async stop() {
      await world.inspect(`delete from platform.subscriptions where consumer = $1`, [consumer]);
      await world.inspect(`delete from platform.deliveries where consumer = $1`, [consumer]);
    },
  };
}

const ADDON_EVENTS = ['addon.applied', 'commission.earned', 'organization.addon_total.updated'];

test('records what was pinned: two applications, one commission, the volume, the sums and four events', async () => {
  tenant = await world.createTenant();
  const [organizationId, recipient] = [newId(), await anOrganization(world, tenant)];
  const [handlingId, marginId] = await createTwoAddons(asStaff(), recipient);
  const shipper = asShipper(organizationId);
  const price = await pinRate(clock, shipper);
  await updateAddon(asStaff(), { id: handlingId!, changes: { amount: '50', commissionRate: '0.9' } });
  const listener = await listen(ADDON_EVENTS);
  const shipmentId = newId();
  const shipping = world.context('shipping', { tenant, organizationId, permissions: ['create_shipments'] });
  assert.deepEqual(await shipping.operations.call(ApplyAddons, { shipmentId, rateId: price.rateId, organizationId }), {
    applicationCount: 2,
  });
  assert.deepEqual(await leftBehind(world, tenant), {
    applications: 2,
    commissions: 1,
    shipments: 1,
    revenue: '7',
    commission: '1',
  });
  const [commission] =
    await world.inspect(`select addon_id, addon_version, trim_scale(amount) as amount, trim_scale(base_amount) as base, trim_scale(rate) as rate, rule_source, recipient_organization_id
    from ${tenant.schema}.commissions`);
  assert.deepEqual(commission, {
    addon_id: handlingId,
    addon_version: 1,
    amount: '1',
    base: '5',
    rate: '0.2',
    rule_source: 'addon_rate',
    recipient_organization_id: recipient,
  });
  const [volume] = await world.inspect(`select month::text, shipments from ${tenant.schema}.organization_volumes`);
  assert.deepEqual(volume, { month: '2026-03-01', shipments: 1 });
  const events = await listener.received();
  await listener.stop();
  assert.deepEqual(
    events.map(({ type }) => type),
    ['addon.applied', 'commission.earned', 'addon.applied', 'organization.addon_total.updated'],
  );
  const usd = (amount: string) => ({ amount, currency: 'USD' });
  const { applicationId, ...applied } = events[2]!.data;
  assert.deepEqual(applied, {
    addonId: marginId,
    addonName: 'Margin',
    addonType: 'percentage',
    amount: usd('2.00'),
    commissionAmount: usd('0.00'),
    shipmentId,
    connectionId: price.connectionId,
    carrierName: 'usps',
    service: 'ground',
  });
  assert.equal(typeof applicationId, 'string');
  assert.deepEqual(
    [
      events[1]!.data['amount'],
      events[1]!.data['baseAmount'],
      events[1]!.data['rate'],
      events[1]!.data['recipientOrganizationId'],
    ],
    [usd('1.00'), usd('5.00'), '0.2', recipient],
  );
  assert.deepEqual(events[3]!.data, {
    organizationId,
    totalAddonRevenue: usd('7.00'),
    totalCommission: usd('1.00'),
    applications: 2,
  });
});

test('twenty parallel calls and the event told twice record a purchase exactly once', async () => {
  tenant = await world.createTenant();
  await createTwoAddons(asStaff());
  const organizationId = newId();
  const shipper = asShipper(organizationId);
  const price = await pinRate(clock, shipper);
  const purchase = { shipmentId: newId(), price };
  const command = { shipmentId: purchase.shipmentId, rateId: price.rateId, organizationId };
  const listener = await listen(ADDON_EVENTS);
  const [answers] = await Promise.all([
    Promise.all(Array.from({ length: 20 }, () => applyAddons(asShipper(organizationId), command))),
    tellOfPurchase(world, tenant, organizationId, [purchase]),
    tellOfPurchase(world, tenant, organizationId, [purchase]),
  ]);
  await listener.received();
  assert.deepEqual(
    answers,
    Array.from({ length: 20 }, () => ({ applicationCount: 2 })),
  );
  assert.deepEqual(await leftBehind(world, tenant), {
    applications: 2,
    commissions: 1,
    shipments: 1,
    revenue: '7',
    commission: '1',
  });
  assert.deepEqual(
    (await listener.received()).map(({ type }) => type),
    ['addon.applied', 'commission.earned', 'addon.applied', 'organization.addon_total.updated'],
  );
  await listener.stop();
});

test('when only the event comes, it records the same and names itself as the cause; a later call changes nothing', async () => {
  tenant = await world.createTenant();
  await createTwoAddons(asStaff());
  const organizationId = newId();
  const price = await pinRate(clock, asShipper(organizationId));
  const shipmentId = newId();
  const listener = await listen(ADDON_EVENTS);
  await tellOfPurchase(world, tenant, organizationId, [{ shipmentId, price }]);
  const events = await listener.received();
  await listener.stop();
  assert.equal(events.length, 4);
  assert.ok(events.every(({ cause_id: causeId }) => causeId !== null));
  clock.advance(60_000);
  assert.deepEqual(await applyAddons(asShipper(organizationId), { shipmentId, rateId: price.rateId, organizationId }), {
    applicationCount: 2,
  });
  assert.deepEqual(await leftBehind(world, tenant), {
    applications: 2,
    commissions: 1,
    shipments: 1,
    revenue: '7',
    commission: '1',
  });
  const months = await world.inspect(`select month::text from ${tenant.schema}.organization_volumes`);
  assert.deepEqual(months, [{ month: '2026-03-01' }]);
});

test('fifty purchases of three organizations, told by call and by event at once, are all recorded once and none waits in a circle', async () => {
  tenant = await world.createTenant();
  await createTwoAddons(asStaff());
  const organizations = [newId(), newId(), newId()];
  const told = await Promise.all(
    organizations.map(async (organizationId) => ({
      organizationId,
      purchases: (await pinRates(clock, asShipper(organizationId), 50)).map((price) => ({ shipmentId: newId(), price })),
    })),
  );
  await Promise.all(
    told.flatMap(({ organizationId, purchases }) => [
      tellOfPurchase(world, tenant, organizationId, purchases),
      ...purchases
        .toReversed()
        .map(({ shipmentId, price }) =>
          applyAddons(asShipper(organizationId), { shipmentId, rateId: price.rateId, organizationId }),
        ),
    ]),
  );
  await world.settle();
  assert.deepEqual(await leftBehind(world, tenant), {
    applications: 300,
    commissions: 150,
    shipments: 150,
    revenue: '1050',
    commission: '150',
  });
  const [parked] = await world.inspect(`select count(*)::int as parked from platform.deliveries where attempts > 0`);
  assert.deepEqual(parked, { parked: 0 });
});

test('an expired pin is recorded all the same, and so is one whose addon was deleted', async () => {
  tenant = await world.createTenant();
  const ids = await createTwoAddons(asStaff());
  const organizationId = newId();
  const price = await pinRate(clock, asShipper(organizationId));
  for (const id of ids) await deleteAddon(asStaff(), { id });
  clock.advance(3_600_000);
  assert.deepEqual(await applyAddons(asShipper(organizationId), { shipmentId: newId(), rateId: price.rateId, organizationId }), {
    applicationCount: 2,
  });
});

test('an addon that was charged within thirty days is deleted once it is inactive, or when that is said', async () => {
  tenant = await world.createTenant();
  const [first, second] = await createTwoAddons(asStaff());
  const organizationId = newId();
  const price = await pinRate(clock, asShipper(organizationId));
  await applyAddons(asShipper(organizationId), { shipmentId: newId(), rateId: price.rateId, organizationId });
  for (const id of [first!, second!]) {
    await assert.rejects(deleteAddon(asStaff(), { id }), (error: AddonInUseError) => {
      assert.deepEqual([error.code, error.field], ['ADDON_IN_USE', 'id']);
      return true;
    });
  }
  await updateAddon(asStaff(), { id: first!, changes: { active: false } });
  assert.notEqual((await deleteAddon(asStaff(), { id: first! })).deletedAt, null);
  clock.advance(30 * 86_400_000);
  assert.notEqual((await deleteAddon(asStaff(), { id: second! })).deletedAt, null);
});

test('an addon in use is deleted through the API by whoever accepts that', async () => {
  tenant = await world.createTenant();
  const [id] = await createTwoAddons(asStaff());
  const organizationId = newId();
  const price = await pinRate(clock, asShipper(organizationId));
  await applyAddons(asShipper(organizationId), { shipmentId: newId(), rateId: price.rateId, organizationId });
  const deleted = async (acceptInUse?: boolean): Promise<unknown> => {
    const query = `mutation ($input: DeleteAddonInput!) { deleteAddon(input: $input) { addon { name } errors { field code } } }`;
    const variables = { input: { id: encodeId('add', id!), acceptInUse } };
    const identity = { tenant, permissions: ['manage_addons'] };
    return (await answerOf<{ deleteAddon: unknown }>(world, 'addons', identity, { query, variables })).deleteAddon;
  };
  assert.deepEqual(await deleted(), { addon: null, errors: [{ field: 'id', code: 'ADDON_IN_USE' }] });
  assert.deepEqual(await deleted(true), { addon: { name: 'Handling' }, errors: [] });
});

test('a purchase without addons counts towards the volume and says nothing', async () => {
  tenant = await world.createTenant();
  const organizationId = newId();
  const price = await pinRate(clock, asShipper(organizationId));
  const listener = await listen(ADDON_EVENTS);
  assert.deepEqual(await applyAddons(asShipper(organizationId), { shipmentId: newId(), rateId: price.rateId, organizationId }), {
    applicationCount: 0,
  });
  await tellOfPurchase(world, tenant, organizationId, [{ shipmentId: newId(), price: { ...price, rateId: newId() } }]);
  assert.deepEqual(await listener.received(), []);
  await listener.stop();
  assert.deepEqual(await leftBehind(world, tenant), {
    applications: 0,
    commissions: 0,
    shipments: 2,
    revenue: '0',
    commission: '0',
  });
});

test('an unknown rate and the rate of another organization are refused and nothing is recorded', async () => {
  tenant = await world.createTenant();
  await createTwoAddons(asStaff());
  const [owner, stranger] = [newId(), newId()];
  const price = await pinRate(clock, asShipper(owner));
  await assert.rejects(
    applyAddons(asShipper(owner), { shipmentId: newId(), rateId: newId(), organizationId: owner }),
    NotFoundError,
  );
  await assert.rejects(
    applyAddons(asShipper(stranger), { shipmentId: newId(), rateId: price.rateId, organizationId: owner }),
    NotFoundError,
  );
  await assert.rejects(
    applyAddons(asShipper(stranger), { shipmentId: newId(), rateId: price.rateId, organizationId: stranger }),
    NotFoundError,
  );
  await assert.rejects(
    applyAddons(asShipper(owner, { testMode: true }), { shipmentId: newId(), rateId: price.rateId, organizationId: owner }),
    NotFoundError,
  );
  assert.deepEqual(await leftBehind(world, tenant), {
    applications: 0,
    commissions: 0,
    shipments: 0,
    revenue: '0',
    commission: '0',
  });
});
