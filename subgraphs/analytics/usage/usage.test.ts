import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { AddonApplied, CommissionEarned } from '../../../contracts/events/addon-events.ts';
import { MemberJoined, OrganizationCreated } from '../../../contracts/events/organization-events.ts';
import { CarrierRequestMade, UsageShipmentPurchased, UsageTrackingMade } from '../../../contracts/events/usage-events.ts';
import { ManualClock } from '../../../platform/context/clock.ts';
import type { RequestIdentity } from '../../../platform/context/request-context.ts';
import { newEvent } from '../../../platform/events/new-event.ts';
import { encodeId, newId } from '../../../platform/ids/public-id.ts';
import { answerOf, askSubgraph } from '../../../test/support/ask-subgraph.ts';
import { createTestWorld, type TestTenant, type TestWorld } from '../../../test/support/test-world.ts';

const MONDAY = new Date('2026-03-02T10:00:00Z');
const clock = new ManualClock(MONDAY);
const [ACME, GLOBEX, GROUND, AIR, FUEL] = Array.from({ length: 5 }, newId) as [string, string, string, string, string];
let world: TestWorld;
let tenant: TestTenant;
let elsewhere: TestTenant;

type Happening = Parameters<typeof newEvent>[1];

async function publish(
  of: TestTenant,
  organizationId: string,
  testMode: boolean,
  ...happenings: [Happening, object][]
): Promise<void> {
  const context = world.context('analytics', { tenant: of, testMode });
  await context.session.transaction(async (transaction) => {
    for (const [type, data] of happenings)
      transaction.publish(newEvent(context, type, { subject: `organization/${organizationId}`, organizationId, data }));
  });
}

const money = (amount: string, currency = 'USD') => ({ amount, currency });
const created = (organizationId: string): [Happening, object] => [
  OrganizationCreated,
  { organizationId, name: 'Some', slug: 'some' },
];
const joined = (organizationId: string): [Happening, object] => [
  MemberJoined,
  { organizationId, userId: newId(), email: 'a@b.example', role: 'member' },
];
const requested = (connectionId: string, status: 'ok' | 'error' = 'ok'): [Happening, object] => [
  CarrierRequestMade,
  { connectionId, carrierName: 'usps', operation: 'rate', status, durationMs: 9 },
];
const bought = (connectionId: string, amount: string, currency?: string): [Happening, object] => [
  UsageShipmentPurchased,
  {
    shipmentId: newId(),
    connectionId,
    carrierName: 'usps',
    service: 'ground',
    entityId: newId(),
    charge: money(amount, currency),
  },
];
const tracked = (): [Happening, object] => [UsageTrackingMade, { trackerId: newId(), carrierName: 'usps' }];
const charged = (amount: string, commission: string): [Happening, object][] => {
  const place = {
    applicationId: newId(),
    addonId: FUEL,
    addonName: 'Fuel',
    shipmentId: newId(),
    connectionId: GROUND,
    carrierName: 'usps',
  };
  return [
    [
      AddonApplied,
      { ...place, addonType: 'fixed', amount: money(amount), commissionAmount: money(commission), service: 'ground' },
    ],
    [
      CommissionEarned,
      {
        ...place,
        commissionId: newId(),
        amount: money(commission),
        baseAmount: money(amount),
        rate: '0.1',
        recipientOrganizationId: null,
      },
    ],
  ];
};

before(async () => {
  world = await createTestWorld({ clock });
  [tenant, elsewhere] = [await world.createTenant(), await world.createTenant()];
  clock.advance(-40 * 86_400_000);
  await publish(tenant, ACME, false, created(ACME), joined(ACME), bought(GROUND, '99.00'));
  clock.advance(38 * 86_400_000);
  await publish(
    tenant,
    ACME,
    false,
    requested(GROUND),
    requested(GROUND, 'error'),
    bought(GROUND, '8.25'),
    bought(AIR, '12.40'),
    tracked(),
    ...charged('1.50', '0.15'),
  );
  await publish(tenant, GLOBEX, false, created(GLOBEX), bought(AIR, '20.00', 'EUR'));
  clock.advance(2 * 86_400_000);
  await publish(
    tenant,
    ACME,
    false,
    requested(GROUND),
    bought(GROUND, '0.10'),
    bought(GROUND, '700', 'JPY'),
    ...charged('0.333333', '0.033333'),
    joined(ACME),
  );
  await publish(tenant, ACME, true, bought(GROUND, '5.00'), joined(ACME));
  await publish(elsewhere, ACME, false, created(ACME), bought(GROUND, '1000.00'));
  await world.settle();
});
after(() => world.close());

const USAGE = `query Usage($filter: OrganizationUsageFilter) { usage(filter: $filter) {
  organization { id } dateAfter dateBefore members totalCarrierRequests totalCarrierErrors totalShipments totalTrackers totalAddonApplications
  totalShippingSpend { amount currency } totalAddonsCharges { amount currency } totalCommission { amount currency } } }`;

const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

async function usageOf(identity: Partial<RequestIdentity>, filter?: object): Promise<Record<string, unknown>> {
  const { usage } = await answerOf<{ usage: Record<string, unknown> }>(
    world,
    'analytics',
    { tenant, ...identity },
    { query: USAGE, variables: { filter } },
  );
  return plain(usage);
}

test('reports an organization’s last 30 days to the cent, by currency', async () => {
  assert.deepEqual(await usageOf({ organizationId: ACME, permissions: ['view_analytics'] }), {
    organization: { id: encodeId('org', ACME) },
    dateAfter: '2026-02-01',
    dateBefore: '2026-03-02',
    members: 3,
    totalCarrierRequests: 3,
    totalCarrierErrors: 1,
    totalShipments: 4,
    totalTrackers: 1,
    totalAddonApplications: 2,
    totalShippingSpend: [money('700', 'JPY'), money('20.75')],
    totalAddonsCharges: [money('1.833333')],
    totalCommission: [money('0.183333')],
  });
});

test('draws a point for each day, zero on quiet days, and breaks down by connection and addon', async () => {
  const query = `query Usage($filter: OrganizationUsageFilter) { usage(filter: $filter) {
    carrierErrors { date count } shippingSpend { date count amounts { amount currency } }
    carrierBreakdown { connectionId carrierName requests errors errorRate shipments revenue { amount currency } addonRevenue { amount currency } commissionEarned { amount currency } }
    addonBreakdown { addonId addonName applications revenue { amount currency } commission { amount currency } } } }`;
  const answer = await askSubgraph<{ usage: object }>(
    world,
    'analytics',
    { tenant, organizationId: ACME },
    { query, variables: { filter: { dateAfter: '2026-02-28' } } },
  );
  assert.deepEqual(plain(answer.data.usage), {
    carrierErrors: [
      { date: '2026-02-28', count: 1 },
      { date: '2026-03-01', count: 0 },
      { date: '2026-03-02', count: 0 },
    ],
    shippingSpend: [
      { date: '2026-02-28', count: 2, amounts: [money('20.65')] },
      { date: '2026-03-01', count: 0, amounts: [] },
      { date: '2026-03-02', count: 2, amounts: [money('700', 'JPY'), money('0.10')] },
    ],
    carrierBreakdown: [
      {
        connectionId: encodeId('con', GROUND),
        carrierName: 'usps',
        requests: 3,
        errors: 1,
        errorRate: 1 / 3,
        shipments: 3,
        revenue: [money('700', 'JPY'), money('8.35')],
        addonRevenue: [money('1.833333')],
        commissionEarned: [money('0.183333')],
      },
      {
        connectionId: encodeId('con', AIR),
        carrierName: 'usps',
        requests: 0,
        errors: 0,
        errorRate: 0,
        shipments: 1,
        revenue: [money('12.40')],
        addonRevenue: [],
        commissionEarned: [],
      },
    ],
    addonBreakdown: [
      {
        addonId: encodeId('add', FUEL),
        addonName: 'Fuel',
        applications: 2,
        revenue: [money('1.833333')],
        commission: [money('0.183333')],
      },
    ],
  });
  assert.equal(answer.statements, 2);
});

test('shows staff the whole tenant or any organization of it, and test mode apart', async () => {
  const whole = await usageOf({});
  assert.deepEqual(
    [whole['organization'], whole['members'], whole['totalShipments'], whole['totalShippingSpend']],
    [null, 3, 5, [money('20.00', 'EUR'), money('700', 'JPY'), money('20.75')]],
  );
  const globex = await usageOf({}, { organizationId: encodeId('org', GLOBEX) });
  assert.deepEqual([globex['members'], globex['totalShipments'], globex['totalShippingSpend']], [0, 1, [money('20.00', 'EUR')]]);
  const trial = await usageOf({ testMode: true });
  assert.deepEqual([trial['members'], trial['totalShipments'], trial['totalShippingSpend']], [3, 1, [money('5.00')]]);
  assert.deepEqual((await usageOf({ tenant: elsewhere }))['totalShippingSpend'], [money('1000.00')]);
  const earlier = await usageOf({ organizationId: ACME }, { dateAfter: '2026-01-01', dateBefore: '2026-01-31' });
  assert.deepEqual(earlier['totalShippingSpend'], [money('99.00')]);
});

test('refuses foreign organizations, ranges backwards or beyond 400 days, and callers without view_analytics', async () => {
  const refused = async (identity: Partial<RequestIdentity>, filter: object) => {
    const { data, errors } = await askSubgraph(
      world,
      'analytics',
      { tenant, ...identity },
      { query: USAGE, variables: { filter } },
    );
    assert.equal((data as { usage?: null } | null)?.usage ?? null, null);
    return [errors[0]?.code, errors[0]?.field];
  };
  assert.deepEqual(await refused({ organizationId: ACME }, { organizationId: encodeId('org', GLOBEX) }), [
    'NOT_FOUND',
    'filter.organizationId',
  ]);
  assert.deepEqual(await refused({ tenant: elsewhere }, { organizationId: encodeId('org', GLOBEX) }), [
    'NOT_FOUND',
    'filter.organizationId',
  ]);
  assert.deepEqual(await refused({}, { organizationId: 'ptn_x' }), ['INVALID_ID', 'filter.organizationId']);
  assert.deepEqual(await refused({}, { dateAfter: '2026-03-01', dateBefore: '2026-02-28' }), [
    'INVALID_DATE_RANGE',
    'filter.dateAfter',
  ]);
  assert.deepEqual(await refused({}, { dateAfter: '2026-03-03' }), ['INVALID_DATE_RANGE', 'filter.dateAfter']);
  assert.deepEqual(await refused({}, { dateAfter: '2025-01-25', dateBefore: '2026-03-01' }), [
    'DATE_RANGE_TOO_LONG',
    'filter.dateAfter',
  ]);
  assert.equal((await usageOf({}, { dateAfter: '2025-01-26', dateBefore: '2026-03-01' }))['dateAfter'], '2025-01-26');
  assert.equal((await refused({}, { dateAfter: '2026-02-30' }))[0], 'BAD_USER_INPUT');
  assert.equal((await refused({ organizationId: ACME, permissions: ['view_shipments'] }, {}))[0], 'FORBIDDEN');
  assert.equal((await refused({ level: 'partner', partnerId: newId() }, {}))[0], 'FORBIDDEN');
  assert.equal((await refused({ level: 'organization' }, {}))[0], 'FORBIDDEN');
  assert.equal((await refused({ tenant: null, level: 'platform' }, {}))[0], 'FORBIDDEN');
});

test('tells the usage of 50 organizations in one statement, and members their own only', async () => {
  const others = Array.from({ length: 48 }, newId);
  for (const organizationId of others) await publish(tenant, organizationId, false, created(organizationId));
  await world.settle();
  const query = `query Entities($representations: [_Any!]!) { _entities(representations: $representations) { ... on Organization {
    usage { members carrierRequests carrierErrors shipments trackers shippingSpend { amount currency } addonsCharges { amount currency } commission { amount currency } } } } }`;
  const asked = async (identity: Partial<RequestIdentity>, ids: readonly string[]) => {
    const representations = ids.map((id) => ({ __typename: 'Organization', id: encodeId('org', id) }));
    const answer = await askSubgraph<{ _entities: { usage: object | null }[] }>(
      world,
      'analytics',
      { tenant, ...identity },
      { query, variables: { representations } },
    );
    assert.deepEqual(answer.errors, []);
    return { usage: plain(answer.data._entities.map((entity) => entity.usage)), statements: answer.statements };
  };
  const acme = {
    members: 3,
    carrierRequests: 3,
    carrierErrors: 1,
    shipments: 4,
    trackers: 1,
    shippingSpend: [money('700', 'JPY'), money('20.75')],
    addonsCharges: [money('1.833333')],
    commission: [money('0.183333')],
  };
  const quiet = {
    members: 0,
    carrierRequests: 0,
    carrierErrors: 0,
    shipments: 0,
    trackers: 0,
    shippingSpend: [],
    addonsCharges: [],
    commission: [],
  };
  const page = await asked({}, [ACME, GLOBEX, ...others]);
  assert.deepEqual([page.statements, page.usage.length, page.usage[0], page.usage[49]], [1, 50, acme, quiet]);
  assert.deepEqual((await asked({ organizationId: ACME }, [ACME, GLOBEX])).usage, [acme, null]);
  assert.deepEqual((await asked({ tenant: elsewhere }, [GLOBEX, newId()])).usage, [null, null]);
});
