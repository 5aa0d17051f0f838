import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ManualClock } from '../../../platform/context/clock.ts';
import type { RequestContext, RequestIdentity } from '../../../platform/context/request-context.ts';
import { encodeId, newId } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import { answerOf, askSubgraph } from '../../../test/support/ask-subgraph.ts';
import { addOrganization } from '../../../test/support/add-organization.ts';
import { createTestWorld, type TestTenant, type TestWorld } from '../../../test/support/test-world.ts';
import { createAddon } from '../addons/create-addon.ts';
import { priceRates } from '../pricing/price-rates.ts';
import type { RatePrice } from '../pricing/rate-price.query.ts';
import { anAddon, aRate } from '../test-support/addon-fixtures.ts';
import { applyAddons } from './apply-addons.ts';

const clock = new ManualClock(new Date('2026-03-02T09:00:00Z'));
let world: TestWorld;
let tenant: TestTenant;

before(async () => {
  world = await createTestWorld({ clock, startsWorkers: false });
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
  return priceRates(context, {
    quoteId: newId(),
    organizationId: context.identity.organizationId!,
    expiresAt: new Date(clock.now().getTime() + 300_000),
    rates,
  });
}

async function pinRate(context: RequestContext): Promise<RatePrice> {
  return (await pinRates(context, 1))[0]!;
}

/** 5 % handling of which 20 % is commission, and a folded margin of 2 % without. */
async function createTwoAddons(): Promise<string[]> {
  const handling = await createAddon(asStaff(), anAddon({ commissionEnabled: true, commissionRate: '0.2' }));
  const margin = await createAddon(asStaff(), anAddon({ name: 'Margin', amount: '2', visibility: 'folded', order: 2 }));
  return [handling.id, margin.id];
}

const SHIPMENT_FIELDS = `query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Shipment {
  addonApplications { id addonName addonVersion surchargeType base isFolded carrierName service createdAt amount { amount currency } commissionAmount { amount } addon { name } }
  commissionEarned { amount currency } } } }`;

async function readShipments<Shipment>(identity: Partial<RequestIdentity>, shipmentIds: string[]): Promise<Shipment[]> {
  const representations = shipmentIds.map((id) => ({ __typename: 'Shipment', id: encodeId('shp', id) }));
  const { _entities: found } = await answerOf<{ _entities: Shipment[] }>(
    world,
    'addons',
    { tenant, ...identity },
    { query: SHIPMENT_FIELDS, variables: { representations } },
  );
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
  const [{ id, ...handling }, margin] = forStaff!.addonApplications as [
    ShipmentAnswer['addonApplications'] extends (infer Row)[] | null ? Row : never,
    { addonName: string },
  ];
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
  assert.deepEqual(
    forMember!.addonApplications?.map(({ addonName, commissionAmount, addon }) => [addonName, commissionAmount, addon]),
    [['Handling', null, { name: 'Handling' }]],
  );
  assert.equal(forMember!.commissionEarned, null);
  const nothing = { addonApplications: null, commissionEarned: null };
  const other = await world.createTenant();
  for (const identity of [{ organizationId: newId() }, { organizationId, testMode: true }, { tenant: other }])
    assert.deepEqual(await readShipments(identity, [shipmentId, newId()]), [nothing, nothing]);
});

test('the addons of fifty shipments are read in three statements, as are those of one', async () => {
  const organizationId = newId();
  const prices = await pinRates(asShipper(organizationId), 50);
  const shipmentIds = prices.map(() => newId());
  for (const [index, { rateId }] of prices.entries())
    await applyAddons(asShipper(organizationId), { shipmentId: shipmentIds[index]!, rateId, organizationId });
  for (const ids of [shipmentIds, shipmentIds.slice(0, 1)]) {
    const representations = ids.map((id) => ({ __typename: 'Shipment', id: encodeId('shp', id) }));
    const answer = await askSubgraph<{ _entities: ShipmentAnswer[] }>(
      world,
      'addons',
      { tenant },
      { query: SHIPMENT_FIELDS, variables: { representations } },
    );
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
    addonApplications: {
      edges: { node: { addonName: string; organization: { id: string }; shipment: { id: string } } }[];
      pageInfo: { endCursor: string };
      totalCount: number;
    };
  }
  const list = async (variables: object): Promise<Listed['addonApplications']> =>
    (await answerOf<Listed>(world, 'addons', { tenant }, { query, variables: { ...variables } })).addonApplications;
  assert.equal((await list({})).totalCount, 4);
  const ofSecond = await list({ filter: { organizationId: encodeId('org', organizations[1]!) } });
  assert.deepEqual(
    structuredClone(ofSecond.edges.map(({ node }) => node)),
    ['Margin', 'Handling'].map((addonName) => ({
      addonName,
      organization: { id: encodeId('org', organizations[1]!) },
      shipment: { id: encodeId('shp', shipments[1]!), commissionEarned: { amount: '1.00' } },
    })),
  );
  assert.equal(
    (await list({ filter: { addonId: encodeId('add', handlingId!), shipmentId: encodeId('shp', shipments[0]!) } })).totalCount,
    1,
  );
  assert.equal(
    (await list({ filter: { from: new Date(clock.now().getTime() - 60_000).toISOString(), until: clock.now().toISOString() } }))
      .totalCount,
    2,
  );
  const { pageInfo } = await list({ first: 3 });
  assert.equal((await list({ first: 3, after: pageInfo.endCursor })).edges.length, 1);
  const refused = await askSubgraph(
    world,
    'addons',
    { tenant, organizationId: organizations[0]!, permissions: ['view_shipments', 'view_analytics'] },
    { query },
  );
  assert.deepEqual(
    refused.errors.map(({ code }) => code),
    ['FORBIDDEN'],
  );
});

const SUMMARY = `query($id: ID!) { organizationAddonSummary(organizationId: $id) { totalAddonRevenue { amount currency } addonRevenueByCurrency { amount currency }
  totalCommissionPaid { amount currency } commissionPaidByCurrency { amount currency } activeAddonsCount
  addonBreakdown { addonName totalApplications totalRevenue { amount currency } totalCommission { amount currency } } } }`;

test('sums an organization’s addons, one sum a currency, and agrees with its applications', async () => {
  tenant = await world.createTenant();
  await createTwoAddons();
  const organizationId = await addOrganization(world, tenant);
  const shipper = asShipper(organizationId);
  const summary = async (identity: Partial<RequestIdentity> = {}): Promise<Record<string, unknown>> =>
    structuredClone(
      (
        await answerOf<{ organizationAddonSummary: Record<string, unknown> }>(
          world,
          'addons',
          { tenant, ...identity },
          { query: SUMMARY, variables: { id: encodeId('org', organizationId) } },
        )
      ).organizationAddonSummary,
    );
  const usd = (amount: string) => ({ amount, currency: 'USD' });
  const yen = (amount: string) => ({ amount, currency: 'JPY' });
  const buy = async (prices: RatePrice[]): Promise<void> => {
    for (const price of prices) await applyAddons(shipper, { shipmentId: newId(), rateId: price.rateId, organizationId });
  };
  assert.deepEqual(await summary(), {
    totalAddonRevenue: null,
    addonRevenueByCurrency: [],
    totalCommissionPaid: null,
    commissionPaidByCurrency: [],
    activeAddonsCount: 2,
    addonBreakdown: [],
  });
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
  assert.deepEqual(
    [mixed['totalAddonRevenue'], mixed['addonRevenueByCurrency'], mixed['commissionPaidByCurrency']],
    [null, [yen('7'), usd('21.00')], [yen('1'), usd('3.00')]],
  );
  assert.deepEqual((await summary({ testMode: true }))['addonBreakdown'], []);
  const foreign = await askSubgraph(
    world,
    'addons',
    { tenant, level: 'tenant', organizationId: newId() },
    { query: SUMMARY, variables: { id: encodeId('org', organizationId) } },
  );
  assert.deepEqual(
    foreign.errors.map(({ code }) => code),
    ['NOT_FOUND'],
  );
});

test('of an organization of another tenant, or of none, there is no summary', async () => {
  const elsewhere = await addOrganization(world, await world.createTenant());
  for (const id of [elsewhere, newId()]) {
    const { data, errors } = await askSubgraph(
      world,
      'addons',
      { tenant },
      { query: SUMMARY, variables: { id: encodeId('org', id) } },
    );
    assert.deepEqual(
      [data, errors.map(({ code, field }) => [code, field])],
      [{ organizationAddonSummary: null }, [['NOT_FOUND', 'organizationId']]],
    );
  }
});
