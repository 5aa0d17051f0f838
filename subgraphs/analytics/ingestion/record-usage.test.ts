import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { AddonApplied, CommissionEarned } from '../../../contracts/events/addon-events.ts';
import { MemberJoined, OrganizationCreated } from '../../../contracts/events/organization-events.ts';
import {
  CarrierRequestMade,
  UsageShipmentCreated,
  UsageShipmentPurchased,
  UsageTrackingMade,
} from '../../../contracts/events/usage-events.ts';
import { systemClock } from '../../../platform/context/clock.ts';
import { tenantScope } from '../../../platform/database/database.ts';
import type { DeliveredEvent } from '../../../platform/events/consumer.ts';
import { newId } from '../../../platform/ids/public-id.ts';
import { createTestWorld, type TestTenant, type TestWorld } from '../../../test/support/test-world.ts';
import { recordUsage } from './record-usage.ts';

let world: TestWorld;

before(async () => {
  world = await createTestWorld({ startsWorkers: false });
});
after(() => world.close());

const [ORGANIZATIONS, CONNECTIONS, ADDONS] = [2, 2, 2].map((size) => Array.from({ length: size }, newId)) as [
  string[],
  string[],
  string[],
];
const CURRENCIES = ['USD', 'EUR', 'JPY'];

const eventArbitrary = fc.record({
  type: fc.constantFrom(
    ...[
      AddonApplied,
      CommissionEarned,
      MemberJoined,
      OrganizationCreated,
      CarrierRequestMade,
      UsageShipmentCreated,
      UsageShipmentPurchased,
      UsageTrackingMade,
    ].map(({ type }) => type),
  ),
  organization: fc.nat(1),
  testMode: fc.boolean(),
  // Moments close to midnight on both sides, of two days in two months.
  occurredAt: fc
    .tuple(fc.nat(1), fc.constantFrom(0, 1, 43_200_000, 86_399_999))
    .map(([day, offset]) => new Date(Date.UTC(2026, 1, 28 + day) + offset)),
  connection: fc.nat(1),
  addon: fc.nat(1),
  name: fc.constantFrom('fuel', 'Fuel', 'handling'),
  currency: fc.constantFrom(...CURRENCIES),
  amount: fc
    .integer({ min: -5_000_000, max: 50_000_000 })
    .map(
      (millionths) =>
        `${millionths < 0 ? '-' : ''}${Math.floor(Math.abs(millionths) / 1e6)}.${String(Math.abs(millionths) % 1e6).padStart(6, '0')}`,
    ),
  isError: fc.boolean(),
});
type Drawn = ReturnType<typeof eventArbitrary.generate>['value'];

function toEvent(drawn: Drawn, tenantId: string): DeliveredEvent {
  const organizationId = ORGANIZATIONS[drawn.organization]!;
  const place = { connectionId: CONNECTIONS[drawn.connection]!, carrierName: drawn.name, shipmentId: newId() };
  const money = { amount: drawn.amount, currency: drawn.currency };
  const addon = { addonId: ADDONS[drawn.addon]!, addonName: drawn.name, applicationId: newId(), amount: money };
  const data: Record<string, unknown> = {
    [AddonApplied.type]: { ...place, ...addon, addonType: 'fixed', commissionAmount: money, service: 'ground' },
    [CommissionEarned.type]: {
      ...place,
      ...addon,
      commissionId: newId(),
      baseAmount: money,
      rate: '0.1',
      recipientOrganizationId: null,
    },
    [MemberJoined.type]: {
      organizationId: drawn.isError ? null : organizationId,
      userId: newId(),
      email: 'a@b.example',
      role: 'member',
    },
    [OrganizationCreated.type]: { organizationId, name: 'Acme', slug: 'acme' },
    [CarrierRequestMade.type]: { ...place, operation: 'rate', status: drawn.isError ? 'error' : 'ok', durationMs: 12 },
    [UsageShipmentCreated.type]: {
      ...place,
      connectionId: drawn.isError ? null : place.connectionId,
      carrierName: drawn.isError ? null : drawn.name,
    },
    [UsageShipmentPurchased.type]: { ...place, service: 'ground', entityId: newId(), charge: money },
    [UsageTrackingMade.type]: { trackerId: newId(), carrierName: drawn.name },
  };
  const { type, testMode, occurredAt } = drawn;
  const eventId = newId();
  return {
    id: eventId,
    type,
    version: 1,
    subject: `event/${eventId}`,
    tenantId,
    organizationId,
    testMode,
    actor: 'system/test',
    causeId: null,
    occurredAt,
    data: data[type],
  };
}

async function deliver(tenant: TestTenant, events: readonly DeliveredEvent[], batchSize: number): Promise<void> {
  const { database } = world.marketplace.subgraphs.get('analytics')!;
  for (let start = 0; start < events.length; start += batchSize) {
    const batch = Map.groupBy(events.slice(start, start + batchSize), (event) => event.testMode);
    for (const [testMode, ofMode] of batch) {
      await database
        .session(tenantScope(tenant, testMode))
        .transaction((transaction) => recordUsage.consume(transaction, ofMode, systemClock));
    }
  }
}

const KEPT = {
  organizations: 'select organization_id, created_at, member_count from analytics.organizations where tenant_id = $1 order by 1',
  usage: `select organization_id, test_mode, day::text, metric, currency, event_count, error_count, amount from analytics.daily_usage where tenant_id = $1 order by 1, 2, 3, 4, 5`,
  tenantUsage: `select test_mode, day::text, metric, currency, event_count, error_count, amount from analytics.daily_tenant_usage where tenant_id = $1 order by 1, 2, 3, 4`,
  connections: `select organization_id, test_mode, day::text, connection_id, currency, carrier_name, request_count, error_count, created_count, shipment_count, revenue, addon_revenue,
    commission from analytics.daily_connections where tenant_id = $1 order by 1, 2, 3, 4, 5`,
  addons: `select organization_id, test_mode, day::text, addon_id, currency, addon_name, application_count, revenue, commission from analytics.daily_addons where tenant_id = $1 order by 1, 2, 3, 4, 5`,
};

const amountOf = (type: string) => `coalesce(sum(case when type = '${type}' then amount end), 0)`;
const countOf = (type: string) => `coalesce(sum(case when type = '${type}' then event_count end), 0)`;
const RECOMPUTED: typeof KEPT = {
  organizations: `select organization_id, min(case when type = 'organization.created' then occurred_at end) as created_at, ${countOf('member.joined')} as member_count
    from analytics.events where tenant_id = $1 and type in ('organization.created', 'member.joined') group by 1 order by 1`,
  usage: `select organization_id, test_mode, day::text, type as metric, currency, sum(event_count) as event_count, sum(error_count) as error_count, sum(amount) as amount
    from analytics.events where tenant_id = $1 group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5`,
  tenantUsage: `select test_mode, day::text, type as metric, currency, sum(event_count) as event_count, sum(error_count) as error_count, sum(amount) as amount
    from analytics.events where tenant_id = $1 group by 1, 2, 3, 4 order by 1, 2, 3, 4`,
  connections: `select organization_id, test_mode, day::text, connection_id, currency, (array_agg(carrier_name order by occurred_at desc, carrier_name desc))[1] as carrier_name,
    ${countOf('usage.carrier_request.made')} as request_count, sum(error_count) as error_count, ${countOf('usage.shipment.created')} as created_count,
    ${countOf('usage.shipment.purchased')} as shipment_count, ${amountOf('usage.shipment.purchased')} as revenue, ${amountOf('addon.applied')} as addon_revenue,
    ${amountOf('commission.earned')} as commission from analytics.events where tenant_id = $1 and connection_id is not null group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5`,
  addons: `select organization_id, test_mode, day::text, addon_id, currency, (array_agg(addon_name order by occurred_at desc, addon_name desc))[1] as addon_name,
    ${countOf('addon.applied')} as application_count, ${amountOf('addon.applied')} as revenue, ${amountOf('commission.earned')} as commission
    from analytics.events where tenant_id = $1 and addon_id is not null group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5`,
};

async function figures(queries: typeof KEPT, tenant: TestTenant): Promise<Record<string, object[]>> {
  const answers: Record<string, object[]> = {};
  // Scales of numeric differ between a stored sum and one just made; their values must not.
  for (const [name, query] of Object.entries(queries)) {
    const rows = await world.inspect<Record<string, unknown>>(query, [tenant.id]);
    answers[name] = rows.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([column, value]) => [
          column,
          typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value).toFixed(6) : value,
        ]),
      ),
    );
  }
  return answers;
}

const tenantLike = (): TestTenant => ({ id: newId(), schema: 't_analytics0' });

test('on random histories every roll-up equals its recomputation from the events, and repeats, shuffles and batches change nothing', async () => {
  const history = fc.array(eventArbitrary, { minLength: 1, maxLength: 120, size: 'max' });
  let events = 0;
  await fc.assert(
    fc.asyncProperty(history, fc.infiniteStream(fc.nat()), fc.integer({ min: 1, max: 50 }), async (drawn, numbers, batchSize) => {
      const [plain, shaken, quiet] = [tenantLike(), tenantLike(), tenantLike()];
      const once = drawn.map((each) => toEvent(each, plain.id));
      await deliver(plain, once, once.length);
      const kept = await figures(KEPT, plain);
      assert.deepEqual(kept, await figures(RECOMPUTED, plain));
      const counted = once.filter((event) => (event.data as { organizationId?: string | null }).organizationId !== null).length;
      assert.deepEqual(
        await world.inspect(`select count(*)::int as count from analytics.events where tenant_id = $1`, [plain.id]),
        [{ count: counted }],
      );
      const repeated = [...once, ...once.filter((_, index) => index % 2 === 0)].map((event) => ({
        ...event,
        tenantId: shaken.id,
        order: numbers.next().value as number,
      }));
      await deliver(
        shaken,
        repeated.toSorted((left, right) => left.order - right.order),
        batchSize,
      );
      assert.deepEqual(await figures(KEPT, shaken), kept);
      assert.deepEqual(await figures(KEPT, quiet), {
        organizations: [],
        usage: [],
        tenantUsage: [],
        connections: [],
        addons: [],
      });
      events += repeated.length;
    }),
    // A failure is shrunk for a minute at most: each step runs a whole history.
    { numRuns: 25, interruptAfterTimeLimit: 60_000 },
  );
  assert.ok(events > 0);
});

test('adds 0.1 and 0.2 a thousand times to exactly 300, over concurrent writers that deliver the same events', async () => {
  const tenant = tenantLike();
  const base = {
    type: UsageShipmentPurchased.type,
    organization: 0,
    testMode: false,
    occurredAt: new Date('2026-02-28T23:59:59.999Z'),
    connection: 0,
    addon: 0,
    name: 'fuel',
    isError: false,
  };
  const events = Array.from({ length: 2_000 }, (_, index) =>
    toEvent({ ...base, amount: index % 2 === 0 ? '0.1' : '0.2', currency: 'USD' } as Drawn, tenant.id),
  );
  await Promise.all([deliver(tenant, events, 100), deliver(tenant, events.toReversed(), 130), deliver(tenant, events, 70)]);
  const rows = await world.inspect(`select day::text, event_count, amount from analytics.daily_usage where tenant_id = $1`, [
    tenant.id,
  ]);
  assert.deepEqual(rows, [{ day: '2026-02-28', event_count: '2000', amount: '300.000000' }]);
});

test('refuses to count an event that names no organization', async () => {
  const tenant = tenantLike();
  const event = toEvent(
    {
      type: UsageTrackingMade.type,
      organization: 0,
      testMode: false,
      occurredAt: new Date(),
      connection: 0,
      addon: 0,
      name: 'fuel',
      isError: false,
      amount: '0',
      currency: 'USD',
    },
    tenant.id,
  );
  await assert.rejects(deliver(tenant, [{ ...event, organizationId: null }], 1), /names no organization/);
});
