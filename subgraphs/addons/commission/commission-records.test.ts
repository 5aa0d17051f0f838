import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ManualClock } from '../../../platform/context/clock.ts';
import { encodeId, newId } from '../../../platform/ids/public-id.ts';
import { answerOf, askSubgraph } from '../../../test/support/ask-subgraph.ts';
import { createTestWorld, type TestTenant, type TestWorld } from '../../../test/support/test-world.ts';
import { anOrganization } from '../test-support/addon-fixtures.ts';
import { createTwoAddons, pinRates, tellOfCancellation, tellOfPurchase, type TestPurchase } from '../test-support/purchases.ts';

const clock = new ManualClock(new Date('2026-03-02T09:00:00Z'));
let world: TestWorld;
let tenant: TestTenant;
let [organizationId, recipient] = ['', ''];
let bought: (TestPurchase & { purchasedAt: Date })[];

// Three shipments at 5.00 handling, 1.00 of it commission, and a margin of 2.00; the third is cancelled an hour later.
before(async () => {
  world = await createTestWorld({ clock });
  tenant = await world.createTenant();
  organizationId = await anOrganization(world, tenant);
  recipient = await anOrganization(world, tenant);
  await createTwoAddons(world.context('addons', { tenant }), recipient);
  const shipper = world.context('addons', { tenant, organizationId, permissions: ['create_shipments'] });
  const purchasedAt = clock.now();
  bought = (await pinRates(clock, shipper, 3)).map((price) => ({ shipmentId: newId(), price, purchasedAt }));
  await tellOfPurchase(world, tenant, organizationId, bought);
  await world.settle();
  clock.advance(3_600_000);
  await tellOfCancellation(world, tenant, organizationId, [bought[2]!]);
  await world.settle();
});
after(() => world.close());

const LIST = `query($filter: CommissionFilter, $sort: CommissionSort! = CREATED_AT_DESC) {
  commissions(first: 10, filter: $filter, sort: $sort) { totalCount edges { node { amount { amount currency } baseAmount { amount } rate ruleSource
    reversesId recipient { id } organization { id } shipment { id } addon { name } } } }
  commissionTotals(filter: $filter) { amount { amount currency } baseAmount { amount } count } }`;

interface Listed {
  commissions: { totalCount: number; edges: { node: Record<string, unknown> }[] };
  commissionTotals: object[];
}

async function list(variables: Record<string, unknown> = {}): Promise<Listed> {
  return structuredClone(await answerOf<Listed>(world, 'addons', { tenant }, { query: LIST, variables }));
}

test('lists what was earned and what was taken back, with sums from which it is taken off', async () => {
  const { commissions, commissionTotals } = await list();
  assert.equal(commissions.totalCount, 4);
  const { reversesId, ...latest } = commissions.edges[0]!.node;
  assert.match(String(reversesId), /^com_/);
  assert.deepEqual(latest, {
    amount: { amount: '-1.00', currency: 'USD' },
    baseAmount: { amount: '-5.00' },
    rate: '0.2',
    ruleSource: 'ADDON_RATE',
    recipient: { id: encodeId('org', recipient) },
    organization: { id: encodeId('org', organizationId) },
    shipment: { id: encodeId('shp', bought[2]!.shipmentId) },
    addon: { name: 'Handling' },
  });
  assert.deepEqual(commissionTotals, [
    { amount: { amount: '2.00', currency: 'USD' }, baseAmount: { amount: '10.00' }, count: 4 },
  ]);
});

test('every filter narrows the list and the sums alike', async () => {
  const counts: [object, number][] = [
    [{ shipmentId: encodeId('shp', bought[2]!.shipmentId) }, 2],
    [{ isReversal: true }, 1],
    [{ isReversal: false }, 3],
    [{ isPlatform: true }, 0],
    [{ recipientOrganizationId: encodeId('org', recipient) }, 4],
    [{ organizationId: encodeId('org', recipient) }, 0],
    [{ ruleSource: 'PLATFORM_DEFAULT' }, 0],
    [{ currency: 'EUR' }, 0],
    [{ from: clock.now().toISOString() }, 1],
    [{ until: clock.now().toISOString() }, 3],
  ];
  for (const [filter, count] of counts) {
    const { commissions, commissionTotals } = await list({ filter });
    assert.equal(commissions.totalCount, count, JSON.stringify(filter));
    assert.equal(commissionTotals.length, count > 0 ? 1 : 0, JSON.stringify(filter));
  }
  const oldest = await list({ sort: 'CREATED_AT_ASC' });
  assert.deepEqual(oldest.commissions.edges[0]!.node['amount'], { amount: '1.00', currency: 'USD' });
});

test('applications of the list add up, and a shipment shows where its money goes until it is cancelled', async () => {
  const totals = await answerOf<{ addonApplicationTotals: object[] }>(
    world,
    'addons',
    { tenant },
    { query: `{ addonApplicationTotals { amount { amount } commissionAmount { amount } count } }` },
  );
  assert.deepEqual(structuredClone(totals.addonApplicationTotals), [
    { amount: { amount: '14.00' }, commissionAmount: { amount: '2.00' }, count: 8 },
  ]);
  const query = `query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Shipment {
    margin { carrierCost { amount } addonTotal { amount } totalCharge { amount } commission { amount } net { amount } } commissionEarned { amount } } } }`;
  const representations = [bought[0], bought[2]].map((each) => ({
    __typename: 'Shipment',
    id: encodeId('shp', each!.shipmentId),
  }));
  const ask = async (permissions: string[]): Promise<object> =>
    structuredClone(
      await answerOf<object>(world, 'addons', { tenant, organizationId, permissions }, { query, variables: { representations } }),
    );
  const money = (amounts: string[]): object => {
    const [carrierCost, addonTotal, totalCharge, commission, net] = amounts.map((amount) => ({ amount }));
    return { margin: { carrierCost, addonTotal, totalCharge, commission, net }, commissionEarned: commission };
  };
  assert.deepEqual(await ask(['manage_addons', 'view_shipments']), {
    _entities: [money(['100.00', '7.00', '107.00', '1.00', '6.00']), money(['0.00', '0.00', '0.00', '0.00', '0.00'])],
  });
  const hidden = { margin: null, commissionEarned: null };
  assert.deepEqual(await ask(['view_shipments']), { _entities: [hidden, hidden] });
});

test('an addon tells its versions and what commission it would earn on a charge', async () => {
  const addons = await answerOf<{ addons: { edges: { node: { id: string; commissionAmount: unknown } }[] } }>(
    world,
    'addons',
    { tenant },
    {
      query: `{ addons { edges { node { id commissionAmount(carrierCharge: { amount: "40.00", currency: "USD" }) { amount currency } } } } }`,
    },
  );
  const [handling, margin] = addons.addons.edges.map(({ node }) => node);
  assert.deepEqual(structuredClone([handling!.commissionAmount, margin!.commissionAmount]), [
    { amount: '0.40', currency: 'USD' },
    null,
  ]);
  const query = `query($id: ID!) { addonVersions(addonId: $id) { edges { node { version actor snapshot } } } }`;
  const { addonVersions } = await answerOf<{
    addonVersions: { edges: { node: { version: number; snapshot: { name: string } } }[] };
  }>(world, 'addons', { tenant }, { query, variables: { id: handling!.id } });
  assert.deepEqual(
    addonVersions.edges.map(({ node }) => [node.version, node.snapshot.name]),
    [[1, 'Handling']],
  );
});

test('members of organizations, the other mode and other tenants see none of it', async () => {
  const member = await askSubgraph(world, 'addons', { tenant, organizationId, permissions: ['view_analytics'] }, { query: LIST });
  assert.deepEqual([...new Set(member.errors.map(({ code }) => code))], ['FORBIDDEN']);
  for (const identity of [{ testMode: true }, { tenant: await world.createTenant() }]) {
    const answer = await answerOf<Listed>(world, 'addons', { tenant, ...identity }, { query: LIST });
    assert.deepEqual([answer.commissions.totalCount, answer.commissionTotals.length], [0, 0]);
  }
});
