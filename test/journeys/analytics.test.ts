import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ManualClock } from '../../platform/context/clock.ts';
import { decodeId } from '../../platform/ids/public-id.ts';
import { askSubgraph } from '../support/ask-subgraph.ts';
import { NEW_YORK, readyOrganization, SAN_FRANCISCO, TWO_POUNDS, type ReadyOrganization } from '../support/first-parcel-world.ts';
import { startTestGateway, type TestGateway } from '../support/test-gateway.ts';
import { createTestWorld, type TestWorld } from '../support/test-world.ts';

const clock = new ManualClock(new Date('2026-03-02T10:00:00Z'));
let world: TestWorld;
let gateway: TestGateway;
let shop: ReadyOrganization;

before(async () => {
  world = await createTestWorld({ clock });
  gateway = await startTestGateway(world, clock);
  shop = await readyOrganization(gateway);
  for (const reference of ['one', 'two', 'three']) await buy(reference);
  await world.settle();
});
after(async () => {
  await gateway.stop();
  await world.close();
});

async function buy(reference: string): Promise<void> {
  const { quote } = await gateway.ask<{ quote: { rates: { id: string }[] } }>(
    `mutation ($input: RequestQuotesInput!) { requestQuotes(input: $input) { quote { rates { id } } errors { code } } }`,
    {
      token: shop.ownerToken,
      variables: { input: { shipper: SAN_FRANCISCO, recipient: NEW_YORK, parcels: [TWO_POUNDS], reference } },
    },
  );
  await gateway.ask(
    `mutation ($input: PurchaseShipmentInput!) { purchaseShipment(input: $input) { shipment { id } errors { code } } }`,
    { token: shop.ownerToken, variables: { input: { rateId: quote.rates[0]!.id, idempotencyKey: reference } } },
  );
}

const money = (amount: string): object[] => [{ amount, currency: 'USD' }];

test('tells what went through a connection, beside the connection and organization of other subgraphs', async () => {
  const connections = await gateway.ask<object[]>(
    `{ carrierConnectionAnalytics(dateRange: { dateFrom: "2026-03-01", dateTo: "2026-03-02" }) { carrierId carrierName connection { displayName } organization { id name }
      apiRequests apiErrors errorRate shipmentsPurchased totalRevenue { amount currency } addonRevenue { amount currency } } }`,
    { token: shop.ownerToken },
  );
  assert.deepEqual(connections, [
    {
      carrierId: shop.connectionId,
      carrierName: 'USPS',
      connection: { displayName: 'USPS commercial' },
      organization: { id: shop.organizationId, name: 'Birch & Co' },
      apiRequests: 6,
      apiErrors: 0,
      errorRate: '0',
      shipmentsPurchased: 3,
      totalRevenue: money('37.95'),
      addonRevenue: money('2.40'),
    },
  ]);
});

test('tells the whole marketplace to its staff, and refuses its members', async () => {
  const query = `{ marketplaceAnalytics { totalOrganizations activeOrganizations totalShipments totalRevenue { amount currency }
    topOrganizations { organizationId name organization { name } shipmentCount revenue { amount currency } } } }`;
  assert.deepEqual(await gateway.ask(query, { token: shop.adminToken }), {
    totalOrganizations: 1,
    activeOrganizations: 1,
    totalShipments: 3,
    totalRevenue: money('37.95'),
    topOrganizations: [
      {
        organizationId: shop.organizationId,
        name: 'Birch & Co',
        organization: { name: 'Birch & Co' },
        shipmentCount: 3,
        revenue: money('37.95'),
      },
    ],
  });
  const refused = await gateway.send(query, { token: shop.ownerToken });
  assert.deepEqual([refused.data, refused.errors[0]?.extensions.code], [null, 'FORBIDDEN']);
});

test('refuses a dimension or bucket that there is not before anything is read', async () => {
  const { data, errors, statements } = await gateway.send('{ analytics(groupBy: [SERVICE], timeBucket: HOUR) { eventCount } }', {
    token: shop.ownerToken,
  });
  assert.equal(data, null);
  assert.deepEqual(
    errors.map(({ extensions }) => extensions.code),
    ['GRAPHQL_VALIDATION_FAILED', 'GRAPHQL_VALIDATION_FAILED'],
  );
  assert.equal(statements, 0);
});

test('counts of addons what their applications say', async () => {
  const summary = await gateway.ask<{
    addonBreakdown: {
      addonId: string;
      addonName: string;
      totalRevenue: { amount: string };
      totalCommission: { amount: string };
    }[];
  }>(
    `query ($id: ID!) { organizationAddonSummary(organizationId: $id) {
      addonBreakdown { addonId addonName totalApplications totalRevenue { amount } totalCommission { amount } } } }`,
    { token: shop.adminToken, variables: { id: shop.organizationId } },
  );
  const groups = await gateway.ask<
    { addon: { id: string; name: string }; addonRevenue: { amount: string }[]; commissionEarned: { amount: string }[] }[]
  >(
    `query ($id: ID!) { analytics(organizationId: $id, groupBy: [ADDON]) { addon { id name } addonRevenue { amount } commissionEarned { amount }
      applications: timeSeries(metric: EVENTS) { value } } }`,
    { token: shop.adminToken, variables: { id: shop.organizationId } },
  );
  const counted = groups.map(({ addon, addonRevenue, commissionEarned }) => ({
    addonId: addon.id,
    addonName: addon.name,
    revenue: addonRevenue[0]!.amount,
    commission: commissionEarned[0]!.amount,
  }));
  const applied = summary.addonBreakdown.map(({ addonId, addonName, totalRevenue, totalCommission }) => ({
    addonId,
    addonName,
    revenue: totalRevenue.amount,
    commission: totalCommission.amount,
  }));
  const byName = (rows: typeof applied): typeof applied =>
    rows.toSorted((left, right) => (left.addonName < right.addonName ? -1 : 1));
  assert.deepEqual(byName(counted), byName(applied));
  assert.deepEqual(
    byName(counted).map(({ addonName, revenue }) => [addonName, revenue]),
    [
      ['Handling', '1.50'],
      ['Shipping protection', '0.90'],
    ],
  );
});

test('counts each request that an organization sent through the gateway, and those that failed', async () => {
  // The set-up sent two in the owner's name and the purchases six; the queries above sent three, two of them refused.
  await gateway.send(`{ shipment(id: "shp_unknown") { id } }`, { token: shop.ownerToken });
  await gateway.stop();
  await world.settle();
  const { tenant_id: id, schema_name: schema } = (
    await world.inspect<{ tenant_id: string; schema_name: string }>(
      `select s.tenant_id, s.schema_name from platform.tenant_schemas s join tenants.tenants t on t.id = s.tenant_id where t.kind = 'customer'`,
    )
  )[0]!;
  const answer = await askSubgraph<{ analytics: object[] }>(
    world,
    'analytics',
    { tenant: { id, schema }, organizationId: decodeId('org', shop.organizationId) },
    { query: '{ analytics { apiRequests apiErrors errorRate } }' },
  );
  assert.deepEqual([answer.errors, answer.data.analytics], [[], [{ apiRequests: 12, apiErrors: 3, errorRate: '0.25' }]]);
});
