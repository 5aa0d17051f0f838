import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { CarrierRequestMade, UsageShipmentPurchased, UsageTrackingMade } from '../../../contracts/events/usage-events.ts';
import { createTestWorld, type TestTenant, type TestWorld } from '../../../test/support/test-world.ts';
import { deliver, eventArbitrary, tenantLike, toEvent, type DrawnEvent } from '../test-support/usage-history.ts';

let world: TestWorld;

before(async () => {
  world = await createTestWorld({ startsWorkers: false });
});
after(() => world.close());

const KEPT = {
  organizations:
    'select organization_id, name, created_at, member_count from analytics.organizations where tenant_id = $1 order by 1',
  usage: `select organization_id, test_mode, day::text, metric, currency, event_count, error_count, amount from analytics.daily_usage where tenant_id = $1 order by 1, 2, 3, 4, 5`,
  tenantUsage: `select test_mode, day::text, metric, currency, event_count, error_count, amount from analytics.daily_tenant_usage where tenant_id = $1 order by 1, 2, 3, 4`,
  connections: `select organization_id, test_mode, connection_id, carrier_name, named_at from analytics.connections where tenant_id = $1 order by 1, 2, 3`,
  addons: `select organization_id, test_mode, addon_id, addon_name, named_at from analytics.addons where tenant_id = $1 order by 1, 2, 3`,
  connectionTotals: `select organization_id, test_mode, grain, starts_on::text, connection_id, currency, request_count, error_count, created_count, shipment_count, revenue, application_count,
    addon_revenue, commission_count, commission, reversal_count, reversed_addon_revenue, commission_reversal_count, reversed_commission
    from analytics.connection_totals where tenant_id = $1 order by 1, 2, 3, 4, 5, 6`,
  addonTotals: `select organization_id, test_mode, grain, starts_on::text, addon_id, currency, application_count, revenue, commission_count, commission,
    reversal_count, reversed_revenue, commission_reversal_count, reversed_commission from analytics.addon_totals where tenant_id = $1 order by 1, 2, 3, 4, 5, 6`,
  totals: `select test_mode, grain, starts_on::text, organization_id, currency, request_count, error_count, created_count, shipment_count, revenue, application_count, addon_revenue,
    commission_count, commission, reversal_count, reversed_addon_revenue, commission_reversal_count, reversed_commission,
    api_request_count, api_error_count, tracker_count, founding_count, joining_count from analytics.organization_totals where tenant_id = $1 order by 1, 2, 3, 4, 5`,
};

const amountOf = (type: string) => `coalesce(sum(case when type = '${type}' then amount end), 0)`;
const countOf = (type: string, column = 'event_count') => `coalesce(sum(case when type = '${type}' then ${column} end), 0)`;
const PERIODS = `analytics.events cross join lateral (values ('day', day), ('week', day - (extract(isodow from day)::int - 1)),
    ('month', make_date(extract(year from day)::int, extract(month from day)::int, 1))) as period (grain, starts_on)`;
const RECOMPUTED: typeof KEPT = {
  organizations: `select organization_id, max(organization_name) as name, min(case when type = 'organization.created' then occurred_at end) as created_at, ${countOf('member.joined')} as member_count
    from analytics.events where tenant_id = $1 and type in ('organization.created', 'member.joined') group by 1 order by 1`,
  usage: `select organization_id, test_mode, day::text, type as metric, currency, sum(event_count) as event_count, sum(error_count) as error_count, sum(amount) as amount
    from analytics.events where tenant_id = $1 group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5`,
  tenantUsage: `select test_mode, day::text, type as metric, currency, sum(event_count) as event_count, sum(error_count) as error_count, sum(amount) as amount
    from analytics.events where tenant_id = $1 group by 1, 2, 3, 4 order by 1, 2, 3, 4`,
  connections: `select distinct on (organization_id, test_mode, connection_id) organization_id, test_mode, connection_id, carrier_name, occurred_at as named_at
    from analytics.events where tenant_id = $1 and connection_id is not null and carrier_name is not null order by 1, 2, 3, occurred_at desc, carrier_name desc`,
  addons: `select distinct on (organization_id, test_mode, addon_id) organization_id, test_mode, addon_id, addon_name, occurred_at as named_at
    from analytics.events where tenant_id = $1 and addon_id is not null order by 1, 2, 3, occurred_at desc, addon_name desc`,
  connectionTotals: `select organization_id, test_mode, grain, starts_on::text, connection_id, currency, ${countOf('usage.carrier_request.made')} as request_count,
    sum(error_count) as error_count, ${countOf('usage.shipment.created')} as created_count, ${countOf('usage.shipment.purchased')} as shipment_count,
    ${amountOf('usage.shipment.purchased')} as revenue, ${countOf('addon.applied')} as application_count, ${amountOf('addon.applied')} as addon_revenue,
    ${countOf('commission.earned')} as commission_count, ${amountOf('commission.earned')} as commission,
    ${countOf('addon.reversed')} as reversal_count, ${amountOf('addon.reversed')} as reversed_addon_revenue, ${countOf('commission.reversed')} as commission_reversal_count, ${amountOf('commission.reversed')} as reversed_commission
    from ${PERIODS} where tenant_id = $1 and connection_id is not null group by 1, 2, 3, 4, 5, 6 order by 1, 2, 3, 4, 5, 6`,
  addonTotals: `select organization_id, test_mode, grain, starts_on::text, addon_id, currency, ${countOf('addon.applied')} as application_count,
    ${amountOf('addon.applied')} as revenue, ${countOf('commission.earned')} as commission_count, ${amountOf('commission.earned')} as commission,
    ${countOf('addon.reversed')} as reversal_count, ${amountOf('addon.reversed')} as reversed_revenue, ${countOf('commission.reversed')} as commission_reversal_count, ${amountOf('commission.reversed')} as reversed_commission
    from ${PERIODS} where tenant_id = $1 and addon_id is not null group by 1, 2, 3, 4, 5, 6 order by 1, 2, 3, 4, 5, 6`,
  totals: `select test_mode, grain, starts_on::text, organization_id, currency, ${countOf('usage.carrier_request.made')} as request_count,
    ${countOf('usage.carrier_request.made', 'error_count')} as error_count, ${countOf('usage.shipment.created')} as created_count,
    ${countOf('usage.shipment.purchased')} as shipment_count, ${amountOf('usage.shipment.purchased')} as revenue, ${countOf('addon.applied')} as application_count,
    ${amountOf('addon.applied')} as addon_revenue, ${countOf('commission.earned')} as commission_count, ${amountOf('commission.earned')} as commission,
    ${countOf('addon.reversed')} as reversal_count, ${amountOf('addon.reversed')} as reversed_addon_revenue, ${countOf('commission.reversed')} as commission_reversal_count, ${amountOf('commission.reversed')} as reversed_commission,
    ${countOf('usage.api_request.made')} as api_request_count, ${countOf('usage.api_request.made', 'error_count')} as api_error_count,
    ${countOf('usage.tracking.made')} as tracker_count, ${countOf('organization.created')} as founding_count, ${countOf('member.joined')} as joining_count
    from ${PERIODS}
    where tenant_id = $1 group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5`,
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

test('on random histories every roll-up equals its recomputation from the events, and repeats, shuffles and batches change nothing', async () => {
  const history = fc.array(eventArbitrary, { minLength: 1, maxLength: 120, size: 'max' });
  let events = 0;
  await fc.assert(
    fc.asyncProperty(history, fc.infiniteStream(fc.nat()), fc.integer({ min: 1, max: 50 }), async (drawn, numbers, batchSize) => {
      const [plain, shaken, quiet] = [tenantLike(), tenantLike(), tenantLike()];
      const once = drawn.map((each) => toEvent(each, plain.id));
      await deliver(world, plain, once, once.length);
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
        world,
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
        connectionTotals: [],
        addonTotals: [],
        totals: [],
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
    toEvent({ ...base, amount: index % 2 === 0 ? '0.1' : '0.2', currency: 'USD' } as DrawnEvent, tenant.id),
  );
  await Promise.all([
    deliver(world, tenant, events, 100),
    deliver(world, tenant, events.toReversed(), 130),
    deliver(world, tenant, events, 70),
  ]);
  const rows = await world.inspect(`select day::text, event_count, amount from analytics.daily_usage where tenant_id = $1`, [
    tenant.id,
  ]);
  assert.deepEqual(rows, [{ day: '2026-02-28', event_count: '2000', amount: '300.000000' }]);
});

test('counts no request to a carrier that the tenant’s own staff made, and parks none', async () => {
  const tenant = tenantLike();
  const drawn = { organization: 0, testMode: true, occurredAt: new Date(), connection: 0, addon: 0, name: 'fuel' } as const;
  const event = toEvent({ ...drawn, type: CarrierRequestMade.type, isError: false, amount: '0', currency: 'USD' }, tenant.id);
  await deliver(world, tenant, [{ ...event, organizationId: null }], 1);
  assert.deepEqual(await world.inspect('select * from analytics.events where tenant_id = $1', [tenant.id]), []);
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
  await assert.rejects(deliver(world, tenant, [{ ...event, organizationId: null }], 1), /names no organization/);
});
