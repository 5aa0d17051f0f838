import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import type { RequestIdentity } from '../../platform/context/request-context.ts';
import { encodeId } from '../../platform/ids/public-id.ts';
import { askSubgraph } from '../../test/support/ask-subgraph.ts';
import { createTestWorld, type TestTenant, type TestWorld } from '../../test/support/test-world.ts';
import { COUNTED_EVENT_TYPES } from './ingestion/usage-fact.ts';
import { ANALYTICS_EVENT_TYPES } from './groups/analytics-enums.types.ts';
import {
  carrierNames,
  narrowed,
  recomputedConnections,
  recomputedMarketplace,
  recordedEvents,
  type Narrowing,
  type RecordedEvent,
} from './test-support/live-recomputation.ts';
import { recomputedGroups, type DimensionName, type Grouping } from './test-support/recomputed-groups.ts';
import { CONNECTIONS, deliver, eventArbitrary, ORGANIZATIONS, tenantLike, toEvent } from './test-support/usage-history.ts';

let world: TestWorld;
before(async () => {
  world = await createTestWorld({ startsWorkers: false });
});
after(() => world.close());

const MONEY = '{ amount currency }';
const POINT = '{ timestamp value currency }';
const CONNECTION = `carrierId carrierName organizationId apiRequests apiErrors errorRate shipmentsCreated shipmentsPurchased totalRevenue ${MONEY} addonRevenue ${MONEY} commissionEarned ${MONEY}`;
const QUERY = `query ($organizationId: ID, $carrierId: ID, $eventTypes: [AnalyticsEventType!], $first: Date, $last: Date, $groupBy: [AnalyticsDimension!], $timeBucket: TimeBucket) {
  carrierConnectionAnalytics(organizationId: $organizationId, carrierId: $carrierId, dateRange: { dateFrom: $first, dateTo: $last }) { ${CONNECTION} }
  analytics(organizationId: $organizationId, carrierId: $carrierId, eventTypes: $eventTypes, dateFrom: $first, dateTo: $last, groupBy: $groupBy, timeBucket: $timeBucket) {
    periodStart periodEnd dimensions { dimension value } eventCount apiRequests apiErrors errorRate carrierRequests carrierErrors shipmentsCreated shipmentsPurchased
    shipmentsValue ${MONEY} addonRevenue ${MONEY} commissionEarned ${MONEY}
    events: timeSeries(metric: EVENTS) ${POINT} failed: timeSeries(metric: API_ERRORS) ${POINT} spent: timeSeries(metric: SHIPMENTS_VALUE) ${POINT}
    carrierBreakdown { ${CONNECTION} }
  }
}`;
const MARKETPLACE = `query ($first: Date, $last: Date) { marketplaceAnalytics(dateRange: { dateFrom: $first, dateTo: $last }) {
  dateFrom dateTo totalOrganizations activeOrganizations totalShipments totalRevenue ${MONEY} totalAddonRevenue ${MONEY} totalCommissionEarned ${MONEY}
  topOrganizations { organizationId name shipmentCount revenue ${MONEY} commission ${MONEY} } } }`;

const BASE = Date.UTC(2026, 1, 26);
const dayOf = (offset: number): string => new Date(BASE + offset * 86_400_000).toISOString().slice(0, 10);
const dimensions = fc.oneof(
  fc.subarray<DimensionName>(['ORGANIZATION', 'CARRIER', 'CARRIER_CONNECTION', 'EVENT_TYPE']),
  fc.subarray<DimensionName>(['ORGANIZATION', 'EVENT_TYPE', 'ADDON']),
);
const askedArbitrary = fc.record({
  isMember: fc.boolean(),
  organization: fc.option(fc.nat(1), { freq: 1 }),
  connection: fc.option(fc.nat(1), { freq: 1 }),
  testMode: fc.boolean(),
  // The whole history, or any part of it.
  days: fc.oneof(
    fc.constant([0, 70] as const),
    fc.tuple(fc.nat(70), fc.nat(70)).map(([one, other]) => [Math.min(one, other), Math.max(one, other)] as const),
  ),
  groupBy: dimensions,
  eventTypes: fc.option(fc.subarray(Object.keys(ANALYTICS_EVENT_TYPES) as (keyof typeof ANALYTICS_EVENT_TYPES)[])),
  timeBucket: fc.option(fc.constantFrom('DAY' as const, 'WEEK' as const, 'MONTH' as const)),
});
type Asked = ReturnType<typeof askedArbitrary.generate>['value'];

async function verify(tenant: TestTenant, events: readonly RecordedEvent[], asked: Asked): Promise<void> {
  const organizationId = asked.isMember
    ? ORGANIZATIONS[0]!
    : asked.organization === null
      ? null
      : ORGANIZATIONS[asked.organization]!;
  const connectionId = asked.connection === null || asked.groupBy.includes('ADDON') ? null : CONNECTIONS[asked.connection]!;
  const [first, last] = [dayOf(asked.days[0]), dayOf(asked.days[1])];
  const within: Narrowing = { testMode: asked.testMode, first, last, organizationId, connectionId };
  const identity: Partial<RequestIdentity> = {
    tenant,
    testMode: asked.testMode,
    ...(asked.isMember ? { organizationId: ORGANIZATIONS[0]! } : {}),
  };
  const { groupBy, eventTypes, timeBucket } = asked;
  const variables = {
    organizationId: organizationId && encodeId('org', organizationId),
    carrierId: connectionId && encodeId('con', connectionId),
    first,
    last,
    groupBy,
    eventTypes,
    timeBucket,
  };
  const answer = await askSubgraph<{ carrierConnectionAnalytics: object[]; analytics: GroupAnswer[] }>(
    world,
    'analytics',
    identity,
    {
      query: QUERY,
      variables,
    },
  );
  const isFounded = (id: string): boolean =>
    events.some((event) => event.type === 'organization.created' && event.organizationId === id);
  if (!asked.isMember && organizationId !== null && !isFounded(organizationId)) {
    assert.deepEqual([...new Set(answer.errors.map(({ code, field }) => `${code} ${field}`))], ['NOT_FOUND organizationId']);
    return;
  }
  assert.deepEqual(answer.errors, []);
  assert.ok(answer.statements <= 3, `${answer.statements} statements for two queries and a breakdown`);
  const narrow = narrowed(events, within);
  const names = carrierNames(events.filter(({ testMode }) => testMode === asked.testMode));
  assert.deepEqual(answer.data.carrierConnectionAnalytics, recomputedConnections(narrow, names));
  const by: Grouping = {
    groupBy,
    timeBucket,
    first,
    last,
    eventTypes: eventTypes && eventTypes.map((name) => ANALYTICS_EVENT_TYPES[name]),
    isOfConnection: connectionId !== null,
  };
  verifyGroups(answer.data.analytics, recomputedGroups(narrow, names, by) as GroupAnswer[], { narrow, names, by });
}

interface GroupAnswer {
  dimensions: { dimension: DimensionName; value: string | null }[];
  shipmentsPurchased: number;
  eventCount: number;
  carrierBreakdown?: { carrierId: string; carrierName: string | null; organizationId: string; apiRequests: number }[] | null;
}

function verifyGroups(
  answered: GroupAnswer[],
  recomputed: GroupAnswer[],
  { narrow, names, by }: { narrow: readonly RecordedEvent[]; names: ReadonlyMap<string, string>; by: Grouping },
): void {
  const inKeyOrder = (groups: GroupAnswer[]): GroupAnswer[] =>
    groups.toSorted((left, right) => (JSON.stringify(left.dimensions) < JSON.stringify(right.dimensions) ? -1 : 1));
  const plain = answered.map((group) => ({ ...group, carrierBreakdown: undefined }));
  assert.deepEqual(JSON.parse(JSON.stringify(inKeyOrder(plain))), inKeyOrder(recomputed));
  const weights = answered.map((group) => group.shipmentsPurchased * 1e6 + group.eventCount);
  assert.deepEqual(
    weights,
    weights.toSorted((left, right) => right - left),
  );
  const isBrokenDown = !by.groupBy.includes('ADDON') && !by.groupBy.includes('EVENT_TYPE');
  const counted = narrow.filter((event) => by.eventTypes === null || by.eventTypes.includes(event.type));
  const connections = recomputedConnections(counted, names) as NonNullable<GroupAnswer['carrierBreakdown']>;
  for (const group of answered) {
    const isAlike = (connection: (typeof connections)[number]): boolean =>
      group.dimensions.every(
        ({ dimension, value }) =>
          value ===
          (dimension === 'ORGANIZATION'
            ? connection.organizationId
            : dimension === 'CARRIER'
              ? connection.carrierName
              : connection.carrierId),
      );
    assert.deepEqual(group.carrierBreakdown, isBrokenDown ? connections.filter(isAlike) : null);
  }
}

test('on random histories, delivered twice and shuffled, each query answers what the recorded events say', async () => {
  const history = fc.array(eventArbitrary, { minLength: 1, maxLength: 120, size: 'max' });
  let asked = 0;
  await fc.assert(
    fc.asyncProperty(
      history,
      fc.infiniteStream(fc.nat()),
      fc.array(askedArbitrary, { minLength: 6, maxLength: 6 }),
      async (drawn, numbers, queries) => {
        const tenant = tenantLike();
        const events = drawn.map((each) => toEvent(each, tenant.id));
        const shuffled = [...events, ...events]
          .map((event) => ({ event, order: numbers.next().value as number }))
          .toSorted((left, right) => left.order - right.order)
          .map(({ event }) => event);
        await deliver(world, tenant, shuffled, 40);
        const recorded = await recordedEvents(world, tenant.id);
        for (const query of queries) {
          await verify(tenant, recorded, query);
          asked += 1;
        }
        const [first, last] = [dayOf(queries[0]!.days[0]), dayOf(queries[0]!.days[1])];
        const { testMode } = queries[0]!;
        const answer = await askSubgraph<{ marketplaceAnalytics: object }>(
          world,
          'analytics',
          { tenant, testMode },
          { query: MARKETPLACE, variables: { first, last } },
        );
        assert.deepEqual(answer.errors, []);
        assert.equal(answer.statements, 2);
        const within = { testMode, first, last, organizationId: null, connectionId: null };
        assert.deepEqual(answer.data.marketplaceAnalytics, recomputedMarketplace(recorded, within));
      },
    ),
    // A failure is shrunk for a minute at most: each step runs a whole history.
    { numRuns: 50, interruptAfterTimeLimit: 60_000 },
  );
  assert.ok(asked >= 100, `${asked} queries`);
});

test('names every counted kind of event in the API', () => {
  assert.deepEqual(Object.values(ANALYTICS_EVENT_TYPES).toSorted(), COUNTED_EVENT_TYPES.toSorted());
});
