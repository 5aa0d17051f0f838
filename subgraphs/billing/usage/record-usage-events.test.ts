import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { newId } from '../../../platform/ids/public-id.ts';
import type { BillingEntity } from '../entities/billing-entity.entity.ts';
import { createMeter } from '../meters/create-meter.ts';
import { assertRefused, TestBilling } from '../test-support/test-billing.ts';
import { cardFor, differencesOfTotals, GRADUATED_PROJECTS, inShort, report, reported } from '../test-support/test-rate-cards.ts';
import { deliverUsage, usageEvent } from '../test-support/usage-deliveries.ts';
import { correctUsageEvent, voidUsageEvent } from './correct-usage.ts';
import { currentUsage, type CurrentUsageLine } from './current-usage.ts';
import { recordUsageEvents } from './record-usage-events.ts';
import { replayUsageEvents } from './replay-usage.ts';
import type { ReportedUsage } from './reported-usage.ts';
import { setUsageRate } from './set-usage-rate.ts';

let billing: TestBilling;
before(async () => {
  billing = await TestBilling.create({ poolSize: 4 });
});
after(() => billing.close());

const newEntity = (facts: object = {}): Promise<BillingEntity> => billing.entity({ organizationId: newId(), ...facts });
const lines = async (entity: BillingEntity): Promise<CurrentUsageLine[]> =>
  (await currentUsage(billing.staff(), entity.id)).lines;
const amounts = async (entity: BillingEntity): Promise<string[]> =>
  (await lines(entity)).map((line) => `${line.meter} ${line.quantity} ${line.amount}`);
const countOf = async (entity: BillingEntity): Promise<number> =>
  (await billing.rows(`select id from billing.usage_events where entity_id = $1`, [entity.id])).length;

test('each event is accepted, a duplicate or refused by itself, and what is refused leaves nothing', async () => {
  const entity = await newEntity();
  const other = await billing.world.createTenant();
  const foreign = billing.world.context('billing', { tenant: other });
  const hour = 3_600_000;
  const now = billing.clock.now().getTime();
  const known = reported(billing, entity);
  const events: ReportedUsage[] = [
    known,
    { ...known },
    reported(billing, entity, { quantity: '0' }),
    reported(billing, entity, { quantity: '-1' }),
    reported(billing, entity, { quantity: '1.123456789012' }),
    reported(billing, entity, { quantity: '100000000000000' }),
    reported(billing, entity, { eventType: 'coffee_poured' }),
    reported(billing, entity, { eventType: 'Project posted' }),
    reported(billing, entity, { occurredAt: new Date(now + hour) }),
    reported(billing, entity, { occurredAt: new Date(now - 401 * 24 * hour) }),
    reported(billing, entity, { entityId: newId() }),
    reported(billing, entity, { organizationId: newId() }),
    reported(billing, entity, { entityId: null }),
    reported(billing, entity, { entityId: null, organizationId: newId() }),
    reported(billing, entity, { source: 'waybill' }),
    reported(billing, entity, { source: '' }),
    reported(billing, entity, { id: 'x'.repeat(201) }),
    reported(billing, entity, { properties: [] as never }),
    reported(billing, entity, { properties: { text: 'x'.repeat(4_000) } }),
    reported(billing, entity, { quantity: '0.000001', occurredAt: new Date(now + 59_000) }),
    reported(billing, entity, { entityId: null, organizationId: entity.organizationId, quantity: '2' }),
  ];
  assert.deepEqual(inShort(await report(billing, events)), [
    'accepted',
    'duplicate',
    'INVALID_QUANTITY',
    'INVALID_QUANTITY',
    'INVALID_QUANTITY',
    'INVALID_QUANTITY',
    'UNKNOWN_EVENT_TYPE',
    'UNKNOWN_EVENT_TYPE',
    'FUTURE_TIMESTAMP',
    'TOO_LATE',
    'UNKNOWN_ENTITY',
    'UNKNOWN_ENTITY',
    'VALIDATION_FAILED',
    'UNKNOWN_ENTITY',
    'VALIDATION_FAILED',
    'VALIDATION_FAILED',
    'VALIDATION_FAILED',
    'VALIDATION_FAILED',
    'VALIDATION_FAILED',
    'accepted',
    'accepted',
  ]);
  assert.equal(await countOf(entity), 3);
  assert.deepEqual(await amounts(entity), ['project_posted 3.000001 30.00 USD']);
  assert.deepEqual(inShort(await recordUsageEvents(foreign, [reported(billing, entity)])), ['UNKNOWN_ENTITY']);
  const [batch] = await billing.world.inspect<{ changes: { after: object } }>(
    `select changes from platform.audit_log where tenant_id = $1 and action = 'usage_events.recorded' order by occurred_at desc, id desc limit 1`,
    [billing.tenant.id],
  );
  assert.deepEqual(batch?.changes.after, {
    accepted: 3,
    duplicate: 1,
    refused: 17,
    sources: ['projects'],
    eventTypes: ['project_posted'],
  });
});

test('none and 1,001 events are refused as a whole; staff who act for one organization report for no other', async () => {
  const entity = await newEntity();
  await assertRefused(report(billing, []), 'TOO_MANY_EVENTS', 'events');
  const many = Array.from({ length: 1_001 }, () => reported(billing, entity));
  await assertRefused(report(billing, many), 'TOO_MANY_EVENTS', 'events');
  assert.equal(await countOf(entity), 0);
  const elsewhere = billing.member({ level: 'tenant', organizationId: newId() });
  assert.deepEqual(inShort(await recordUsageEvents(elsewhere, [reported(billing, entity)])), ['UNKNOWN_ENTITY']);
});

test('an event that comes to more than can be recorded is refused without the others', async () => {
  const entity = await newEntity();
  const unitPrice = { amount: '999999999999', currency: 'USD' };
  await setUsageRate(billing.staff(), { entityId: entity.id, eventType: 'project_posted', unitPrice });
  const events = [reported(billing, entity, { quantity: '99999999999999' }), reported(billing, entity)];
  assert.deepEqual(inShort(await report(billing, events)), ['INVALID_QUANTITY', 'accepted']);
});

test('test and live usage stay apart: an entity of the other mode is unknown', async () => {
  const entity = await newEntity();
  const inTest = billing.world.context('billing', { tenant: billing.tenant, testMode: true });
  assert.deepEqual(inShort(await recordUsageEvents(inTest, [reported(billing, entity)])), ['UNKNOWN_ENTITY']);
});

test('six statements record a batch, whatever its size', async () => {
  const entity = await newEntity();
  const statementsFor = async (size: number): Promise<number> => {
    const before = billing.world.statements();
    await report(
      billing,
      Array.from({ length: size }, () => reported(billing, entity)),
    );
    return billing.world.statements() - before;
  };
  assert.equal(await statementsFor(1), await statementsFor(1_000));
});

test('the same events reported four times at once count once, and so do their totals', async () => {
  const entity = await newEntity();
  await cardFor(billing, entity, [GRADUATED_PROJECTS]);
  const events = Array.from({ length: 150 }, () => reported(billing, entity));
  const outcomes = await Promise.all(Array.from({ length: 4 }, () => report(billing, events)));
  assert.equal(outcomes.flat().filter((outcome) => outcome.status === 'accepted').length, 150);
  assert.equal(outcomes.flat().filter((outcome) => outcome.status === 'duplicate').length, 450);
  // 10 × 10.00 + 90 × 8.00 + 50 × 5.00
  assert.deepEqual(await amounts(entity), ['project_posted 150 1070.00 USD']);
});

test('each aggregation measures what it says, and what is taken back or corrected is measured anew', async () => {
  const entity = await newEntity();
  const eventType = 'parcel_handled';
  const meter = (
    key: string,
    aggregation: 'count' | 'sum' | 'max' | 'unique' | 'latest',
    property: string | null,
  ): Promise<unknown> => createMeter(billing.staff(), { key, name: key, eventType, aggregation, property });
  await meter('handled_count', 'count', null);
  await meter('handled_weight', 'sum', 'weight');
  await meter('handled_heaviest', 'max', 'weight');
  await meter('handled_places', 'unique', 'place');
  await meter('handled_stock', 'latest', 'stock');
  const perUnit = (key: string): { meter: string; model: { kind: 'per_unit'; unitPrice: string } } => ({
    meter: key,
    model: { kind: 'per_unit', unitPrice: '1' },
  });
  const keys = ['handled_count', 'handled_weight', 'handled_heaviest', 'handled_places', 'handled_stock'];
  await cardFor(billing, entity, keys.map(perUnit));
  billing.clock.advance(100_000);
  const event = (id: string, seconds: number, properties: object): ReportedUsage =>
    reported(billing, entity, {
      eventType,
      id,
      occurredAt: new Date(billing.clock.now().getTime() - 100_000 + seconds * 1_000),
      properties: { ...properties },
    });
  const quantities = async (): Promise<Record<string, string>> =>
    Object.fromEntries((await lines(entity)).map((line) => [line.meter, line.quantity]));
  assert.deepEqual(inShort(await report(billing, [event('bad', 0, { weight: '-1', place: 'A', stock: 1 })])), [
    'INVALID_PROPERTY',
  ]);
  await report(billing, [
    event('a', 1, { weight: '2.5', place: 'Oslo', stock: 10 }),
    event('b', 3, { weight: '9', place: 'Rome', stock: 30 }),
    event('c', 2, { weight: 1, place: 'Oslo', stock: 20 }),
  ]);
  const first = { handled_count: '3', handled_weight: '12.5', handled_heaviest: '9', handled_places: '2', handled_stock: '30' };
  assert.deepEqual(await quantities(), first);
  const place = { organizationId: entity.organizationId, source: 'projects', reason: 'scanned twice' };
  await voidUsageEvent(billing.staff(), { ...place, id: 'b' });
  const second = { handled_count: '2', handled_weight: '3.5', handled_heaviest: '2.5', handled_places: '1', handled_stock: '20' };
  assert.deepEqual(await quantities(), second);
  await assertRefused(voidUsageEvent(billing.staff(), { ...place, id: 'b' }), 'USAGE_EVENT_VOIDED', 'id');
  await assertRefused(voidUsageEvent(billing.staff(), { ...place, id: 'z' }), 'NOT_FOUND', 'id');
  await assertRefused(voidUsageEvent(billing.staff(), { ...place, id: 'a', reason: ' ' }), 'VALIDATION_FAILED', 'reason');
  const properties = { weight: '4', place: 'Bonn', stock: 5 };
  await assertRefused(
    correctUsageEvent(billing.staff(), { ...place, id: 'a', properties: { place: 'Bonn' } }),
    'INVALID_PROPERTY',
    'properties',
  );
  assert.deepEqual(await quantities(), second);
  const replacement = await correctUsageEvent(billing.staff(), { ...place, id: 'a', properties });
  const third = { handled_count: '2', handled_weight: '5', handled_heaviest: '4', handled_places: '2', handled_stock: '20' };
  assert.deepEqual(await quantities(), third);
  await voidUsageEvent(billing.staff(), { ...place, source: replacement.source, id: replacement.sourceEventId });
  const fourth = { handled_count: '1', handled_weight: '1', handled_heaviest: '1', handled_places: '1', handled_stock: '20' };
  assert.deepEqual(await quantities(), fourth);
  assert.deepEqual(await differencesOfTotals(billing), []);
});

test('of two who take an event back at once one does, and it is taken off once', async () => {
  const entity = await newEntity();
  await report(billing, [reported(billing, entity, { id: 'race', quantity: '5' }), reported(billing, entity)]);
  const command = { organizationId: entity.organizationId, source: 'projects', id: 'race', reason: 'never happened' };
  const attempts = await Promise.allSettled([1, 2, 3].map(() => voidUsageEvent(billing.staff(), command)));
  assert.equal(attempts.filter((attempt) => attempt.status === 'fulfilled').length, 1);
  assert.deepEqual(await amounts(entity), ['project_posted 1 10.00 USD']);
});

test('a correction changes the quantity at the price of the event, and the trail tells of all three', async () => {
  const entity = await newEntity();
  await report(billing, [reported(billing, entity, { id: 'typo', quantity: '10' })]);
  const command = { organizationId: entity.organizationId, source: 'projects', id: 'typo', reason: 'a nought too many' };
  await assertRefused(correctUsageEvent(billing.staff(), { ...command, quantity: '0' }), 'INVALID_QUANTITY', 'quantity');
  const replacement = await correctUsageEvent(billing.staff(), { ...command, quantity: '1' });
  assert.deepEqual(
    [replacement.quantity, replacement.unitPrice, replacement.reason],
    ['1.000000', '10.000000000000', 'a nought too many'],
  );
  assert.deepEqual(await amounts(entity), ['project_posted 1 10.00 USD']);
  const trail = await billing.rows<{ quantity: string; amount: string; is_void: boolean }>(
    `select trim_scale(quantity)::text as quantity, trim_scale(amount)::text as amount, is_void from billing.usage_events where entity_id = $1
     order by corrects_id is not null, is_void desc`,
    [entity.id],
  );
  assert.deepEqual(trail, [
    { quantity: '10', amount: '100', is_void: false },
    { quantity: '-10', amount: '-100', is_void: true },
    { quantity: '1', amount: '10', is_void: false },
  ]);
});

test('usage from before there was an entity is replayed once, at the prices of when it happened', async () => {
  const organizationId = newId();
  const events = Array.from({ length: 3 }, () => usageEvent(billing, 'purchased', { organizationId, entityId: newId() }));
  await deliverUsage(billing, [...events, usageEvent(billing, 'requested', { organizationId, count: 40 })]);
  const span = { from: new Date('2026-03-01T12:00:00Z'), until: new Date('2026-04-01T00:00:00Z') };
  const staff = billing.member({ level: 'tenant', organizationId });
  const replay = (): Promise<unknown> => replayUsageEvents(staff, span);
  await assertRefused(replay(), 'NOT_FOUND', 'entityId');
  const entity = await billing.entity({ organizationId });
  await assertRefused(replayUsageEvents(staff, { from: span.until, until: span.from }), 'VALIDATION_FAILED', 'until');
  await assertRefused(replayUsageEvents(billing.staff(), { organizationId: newId(), ...span }), 'NOT_FOUND', 'organizationId');
  assert.deepEqual(await replay(), { replayed: 4, hasMore: false });
  assert.deepEqual(await replay(), { replayed: 0, hasMore: false });
  assert.deepEqual(await amounts(entity), ['api_request 40 0.40 USD', 'shipment_purchased 3 0.30 USD']);
});

test('on random histories of reports, repeats, corrections and voids the totals are what the standing events come to', async () => {
  const step = fc.record({
    act: fc.constantFrom('report', 'report', 'report', 'repeat', 'void', 'correct'),
    which: fc.nat({ max: 9 }),
    quantity: fc.integer({ min: 1, max: 40 }),
    minutes: fc.nat({ max: 60 * 24 * 20 }),
  });
  await createMeter(billing.staff(), { key: 'posted_size', name: 'Size', eventType: 'project_posted', aggregation: 'max' });
  await createMeter(billing.staff(), { key: 'posted_count', name: 'Count', eventType: 'project_posted', aggregation: 'count' });
  const flat = { kind: 'per_unit' as const, unitPrice: '1' };
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), fc.boolean(), async (history, hasCard) => {
      const entity = await newEntity({ timeZone: 'UTC' });
      if (hasCard)
        await cardFor(billing, entity, [
          GRADUATED_PROJECTS,
          { meter: 'posted_size', model: flat },
          { meter: 'posted_count', model: flat },
        ]);
      billing.clock.advance(20 * 86_400_000);
      const sent: ReportedUsage[] = [];
      for (const { act, which, quantity, minutes } of history) {
        const known = sent[which % Math.max(sent.length, 1)];
        const place = { organizationId: entity.organizationId, source: 'projects', id: known?.id ?? '', reason: 'random' };
        const refusal = (error: { code?: string }): void => assert.equal(error.code, 'USAGE_EVENT_VOIDED');
        if (!known || act === 'report') {
          const occurredAt = new Date(billing.clock.now().getTime() - minutes * 60_000);
          const event = reported(billing, entity, { quantity: String(quantity), occurredAt });
          assert.deepEqual(inShort(await report(billing, [event])), ['accepted']);
          sent.push(event);
        } else if (act === 'repeat') {
          assert.deepEqual(inShort(await report(billing, [{ ...known, quantity: '77' }])), ['duplicate']);
        } else if (act === 'void') await voidUsageEvent(billing.staff(), place).catch(refusal);
        else await correctUsageEvent(billing.staff(), { ...place, quantity: String(quantity) }).catch(refusal);
      }
      assert.deepEqual(await differencesOfTotals(billing), []);
    }),
    { numRuns: 12 },
  );
});
