import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ShipmentPurchased, type ShipmentPurchasedData } from '../../../contracts/events/shipment-events.ts';
import { ApplyAddons } from '../../../contracts/operations/addon-operations.ts';
import { ManualClock } from '../../../platform/context/clock.ts';
import type { RequestContext, RequestIdentity } from '../../../platform/context/request-context.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import { newEvent } from '../../../platform/events/new-event.ts';
import { encodeId, newId } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import { answerOf, askSubgraph } from '../../../test/support/ask-subgraph.ts';
import { createTestWorld, type TestTenant, type TestWorld } from '../../../test/support/test-world.ts';
import { createAddon } from '../addons/create-addon.ts';
import { deleteAddon } from '../addons/delete-addon.ts';
import { updateAddon } from '../addons/update-addon.ts';
import { priceRates } from '../pricing/price-rates.ts';
import type { RatePrice } from '../pricing/rate-price.query.ts';
import { anAddon, anOrganization, aRate } from '../test-support/addon-fixtures.ts';
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

async function pinRates(context: RequestContext, count: number, currency = 'USD'): Promise<RatePrice[]> {
  const rates = Array.from({ length: count }, () => aRate({ carrierCharge: Money.of('100', currency) }));
  return priceRates(context, { quoteId: newId(), organizationId: context.identity.organizationId!, expiresAt: new Date(clock.now().getTime() + 300_000), rates });
}

async function pinRate(context: RequestContext): Promise<RatePrice> {
  return (await pinRates(context, 1))[0]!;
}

/** 5 % handling with 20 % commission to the platform, and a folded margin of 2.00 (of whichever currency) without. */
async function createTwoAddons(recipient: string | null = null): Promise<string[]> {
  const handling = await createAddon(asStaff(), anAddon({ commissionEnabled: true, commissionRate: '0.2', commissionRecipient: recipient }));
  const margin = await createAddon(asStaff(), anAddon({ name: 'Margin', amount: '2', visibility: 'folded', order: 2 }));
  return [handling.id, margin.id];
}

/** Publishes the purchase as shipping does. */
async function tellOfPurchase(organizationId: string, purchases: { shipmentId: string; price: RatePrice }[], identity: Partial<RequestIdentity> = {}): Promise<void> {
  const shipping = world.context('shipping', { tenant, organizationId, ...identity });
  await shipping.session.transaction(async (transaction) => {
    for (const { shipmentId, price } of purchases) {
      const data: ShipmentPurchasedData = {
        shipmentId,
        quoteId: price.quoteId,
        rateId: price.rateId,
        connectionId: price.connectionId,
        carrierName: price.carrierName,
        service: price.service,
        entityId: newId(),
        reservationId: newId(),
        carrierCharge: price.carrierCharge.toJSON(),
        totalCharge: price.totalCharge.toJSON(),
        trackingNumber: '9400',
      };
      transaction.publish(newEvent(shipping, ShipmentPurchased, { subject: `shipment/${shipmentId}`, organizationId, data }));
    }
  });
}

interface Left {
  applications: number;
  commissions: number;
  shipments: number;
  revenue: string;
  commission: string;
}

async function leftBehind(of = tenant): Promise<Left> {
  const [row] = await world.inspect<Left>(`select (select count(*)::int from ${of.schema}.addon_applications) as applications,
    (select count(*)::int from ${of.schema}.commissions) as commissions,
    (select coalesce(sum(shipments), 0)::int from ${of.schema}.organization_volumes) as shipments,
    (select trim_scale(coalesce(sum(addon_revenue), 0)) from ${of.schema}.organization_addon_totals) as revenue,
    (select trim_scale(coalesce(sum(commission), 0)) from ${of.schema}.organization_addon_totals) as commission`);
  return row!;
}

/** Counts, by type, what the addons subgraph published for a tenant, as a subscriber would receive it. */
async function listen(types: string[]): Promise<{ stop(): Promise<void>; received(): Promise<{ type: string; data: Record<string, unknown>; cause_id: string | null }[]> }> {
  const consumer = `test.${newId()}`;
  await world.inspect(`insert into platform.subscriptions (consumer, event_type) select $1, unnest($2::text[])`, [consumer, types]);
  return {
    async received() {
      for (let attempt = 0; attempt < 500; attempt += 1) {
        const [row] = await world.inspect<{ open: number }>(`select (select count(*) from platform.outbox)::int + (select count(*) from platform.deliveries where consumer <> $1)::int as open`, [consumer]);
        if (row?.open === 0) break;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      return world.inspect(`select type, data, cause_id from platform.deliveries where consumer = $1 and tenant_id = $2 order by position`, [consumer, tenant.id]);
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
  const [handlingId, marginId] = await createTwoAddons(recipient);
  const shipper = asShipper(organizationId);
  const price = await pinRate(shipper);
  await updateAddon(asStaff(), { id: handlingId!, changes: { amount: '50', commissionRate: '0.9' } });
  const listener = await listen(ADDON_EVENTS);
  const shipmentId = newId();
  const shipping = world.context('shipping', { tenant, organizationId, permissions: ['create_shipments'] });
  assert.deepEqual(await shipping.operations.call(ApplyAddons, { shipmentId, rateId: price.rateId, organizationId }), { applicationCount: 2 });
  assert.deepEqual(await leftBehind(), { applications: 2, commissions: 1, shipments: 1, revenue: '7', commission: '1' });
  const [commission] = await world.inspect(`select addon_id, addon_version, trim_scale(amount) as amount, trim_scale(base_amount) as base, trim_scale(rate) as rate, rule_source, recipient_organization_id
    from ${tenant.schema}.commissions`);
  assert.deepEqual(commission, { addon_id: handlingId, addon_version: 1, amount: '1', base: '5', rate: '0.2', rule_source: 'addon_rate', recipient_organization_id: recipient });
  const [volume] = await world.inspect(`select month::text, shipments from ${tenant.schema}.organization_volumes`);
  assert.deepEqual(volume, { month: '2026-03-01', shipments: 1 });
  const events = await listener.received();
  await listener.stop();
  assert.deepEqual(events.map(({ type }) => type), ['addon.applied', 'commission.earned', 'addon.applied', 'organization.addon_total.updated']);
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
  assert.deepEqual([events[1]!.data['amount'], events[1]!.data['baseAmount'], events[1]!.data['rate'], events[1]!.data['recipientOrganizationId']], [usd('1.00'), usd('5.00'), '0.2', recipient]);
  assert.deepEqual(events[3]!.data, { organizationId, totalAddonRevenue: usd('7.00'), totalCommission: usd('1.00'), applications: 2 });
});

test('twenty parallel calls and the event told twice record a purchase exactly once', async () => {
  tenant = await world.createTenant();
  await createTwoAddons();
  const organizationId = newId();
  const shipper = asShipper(organizationId);
  const price = await pinRate(shipper);
  const purchase = { shipmentId: newId(), price };
  const command = { shipmentId: purchase.shipmentId, rateId: price.rateId, organizationId };
  const listener = await listen(ADDON_EVENTS);
  const [answers] = await Promise.all([
    Promise.all(Array.from({ length: 20 }, () => applyAddons(asShipper(organizationId), command))),
    tellOfPurchase(organizationId, [purchase]),
    tellOfPurchase(organizationId, [purchase]),
  ]);
  await listener.received();
  assert.deepEqual(answers, Array.from({ length: 20 }, () => ({ applicationCount: 2 })));
  assert.deepEqual(await leftBehind(), { applications: 2, commissions: 1, shipments: 1, revenue: '7', commission: '1' });
  assert.deepEqual((await listener.received()).map(({ type }) => type), ['addon.applied', 'commission.earned', 'addon.applied', 'organization.addon_total.updated']);
  await listener.stop();
});

test('when only the event comes, it records the same and names itself as the cause; a later call changes nothing', async () => {
  tenant = await world.createTenant();
  await createTwoAddons();
  const organizationId = newId();
  const price = await pinRate(asShipper(organizationId));
  const shipmentId = newId();
  const listener = await listen(ADDON_EVENTS);
  await tellOfPurchase(organizationId, [{ shipmentId, price }]);
  const events = await listener.received();
  await listener.stop();
  assert.equal(events.length, 4);
  assert.ok(events.every(({ cause_id: causeId }) => causeId !== null));
  clock.advance(60_000);
  assert.deepEqual(await applyAddons(asShipper(organizationId), { shipmentId, rateId: price.rateId, organizationId }), { applicationCount: 2 });
  assert.deepEqual(await leftBehind(), { applications: 2, commissions: 1, shipments: 1, revenue: '7', commission: '1' });
  const months = await world.inspect(`select month::text from ${tenant.schema}.organization_volumes`);
  assert.deepEqual(months, [{ month: '2026-03-01' }]);
});

test('fifty purchases of three organizations, told by call and by event at once, are all recorded once and none waits in a circle', async () => {
  tenant = await world.createTenant();
  await createTwoAddons();
  const organizations = [newId(), newId(), newId()];
  const told = await Promise.all(
    organizations.map(async (organizationId) => ({ organizationId, purchases: (await pinRates(asShipper(organizationId), 50)).map((price) => ({ shipmentId: newId(), price })) })),
  );
  await Promise.all(
    told.flatMap(({ organizationId, purchases }) => [
      tellOfPurchase(organizationId, purchases),
      ...purchases.toReversed().map(({ shipmentId, price }) => applyAddons(asShipper(organizationId), { shipmentId, rateId: price.rateId, organizationId })),
    ]),
  );
  await world.settle();
  assert.deepEqual(await leftBehind(), { applications: 300, commissions: 150, shipments: 150, revenue: '1050', commission: '150' });
  const [parked] = await world.inspect(`select count(*)::int as parked from platform.deliveries where attempts > 0`);
  assert.deepEqual(parked, { parked: 0 });
});

test('an expired pin is recorded all the same, and so is one whose addon was deleted', async () => {
  tenant = await world.createTenant();
  const ids = await createTwoAddons();
  const organizationId = newId();
  const price = await pinRate(asShipper(organizationId));
  for (const id of ids) await deleteAddon(asStaff(), { id });
  clock.advance(3_600_000);
  assert.deepEqual(await applyAddons(asShipper(organizationId), { shipmentId: newId(), rateId: price.rateId, organizationId }), { applicationCount: 2 });
});

test('a purchase without addons counts towards the volume and says nothing', async () => {
  tenant = await world.createTenant();
  const organizationId = newId();
  const price = await pinRate(asShipper(organizationId));
  const listener = await listen(ADDON_EVENTS);
  assert.deepEqual(await applyAddons(asShipper(organizationId), { shipmentId: newId(), rateId: price.rateId, organizationId }), { applicationCount: 0 });
  await tellOfPurchase(organizationId, [{ shipmentId: newId(), price: { ...price, rateId: newId() } }]);
  assert.deepEqual(await listener.received(), []);
  await listener.stop();
  assert.deepEqual(await leftBehind(), { applications: 0, commissions: 0, shipments: 2, revenue: '0', commission: '0' });
});

test('an unknown rate and the rate of another organization are refused and nothing is recorded', async () => {
  tenant = await world.createTenant();
  await createTwoAddons();
  const [owner, stranger] = [newId(), newId()];
  const price = await pinRate(asShipper(owner));
  await assert.rejects(applyAddons(asShipper(owner), { shipmentId: newId(), rateId: newId(), organizationId: owner }), NotFoundError);
  await assert.rejects(applyAddons(asShipper(stranger), { shipmentId: newId(), rateId: price.rateId, organizationId: owner }), NotFoundError);
  await assert.rejects(applyAddons(asShipper(stranger), { shipmentId: newId(), rateId: price.rateId, organizationId: stranger }), NotFoundError);
  await assert.rejects(applyAddons(asShipper(owner, { testMode: true }), { shipmentId: newId(), rateId: price.rateId, organizationId: owner }), NotFoundError);
  assert.deepEqual(await leftBehind(), { applications: 0, commissions: 0, shipments: 0, revenue: '0', commission: '0' });
});

const SHIPMENT_FIELDS = `query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Shipment {
  addonApplications { id addonName addonVersion surchargeType base isFolded carrierName service createdAt amount { amount currency } commissionAmount { amount } addon { name } }
  commissionEarned { amount currency } } } }`;

async function readShipments<Shipment>(identity: Partial<RequestIdentity>, shipmentIds: string[]): Promise<Shipment[]> {
  const representations = shipmentIds.map((id) => ({ __typename: 'Shipment', id: encodeId('shp', id) }));
  const { _entities: found } = await answerOf<{ _entities: Shipment[] }>(world, 'addons', { tenant, ...identity }, { query: SHIPMENT_FIELDS, variables: { representations } });
  return structuredClone(found);
}

interface ShipmentAnswer {
  addonApplications: { id: string; addonName: string; commissionAmount: unknown; addon: unknown }[] | null;
  commissionEarned: unknown;
}

test('a shipment shows its applications: all to staff, the named ones to its organization, nothing to others', async () => {
  tenant = await world.createTenant();
  await createTwoAddons();
  const organizationId = newId();
  const price = await pinRate(asShipper(organizationId));
  const shipmentId = newId();
  await applyAddons(asShipper(organizationId), { shipmentId, rateId: price.rateId, organizationId });
  const [forStaff] = await readShipments<ShipmentAnswer>({}, [shipmentId]);
  const [{ id, ...handling }, margin] = forStaff!.addonApplications as [ShipmentAnswer['addonApplications'] extends (infer Row)[] | null ? Row : never, { addonName: string }];
  assert.match(id, /^suapp_[0-9a-z]{26}$/);
  assert.deepEqual(handling, {
    addonName: 'Handling',
    addonVersion: 1,
    surchargeType: 'PERCENTAGE',
    base: 'CARRIER_CHARGE',
    isFolded: false,
    carrierName: 'usps',
    service: 'ground',
    createdAt: clock.now().toISOString(),
    amount: { amount: '5.00', currency: 'USD' },
    commissionAmount: { amount: '1.00' },
    addon: { name: 'Handling' },
  });
  assert.equal(margin.addonName, 'Margin');
  assert.deepEqual(forStaff!.commissionEarned, { amount: '1.00', currency: 'USD' });
  const [forMember] = await readShipments<ShipmentAnswer>({ organizationId, permissions: ['view_shipments'] }, [shipmentId]);
  assert.deepEqual(forMember!.addonApplications?.map(({ addonName, commissionAmount, addon }) => [addonName, commissionAmount, addon]), [['Handling', null, { name: 'Handling' }]]);
  assert.equal(forMember!.commissionEarned, null);
  const nothing = { addonApplications: null, commissionEarned: null };
  const other = await world.createTenant();
  for (const identity of [{ organizationId: newId() }, { organizationId, testMode: true }, { tenant: other }]) assert.deepEqual(await readShipments(identity, [shipmentId, newId()]), [nothing, nothing]);
});

test('the addons of fifty shipments are read in three statements, as are those of one', async () => {
  const organizationId = newId();
  const prices = await pinRates(asShipper(organizationId), 50);
  const shipmentIds = prices.map(() => newId());
  await tellOfPurchase(organizationId, prices.map((price, index) => ({ shipmentId: shipmentIds[index]!, price })));
  await world.settle();
  for (const ids of [shipmentIds, shipmentIds.slice(0, 1)]) {
    const representations = ids.map((id) => ({ __typename: 'Shipment', id: encodeId('shp', id) }));
    const answer = await askSubgraph<{ _entities: ShipmentAnswer[] }>(world, 'addons', { tenant }, { query: SHIPMENT_FIELDS, variables: { representations } });
    assert.deepEqual([answer.errors.length, answer.statements], [0, 3]);
    assert.ok(answer.data._entities.every(({ addonApplications }) => addonApplications?.length === 2));
  }
});

test('staff list applications by organization, addon, shipment and time; members may not', async () => {
  tenant = await world.createTenant();
  const [handlingId] = await createTwoAddons();
  const organizations = [newId(), newId()];
  const shipments = [newId(), newId()];
  for (const [index, organizationId] of organizations.entries()) {
    const price = await pinRate(asShipper(organizationId));
    await applyAddons(asShipper(organizationId), { shipmentId: shipments[index]!, rateId: price.rateId, organizationId });
    clock.advance(60_000);
  }
  const query = `query($filter: AddonApplicationFilter, $first: Int, $after: String) { addonApplications(filter: $filter, first: $first, after: $after) {
    edges { node { addonName organization { id } shipment { id commissionEarned { amount } } } } pageInfo { hasNextPage endCursor } totalCount } }`;
  interface Listed {
    addonApplications: { edges: { node: { addonName: string; organization: { id: string }; shipment: { id: string } } }[]; pageInfo: { endCursor: string }; totalCount: number };
  }
  const list = async (variables: object): Promise<Listed['addonApplications']> => (await answerOf<Listed>(world, 'addons', { tenant }, { query, variables: { ...variables } })).addonApplications;
  assert.equal((await list({})).totalCount, 4);
  const ofSecond = await list({ filter: { organizationId: encodeId('org', organizations[1]!) } });
  assert.deepEqual(structuredClone(ofSecond.edges.map(({ node }) => node)), ['Margin', 'Handling'].map((addonName) => ({
    addonName,
    organization: { id: encodeId('org', organizations[1]!) },
    shipment: { id: encodeId('shp', shipments[1]!), commissionEarned: { amount: '1.00' } },
  })));
  assert.equal((await list({ filter: { addonId: encodeId('add', handlingId!), shipmentId: encodeId('shp', shipments[0]!) } })).totalCount, 1);
  assert.equal((await list({ filter: { from: new Date(clock.now().getTime() - 60_000).toISOString(), until: clock.now().toISOString() } })).totalCount, 2);
  const { pageInfo } = await list({ first: 3 });
  assert.equal((await list({ first: 3, after: pageInfo.endCursor })).edges.length, 1);
  const refused = await askSubgraph(world, 'addons', { tenant, organizationId: organizations[0]!, permissions: ['view_shipments', 'view_analytics'] }, { query });
  assert.deepEqual(refused.errors.map(({ code }) => code), ['FORBIDDEN']);
});

const SUMMARY = `query($id: ID!) { organizationAddonSummary(organizationId: $id) { totalAddonRevenue { amount currency } addonRevenueByCurrency { amount currency }
  totalCommissionPaid { amount currency } commissionPaidByCurrency { amount currency } activeAddonsCount
  addonBreakdown { addonName totalApplications totalRevenue { amount currency } totalCommission { amount currency } } } }`;

test('sums an organization’s addons, one sum a currency, and agrees with its applications', async () => {
  tenant = await world.createTenant();
  await createTwoAddons();
  const organizationId = newId();
  const shipper = asShipper(organizationId);
  const summary = async (identity: Partial<RequestIdentity> = {}): Promise<Record<string, unknown>> =>
    structuredClone((await answerOf<{ organizationAddonSummary: Record<string, unknown> }>(world, 'addons', { tenant, ...identity }, { query: SUMMARY, variables: { id: encodeId('org', organizationId) } })).organizationAddonSummary);
  const usd = (amount: string) => ({ amount, currency: 'USD' });
  const yen = (amount: string) => ({ amount, currency: 'JPY' });
  const buy = async (prices: RatePrice[]): Promise<void> => {
    for (const price of prices) await applyAddons(shipper, { shipmentId: newId(), rateId: price.rateId, organizationId });
  };
  assert.deepEqual(await summary(), { totalAddonRevenue: null, addonRevenueByCurrency: [], totalCommissionPaid: null, commissionPaidByCurrency: [], activeAddonsCount: 2, addonBreakdown: [] });
  await buy(await pinRates(shipper, 3));
  const handling = { addonName: 'Handling', totalApplications: 3, totalRevenue: usd('15.00'), totalCommission: usd('3.00') };
  const margin = { addonName: 'Margin', totalApplications: 3, totalRevenue: usd('6.00'), totalCommission: usd('0.00') };
  assert.deepEqual(await summary(), {
    totalAddonRevenue: usd('21.00'),
    addonRevenueByCurrency: [usd('21.00')],
    totalCommissionPaid: usd('3.00'),
    commissionPaidByCurrency: [usd('3.00')],
    activeAddonsCount: 2,
    addonBreakdown: [handling, margin],
  });
  await buy(await pinRates(shipper, 1, 'JPY'));
  const mixed = await summary();
  assert.deepEqual([mixed['totalAddonRevenue'], mixed['addonRevenueByCurrency'], mixed['commissionPaidByCurrency']], [null, [yen('7'), usd('21.00')], [yen('1'), usd('3.00')]]);
  assert.deepEqual((await summary({ testMode: true }))['addonBreakdown'], []);
  const foreign = await askSubgraph(world, 'addons', { tenant, level: 'tenant', organizationId: newId() }, { query: SUMMARY, variables: { id: encodeId('org', organizationId) } });
  assert.deepEqual(foreign.errors.map(({ code }) => code), ['NOT_FOUND']);
});
