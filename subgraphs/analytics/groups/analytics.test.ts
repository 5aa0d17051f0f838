import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { UsageShipmentPurchased } from '../../../contracts/events/usage-events.ts';
import { OrganizationCreated } from '../../../contracts/events/organization-events.ts';
import { ManualClock } from '../../../platform/context/clock.ts';
import type { RequestIdentity } from '../../../platform/context/request-context.ts';
import { encodeId, newId } from '../../../platform/ids/public-id.ts';
import { askSubgraph, type SubgraphAnswer } from '../../../test/support/ask-subgraph.ts';
import { createTestWorld, type TestTenant, type TestWorld } from '../../../test/support/test-world.ts';
import { CONNECTIONS, deliver, ORGANIZATIONS, tenantLike, toEvent, type DrawnEvent } from '../test-support/usage-history.ts';

const clock = new ManualClock(new Date('2026-03-02T10:00:00Z'));
const [ACME, GLOBEX] = ORGANIZATIONS as [string, string];
const GROUND = CONNECTIONS[0]!;
const tenant = tenantLike();
const elsewhere = tenantLike();
let world: TestWorld;

const drawn = (type: string, day: string, facts: Partial<DrawnEvent> = {}): DrawnEvent => ({
  type,
  organization: 0,
  testMode: false,
  occurredAt: new Date(`${day}T23:59:59.999Z`),
  connection: 0,
  addon: 0,
  name: 'express',
  currency: 'USD',
  amount: '10.25',
  isError: false,
  ...facts,
});

async function happened(of: TestTenant, ...events: DrawnEvent[]): Promise<void> {
  await deliver(
    world,
    of,
    events.map((event) => toEvent(event, of.id)),
    50,
  );
}

before(async () => {
  world = await createTestWorld({ clock, startsWorkers: false });
  const bought = UsageShipmentPurchased.type;
  await happened(
    tenant,
    drawn(OrganizationCreated.type, '2026-01-01'),
    drawn(OrganizationCreated.type, '2026-01-01', { organization: 1 }),
    drawn(bought, '2026-02-01'),
    drawn(bought, '2026-02-28', { amount: '0.75' }),
    drawn(bought, '2026-03-01', { currency: 'JPY', amount: '900' }),
    drawn(bought, '2026-03-02', { organization: 1, connection: 1 }),
    drawn(bought, '2026-03-02', { testMode: true, amount: '5.00' }),
  );
  await happened(elsewhere, drawn(OrganizationCreated.type, '2026-01-01'), drawn(bought, '2026-03-02', { amount: '1000.00' }));
});
after(() => world.close());

const ask = <Data>(
  query: string,
  variables: Record<string, unknown> = {},
  identity: Partial<RequestIdentity> = {},
): Promise<SubgraphAnswer<Data>> => askSubgraph<Data>(world, 'analytics', { tenant, ...identity }, { query, variables });

const point = (timestamp: string, value: string, currency: string | null = null): object => ({
  timestamp: `${timestamp}T00:00:00.000Z`,
  value,
  currency,
});

test('draws weeks from Monday and whole months, money by currency, zeros where nothing happened', async () => {
  const answer = await ask<{ weeks: object[]; months: object[] }>(
    `query ($id: ID) {
      weeks: analytics(organizationId: $id, dateFrom: "2026-02-18", timeBucket: WEEK) { periodStart periodEnd timeSeries { timestamp value currency } }
      months: analytics(organizationId: $id, dateFrom: "2026-01-15", timeBucket: MONTH) {
        organization { id } shipmentsValue { amount currency } timeSeries(metric: SHIPMENTS_VALUE) { timestamp value currency } } }`,
    { id: encodeId('org', ACME) },
  );
  assert.deepEqual(answer.errors, []);
  assert.deepEqual(answer.data.weeks, [
    {
      periodStart: '2026-02-18T00:00:00.000Z',
      periodEnd: '2026-03-03T00:00:00.000Z',
      timeSeries: [point('2026-02-16', '0'), point('2026-02-23', '2'), point('2026-03-02', '0')],
    },
  ]);
  assert.deepEqual(answer.data.months, [
    {
      organization: { id: encodeId('org', ACME) },
      shipmentsValue: [
        { amount: '900', currency: 'JPY' },
        { amount: '11.00', currency: 'USD' },
      ],
      timeSeries: [
        point('2026-01-01', '0', 'JPY'),
        point('2026-02-01', '0', 'JPY'),
        point('2026-03-01', '900', 'JPY'),
        point('2026-01-01', '0.00', 'USD'),
        point('2026-02-01', '11.00', 'USD'),
        point('2026-03-01', '0.00', 'USD'),
      ],
    },
  ]);
});

test('shows members their own figures, staff all of the tenant, test mode and other tenants apart', async () => {
  const query = `{ analytics(dateFrom: "2026-01-01", groupBy: [ORGANIZATION, CARRIER_CONNECTION]) { dimensions { dimension value } shipmentsPurchased } }`;
  const counts = async (identity: Partial<RequestIdentity>) =>
    (
      await ask<{ analytics: { dimensions: { value: string }[]; shipmentsPurchased: number }[] }>(query, {}, identity)
    ).data.analytics.map((group) => [group.dimensions[0]!.value, group.shipmentsPurchased]);
  const [acme, globex] = [encodeId('org', ACME), encodeId('org', GLOBEX)];
  assert.deepEqual(await counts({}), [
    [acme, 3],
    [globex, 1],
  ]);
  assert.deepEqual(await counts({ organizationId: GLOBEX }), [[globex, 1]]);
  assert.deepEqual(await counts({ testMode: true }), [[acme, 1]]);
  assert.deepEqual(await counts({ tenant: elsewhere }), [[acme, 1]]);
  assert.deepEqual(await counts({ tenant: elsewhere, organizationId: GLOBEX }), []);
});

test('takes one statement, two with carriers, however many organizations and days there are', async () => {
  const query = `query ($first: Date) {
    analytics(dateFrom: $first, groupBy: [ORGANIZATION], timeBucket: MONTH) { eventCount timeSeries { value } carrierBreakdown { shipmentsPurchased } } }`;
  const plain = `{ analytics(groupBy: [ORGANIZATION]) { eventCount timeSeries { value } } }`;
  assert.deepEqual([(await ask(plain)).statements, (await ask(query)).statements], [1, 2]);
  const crowded = tenantLike();
  const world50 = Array.from({ length: 50 }, newId);
  await deliver(
    world,
    crowded,
    world50.map((organizationId) => ({
      ...toEvent(drawn(UsageShipmentPurchased.type, '2026-03-01'), crowded.id),
      organizationId,
    })),
    50,
  );
  const answer = await ask<{ analytics: { carrierBreakdown: object[] }[] }>(query, { first: '2025-02-01' }, { tenant: crowded });
  assert.deepEqual([answer.data.analytics.length, answer.statements], [50, 2]);
  assert.ok(answer.data.analytics.every((group) => group.carrierBreakdown.length === 1));
});

test('refuses ranges backwards or of ten years, unsupported groupings and foreign organizations, and names the field', async () => {
  const refused = async (args: string, identity: Partial<RequestIdentity> = {}, field = 'analytics') => {
    const { data, errors } = await ask(`{ ${field}${args} { __typename } }`, {}, identity);
    assert.deepEqual(data, { [field]: null });
    return `${errors[0]!.code} ${errors[0]!.field}`;
  };
  const connections = (args: string, identity?: Partial<RequestIdentity>) =>
    refused(args, identity, 'carrierConnectionAnalytics');
  const marketplace = (args: string, identity?: Partial<RequestIdentity>) => refused(args, identity, 'marketplaceAnalytics');
  const [backwards, tenYears] = [`dateFrom: "2026-03-02", dateTo: "2026-03-01"`, `dateFrom: "2016-03-02", dateTo: "2026-03-01"`];
  assert.equal(await refused(`(${backwards})`), 'INVALID_DATE_RANGE dateFrom');
  assert.equal(await refused(`(${tenYears})`), 'DATE_RANGE_TOO_LONG dateFrom');
  for (const query of [connections, marketplace]) {
    assert.equal(await query(`(dateRange: { ${backwards} })`), 'INVALID_DATE_RANGE dateRange.dateFrom');
    assert.equal(await query(`(dateRange: { ${tenYears} })`), 'DATE_RANGE_TOO_LONG dateRange.dateFrom');
  }
  assert.equal(await refused('(groupBy: [ADDON, CARRIER])'), 'UNSUPPORTED_GROUP_BY groupBy');
  assert.equal(await refused(`(groupBy: [ADDON], carrierId: "${encodeId('con', GROUND)}")`), 'UNSUPPORTED_GROUP_BY groupBy');
  const foreign = `(organizationId: "${encodeId('org', GLOBEX)}")`;
  for (const query of [refused, connections]) {
    assert.equal(await query(foreign, { organizationId: ACME }), 'NOT_FOUND organizationId');
    assert.equal(await query(foreign, { tenant: elsewhere }), 'NOT_FOUND organizationId');
    assert.equal(await query('(organizationId: "con_x")'), 'INVALID_ID organizationId');
    assert.equal(await query('(carrierId: "org_x")'), 'INVALID_ID carrierId');
    assert.equal(await query('(limit: 0)'), 'VALIDATION_FAILED limit');
    assert.equal(await query('', { permissions: ['view_shipments'] }), 'FORBIDDEN undefined');
  }
  assert.equal(await marketplace('', { organizationId: ACME }), 'FORBIDDEN undefined');
  assert.equal(await marketplace('', { level: 'partner', partnerId: newId() }), 'FORBIDDEN undefined');
  const { errors } = await ask('{ marketplaceAnalytics { topOrganizations(limit: 101) { shipmentCount } } }');
  assert.deepEqual([errors[0]?.code, errors[0]?.field], ['VALIDATION_FAILED', 'limit']);
});

test('refuses more points than an answer may hold, and says how many groups fit', async () => {
  const crowded = tenantLike();
  await deliver(
    world,
    crowded,
    Array.from({ length: 26 }, () => ({
      ...toEvent(drawn(UsageShipmentPurchased.type, '2026-03-01'), crowded.id),
      organizationId: newId(),
    })),
    50,
  );
  const query = `query ($limit: Int!) { analytics(dateFrom: "2025-01-27", groupBy: [ORGANIZATION], timeBucket: DAY, limit: $limit) { timeSeries { value } } }`;
  const refused = await ask(query, { limit: 100 }, { tenant: crowded });
  assert.deepEqual([refused.errors[0]?.code, refused.errors[0]?.field], ['TOO_MANY_POINTS', 'limit']);
  assert.match(refused.errors[0]!.message, /at most 25 groups/);
  const fits = await ask<{ analytics: { timeSeries: object[] }[] }>(query, { limit: 25 }, { tenant: crowded });
  assert.deepEqual([fits.data.analytics.length, fits.data.analytics[0]!.timeSeries.length], [25, 400]);
});
