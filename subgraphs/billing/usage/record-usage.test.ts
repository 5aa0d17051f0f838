import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import type { BillingEntity } from '../entities/billing-entity.entity.ts';
import { newId } from '../../../platform/ids/public-id.ts';
import { assertRefused, TestBilling } from '../test-support/test-billing.ts';
import { deliverUsage, usageEvent, type ReportedUsage, type UsageFacts } from '../test-support/usage-deliveries.ts';
import { currentUsage } from './current-usage.ts';
import { recordUsageConsumer } from './record-usage.ts';
import { setUsageRate } from './set-usage-rate.ts';

let billing: TestBilling;
before(async () => {
  billing = await TestBilling.create();
});
after(() => billing.close());

interface Recorded {
  source_event_id: string;
  entity_id: string | null;
  event_type: string;
  quantity: string;
  unit_price: string | null;
  amount: string | null;
  rate_version: number | null;
  period: string | null;
}

function recorded(organizationId: string, testMode = false): Promise<Recorded[]> {
  return billing.rows<Recorded>(
    `select source_event_id, entity_id, event_type, trim_scale(quantity)::text as quantity, trim_scale(unit_price)::text as unit_price,
      trim_scale(amount)::text as amount, rate_version, period
     from billing.usage_events where tenant_id = $1 and organization_id = $2 and test_mode = $3 order by occurred_at, source_event_id`,
    [billing.tenant.id, organizationId, testMode],
  );
}

async function amountSoFar(entity: BillingEntity): Promise<string> {
  return (await currentUsage(billing.staff(), entity.id)).amount.toString();
}

test('records a purchase, its drawing up and its tracker, and API requests, at the default rates and for the default entity', async () => {
  const organizationId = newId();
  const entity = await billing.entity({ organizationId });
  const other = await billing.entity({ organizationId, name: 'Acme GmbH' });
  const userId = newId();
  const events = [
    usageEvent(billing, 'purchased', { organizationId, entityId: other.id, userId }),
    usageEvent(billing, 'created', { organizationId }),
    usageEvent(billing, 'tracked', { organizationId }),
    usageEvent(billing, 'requested', { organizationId, count: 250 }),
  ];
  await deliverUsage(billing, events);
  const rows = await recorded(organizationId);
  const byType = Object.fromEntries(rows.map((row) => [row.event_type, row]));
  assert.deepEqual(
    ['shipment_purchased', 'shipment_created', 'tracker_started', 'api_request'].map((type) => {
      const { entity_id, quantity, unit_price, amount, rate_version, period } = byType[type]!;
      return [entity_id, quantity, unit_price, amount, rate_version, period];
    }),
    [
      [other.id, '1', '0.1', '0.1', 0, '2026-03'],
      [entity.id, '1', '0', '0', 0, '2026-03'],
      [entity.id, '1', '0', '0', 0, '2026-03'],
      [entity.id, '250', '0.01', '2.5', 0, '2026-03'],
    ],
  );
  assert.deepEqual([await amountSoFar(entity), await amountSoFar(other)], ['2.50 USD', '0.10 USD']);
});

test('usage before there is an entity is recorded without a price, and stays so when an entity comes', async () => {
  const organizationId = newId();
  const event = usageEvent(billing, 'requested', { organizationId, count: 7 });
  await deliverUsage(billing, [event]);
  const entity = await billing.entity({ organizationId });
  await deliverUsage(billing, [event]);
  assert.deepEqual(await recorded(organizationId), [
    {
      source_event_id: event.id,
      entity_id: null,
      event_type: 'api_request',
      quantity: '7',
      unit_price: null,
      amount: null,
      rate_version: null,
      period: null,
    },
  ]);
  assert.equal(await amountSoFar(entity), '0.00 USD');
});

test('an entity of another organization pays for nothing, whatever an event says', async () => {
  const foreign = await billing.entity({ organizationId: newId() });
  const organizationId = newId();
  await billing.entity({ organizationId });
  await deliverUsage(billing, [usageEvent(billing, 'purchased', { organizationId, entityId: foreign.id })]);
  assert.deepEqual(
    (await recorded(organizationId)).map((row) => [row.entity_id, row.amount]),
    [[null, null]],
  );
});

test('the closest rate in force prices usage: entity before organization before tenant, and only in the entity’s currency', async () => {
  const staff = billing.staff();
  const organizationId = newId();
  const entity = await billing.entity({ organizationId });
  const yen = await billing.entity({ organizationId, name: 'Acme KK', currency: 'JPY' });
  const price = async (entityId: string): Promise<unknown[]> => {
    billing.clock.advance(1_000);
    const event = usageEvent(billing, 'purchased', { organizationId, entityId });
    await deliverUsage(billing, [event]);
    const row = (await recorded(organizationId)).find((each) => each.source_event_id === event.id)!;
    return [row.unit_price, row.rate_version];
  };
  const rate = (amount: string, place: object, currency = 'USD'): Promise<{ version: number }> =>
    setUsageRate(staff, { eventType: 'shipment_purchased', unitPrice: { amount, currency }, ...place });
  assert.deepEqual(await price(entity.id), ['0.1', 0]);
  assert.deepEqual(await price(yen.id), [null, null]);
  assert.equal((await rate('0.08', {})).version, 1);
  assert.deepEqual(await price(entity.id), ['0.08', 1]);
  await rate('0.07', { organizationId });
  assert.equal((await rate('0.065', { organizationId })).version, 2);
  assert.deepEqual(await price(entity.id), ['0.065', 2]);
  await rate('0.05', { entityId: entity.id });
  assert.deepEqual(await price(entity.id), ['0.05', 1]);
  await rate('9', { entityId: yen.id }, 'JPY');
  assert.deepEqual(await price(yen.id), ['9', 1]);
  await rate('0.01', { entityId: entity.id, effectiveFrom: new Date(billing.clock.now().getTime() + 60_000) });
  assert.deepEqual(await price(entity.id), ['0.05', 1]);
  billing.clock.advance(60_000);
  assert.deepEqual(await price(entity.id), ['0.01', 2]);
  assert.deepEqual(
    (await recorded(organizationId)).map((row) => row.unit_price),
    ['0.1', null, '0.08', '0.065', '0.05', '9', '0.05', '0.01'],
  );
  // Takes the tenant's rate out of the way of the other tests.
  await rate('0.10', {});
});

test('rates of the past, below zero, of an unknown entity or in a currency that its entity has not are refused', async () => {
  const entity = await billing.entity({ organizationId: newId() });
  const rate = (change: object): Promise<unknown> =>
    setUsageRate(billing.staff(), {
      entityId: entity.id,
      eventType: 'api_request',
      unitPrice: { amount: '1', currency: 'USD' },
      ...change,
    });
  await assertRefused(rate({ effectiveFrom: new Date('2026-01-01T00:00:00Z') }), 'VALIDATION_FAILED', 'effectiveFrom');
  await assertRefused(rate({ unitPrice: { amount: '-1', currency: 'USD' } }), 'VALIDATION_FAILED', 'unitPrice');
  await assertRefused(rate({ eventType: 'API request' }), 'VALIDATION_FAILED', 'eventType');
  await assertRefused(rate({ entityId: newId() }), 'NOT_FOUND', 'entityId');
  await assertRefused(rate({ organizationId: newId() }), 'NOT_FOUND', 'entityId');
  await assertRefused(rate({ unitPrice: { amount: '1', currency: 'EUR' } }), 'CURRENCY_MISMATCH', 'unitPrice');
  assert.deepEqual(await billing.rows(`select id from SCHEMA.usage_rates where entity_id = $1`, [entity.id]), []);
});

test('versions of one rate count without a gap when four are set at once', async () => {
  const entity = await billing.entity({ organizationId: newId() });
  const command = { entityId: entity.id, eventType: 'api_request', unitPrice: { amount: '0.02', currency: 'USD' } };
  const rates = await Promise.all(Array.from({ length: 4 }, () => setUsageRate(billing.staff(), command)));
  assert.deepEqual(
    rates.map((rate) => rate.version).toSorted((left, right) => left - right),
    [1, 2, 3, 4],
  );
});

test('on random histories every event counts once, however often, in whatever order and batches it comes; test and live stay apart', async () => {
  const drawn = fc.record({
    kind: fc.constantFrom<ReportedUsage>('purchased', 'created', 'tracked', 'requested'),
    currency: fc.constantFrom<'USD' | 'JPY'>('USD', 'JPY'),
    testMode: fc.boolean(),
    hours: fc.integer({ min: 0, max: 24 * 40 }),
    count: fc.integer({ min: 1, max: 500 }),
    copies: fc.integer({ min: 1, max: 3 }),
  });
  const start = new Date('2026-02-20T00:00:00Z').getTime();
  await fc.assert(
    fc.asyncProperty(
      fc.array(drawn, { minLength: 1, maxLength: 40 }),
      fc.infiniteStream(fc.nat()),
      fc.integer({ min: 1, max: 20 }),
      async (history, numbers, batchSize) => {
        const organizationId = newId();
        const entities: Record<string, string> = {};
        for (const currency of ['USD', 'JPY']) {
          const entity = await billing.entity({ organizationId, currency });
          await setUsageRate(billing.staff(), {
            entityId: entity.id,
            eventType: 'shipment_purchased',
            unitPrice: { amount: currency === 'JPY' ? '12.5' : '0.075', currency },
          });
          entities[currency] = entity.id;
        }
        const events = history.map(({ kind, currency, testMode, hours, count }) => {
          const facts: UsageFacts = {
            organizationId,
            entityId: entities[currency]!,
            testMode,
            count,
            occurredAt: new Date(start + hours * 3_600_000),
          };
          return usageEvent(billing, kind, facts);
        });
        const deliveries = events.flatMap((event, index) => Array.from({ length: history[index]!.copies }, () => event));
        const shuffled = deliveries
          .map((event) => ({ event, place: numbers.next().value as number }))
          .toSorted((left, right) => left.place - right.place)
          .map(({ event }) => event);
        for (const testMode of [false, true]) {
          const ofMode = (list: typeof events): typeof events => list.filter((event) => event.testMode === testMode);
          if (ofMode(events).length > 0) await deliverUsage(billing, ofMode(shuffled), batchSize);
          const rows = await recorded(organizationId, testMode);
          assert.deepEqual(
            rows.map((row) => row.source_event_id).toSorted(),
            ofMode(events)
              .map((event) => event.id)
              .toSorted(),
          );
          const requests = ofMode(events).reduce((sum, event) => sum + ((event.data as { count?: number }).count ?? 0), 0);
          assert.equal(
            rows.filter((row) => row.event_type === 'api_request').reduce((sum, row) => sum + Number(row.quantity), 0),
            requests,
          );
        }
      },
    ),
    { numRuns: 15 },
  );
});

test('three statements record a batch, whatever its size', async () => {
  const organizationId = newId();
  await billing.entity({ organizationId });
  const statementsFor = async (size: number): Promise<number> => {
    const context = billing.system();
    const before = billing.world.statements();
    const events = Array.from({ length: size }, () => usageEvent(billing, 'tracked', { organizationId }));
    await context.session.transaction((transaction) => recordUsageConsumer.consume(transaction, events, billing.clock));
    return billing.world.statements() - before;
  };
  assert.equal(await statementsFor(1), await statementsFor(100));
});
