import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { DomainError } from '../../../platform/errors/domain-error.ts';
import { newId } from '../../../platform/ids/public-id.ts';
import { updateEntity } from '../entities/update-entity.ts';
import { assertRefused, TestBilling } from '../test-support/test-billing.ts';
import {
  assertInvoicesAreExact,
  buyOnInvoice,
  draft,
  eventsOfInvoice,
  FEBRUARY,
  openInvoice,
} from '../test-support/test-invoices.ts';
import { deliverUsage, usageEvent, type ReportedUsage } from '../test-support/usage-deliveries.ts';
import { setUsageRate } from '../usage/set-usage-rate.ts';
import { finalizeInvoice } from './finalize-invoice.ts';
import { generateInvoice } from './generate-invoice.ts';
import { findLines, type InvoiceLineRow } from './invoice-line.query.ts';
import { findInvoices } from './invoice.query.ts';
import { voidInvoice } from './void-invoice.ts';

const DAY_MS = 86_400_000;
const unlessRefused = (error: unknown): null => {
  if (error instanceof DomainError) return null;
  throw error;
};

let billing: TestBilling;
before(async () => {
  billing = await TestBilling.create({ poolSize: 10 });
});
after(() => billing.close());

async function linesOf(invoice: { id: string }): Promise<InvoiceLineRow[]> {
  return (await findLines(billing.staff().session, [invoice.id])).toSorted((left, right) => left.position - right.position);
}

async function brief(invoice: { id: string }): Promise<(string | boolean | null)[][]> {
  return (await linesOf(invoice)).map((line) => [
    line.eventType,
    line.period,
    line.isAdjustment,
    line.quantity,
    Number(line.amount).toFixed(2),
  ]);
}

test('drafts the last whole month in the entity’s time zone: a line for each kind, rate and month, one for shipping, each rounded once', async () => {
  const organizationId = newId();
  const entity = await billing.entity({ organizationId, exhaustionPolicy: 'invoice' });
  const at = (occurredAt: string, count = 1) =>
    usageEvent(billing, 'requested', { organizationId, count, occurredAt: new Date(occurredAt) });
  await deliverUsage(billing, [
    at('2026-02-01T04:59:59.999Z', 1_000),
    at('2026-02-01T05:00:00.000Z', 30),
    at('2026-03-01T04:59:59.999Z', 3),
    at('2026-03-01T05:00:00.000Z', 5_000),
    usageEvent(billing, 'tracked', { organizationId, occurredAt: FEBRUARY }),
  ]);
  await buyOnInvoice(billing, entity, '12.345');
  await buyOnInvoice(billing, entity, '0.65');
  const february = await draft(billing, entity);
  assert.deepEqual(
    [
      february.status,
      february.number,
      february.periodStart.toISOString(),
      february.periodEnd.toISOString(),
      Number(february.total),
    ],
    ['draft', null, '2026-02-01T05:00:00.000Z', '2026-03-01T05:00:00.000Z', 0.33],
  );
  assert.deepEqual(await brief(february), [
    ['api_request', '2026-02', false, '33', '0.33'],
    ['tracker_started', '2026-02', false, '1', '0.00'],
  ]);
  assert.equal((await billing.books(entity)).accrued, '12.995');
  billing.clock.advance(30 * DAY_MS);
  const march = await draft(billing, entity);
  assert.deepEqual(await brief(march), [
    ['api_request', '2026-03', false, '5000', '50.00'],
    [null, null, false, '2', '13.00'],
  ]);
  assert.equal((await billing.books(entity)).accrued, '0');
  await billing.assertBooksAreExact();
  await assertInvoicesAreExact(billing);
});

test('a period backwards, still to come, or of ten years is refused, and so is one with nothing in it', async () => {
  const entity = await billing.entity({ organizationId: newId() });
  const refuse = (period: { periodStart?: string; periodEnd?: string }, code: string, field: string): Promise<string> =>
    assertRefused(
      draft(billing, entity, {
        periodStart: period.periodStart ? new Date(period.periodStart) : null,
        periodEnd: period.periodEnd ? new Date(period.periodEnd) : null,
      }),
      code,
      field,
    );
  await refuse({ periodStart: '2026-02-01T00:00:00Z', periodEnd: '2026-01-01T00:00:00Z' }, 'VALIDATION_FAILED', 'periodEnd');
  await refuse({ periodStart: '2026-03-01T00:00:00Z', periodEnd: '2027-01-01T00:00:00Z' }, 'VALIDATION_FAILED', 'periodEnd');
  await refuse({ periodStart: '2016-02-01T00:00:00Z', periodEnd: '2026-02-01T00:00:00Z' }, 'VALIDATION_FAILED', 'periodStart');
  await refuse({}, 'NOTHING_TO_INVOICE', 'entityId');
  await assertRefused(draft(billing, { id: newId() }), 'NOT_FOUND', 'entityId');
  assert.deepEqual(await billing.rows(`select id from SCHEMA.invoices where entity_id = $1`, [entity.id]), []);
});

test('a late event joins the draft of its month, and the next invoice as an adjustment once that is issued', async () => {
  const organizationId = newId();
  const entity = await billing.entity({ organizationId });
  const period = { periodStart: new Date('2026-02-01T05:00:00Z'), periodEnd: new Date('2026-03-01T05:00:00Z') };
  const late = (count: number) =>
    deliverUsage(billing, [usageEvent(billing, 'requested', { organizationId, count, occurredAt: FEBRUARY })]);
  await late(10);
  const first = await draft(billing, entity, period);
  await late(20);
  const again = await draft(billing, entity, period);
  assert.deepEqual([again.id, await brief(again)], [first.id, [['api_request', '2026-02', false, '30', '0.30']]]);
  await finalizeInvoice(billing.staff(), again.id);
  await late(40);
  const correction = await draft(billing, entity, period);
  assert.deepEqual(await brief(correction), [['api_request', '2026-02', true, '40', '0.40']]);
  await voidInvoice(billing.staff(), correction.id);
  await deliverUsage(billing, [
    usageEvent(billing, 'requested', { organizationId, count: 5, occurredAt: new Date('2026-03-10T00:00:00Z') }),
  ]);
  const march = await draft(billing, entity, { periodStart: period.periodEnd });
  assert.deepEqual(await brief(march), [
    ['api_request', '2026-02', true, '40', '0.40'],
    ['api_request', '2026-03', false, '5', '0.05'],
  ]);
  await assertInvoicesAreExact(billing);
});

test('a rate change prices what comes after it and leaves what is recorded: two lines of one kind', async () => {
  const organizationId = newId();
  const entity = await billing.entity({ organizationId, currency: 'JPY', timeZone: 'Asia/Tokyo' });
  const rate = (amount: string) =>
    setUsageRate(billing.staff(), {
      entityId: entity.id,
      eventType: 'shipment_purchased',
      unitPrice: { amount, currency: 'JPY' },
    });
  const buy = (count: number) =>
    deliverUsage(
      billing,
      Array.from({ length: count }, () => usageEvent(billing, 'purchased', { organizationId, entityId: entity.id })),
    );
  await rate('12.5');
  await buy(3);
  billing.clock.advance(1_000);
  await rate('9');
  await buy(2);
  billing.clock.advance(1_000);
  const invoice = await draft(billing, entity, { periodEnd: billing.clock.now() });
  const lines = await linesOf(invoice);
  assert.deepEqual(
    lines.map((line) => [line.rateVersion, line.quantity, Number(line.unitPrice), Number(line.amount)]),
    [
      // 37.5 yen are 38: half up, away from zero.
      [1, '3', 12.5, 38],
      [2, '2', 9, 18],
    ],
  );
  assert.equal(Number(invoice.total), 56);
});

test('generated at once from eight sides nothing is billed twice, and one draft is left', async () => {
  const organizationId = newId();
  const entity = await billing.entity({ organizationId, exhaustionPolicy: 'invoice' });
  const events = Array.from({ length: 40 }, () => usageEvent(billing, 'requested', { organizationId, count: 10 }));
  await deliverUsage(billing, events);
  await buyOnInvoice(billing, entity, '5.00');
  billing.clock.advance(1_000);
  const periodEnd = billing.clock.now();
  const drafts = await Promise.all(Array.from({ length: 8 }, () => draft(billing, entity, { periodEnd })));
  assert.equal(new Set(drafts.map((each) => each.id)).size, 1);
  assert.deepEqual(new Set(drafts.map((each) => Number(each.total))), new Set([9]));
  // Periods that overlap share nothing either.
  const overlapping = await Promise.allSettled(
    [1, 2, 3].map((seconds) =>
      generateInvoice(billing.staff(), {
        entityId: entity.id,
        periodStart: new Date(periodEnd.getTime() - seconds * 2_000),
        periodEnd,
      }),
    ),
  );
  assert.ok(overlapping.every((each) => each.status === 'rejected'));
  assert.equal((await billing.books(entity)).accrued, '0');
  await billing.assertBooksAreExact();
  await assertInvoicesAreExact(billing);
});

test('issued at once from six sides an invoice gets one number and is told of once; numbers of many have no gap', async () => {
  const entities = await Promise.all(Array.from({ length: 5 }, () => billing.entity({ organizationId: newId() })));
  await deliverUsage(
    billing,
    entities.map(({ organizationId }) => usageEvent(billing, 'requested', { organizationId, occurredAt: billing.clock.now() })),
  );
  billing.clock.advance(1_000);
  const drafts = await Promise.all(entities.map((entity) => draft(billing, entity, { periodEnd: billing.clock.now() })));
  const issued = await Promise.all(
    drafts.flatMap(({ id }) => Array.from({ length: 6 }, () => finalizeInvoice(billing.staff(), id))),
  );
  assert.equal(new Set(issued.map((invoice) => invoice.number)).size, 5);
  for (const { id } of drafts) {
    const [event, ...others] = await eventsOfInvoice(billing, 'invoice.finalized', id);
    assert.deepEqual(others, []);
    assert.equal(event!['number'], issued.find((invoice) => invoice.id === id)!.number);
    assert.equal(new Date(String(event!['dueAt'])).getTime(), billing.clock.now().getTime() + 14 * DAY_MS);
  }
  const numbers = (
    await billing.rows<{ number: string }>(`select number from SCHEMA.invoices where number is not null order by number`)
  ).map((row) => row.number);
  assert.deepEqual(
    numbers,
    numbers.map((_, index) => `INV-${String(index + 1).padStart(6, '0')}`),
  );
});

test('a refused issue takes no number', async () => {
  const entity = await billing.entity({ organizationId: newId() });
  const invoice = await openInvoice(billing, entity);
  await voidInvoice(billing.staff(), invoice.id);
  await assertRefused(finalizeInvoice(billing.staff(), invoice.id), 'ILLEGAL_STATE', 'invoiceId');
  await assertRefused(voidInvoice(billing.staff(), invoice.id), 'ILLEGAL_STATE', 'invoiceId');
  const next = await openInvoice(billing, await billing.entity({ organizationId: newId() }));
  assert.equal(Number(next.number!.slice(4)), Number(invoice.number!.slice(4)) + 1);
});

test('a voided invoice gives back what it billed, once, and is told of; a voided draft only gives back', async () => {
  const organizationId = newId();
  const entity = await billing.entity({ organizationId, exhaustionPolicy: 'invoice' });
  await deliverUsage(billing, [usageEvent(billing, 'requested', { organizationId, count: 100 })]);
  await buyOnInvoice(billing, entity, '8.00');
  billing.clock.advance(1_000);
  const periodEnd = billing.clock.now();
  const first = await draft(billing, entity, { periodEnd });
  await voidInvoice(billing.staff(), first.id);
  assert.equal((await billing.books(entity)).accrued, '8');
  const second = await finalizeInvoice(billing.staff(), (await draft(billing, entity, { periodEnd })).id);
  const races = await Promise.allSettled(Array.from({ length: 4 }, () => voidInvoice(billing.staff(), second.id)));
  assert.equal(races.filter((race) => race.status === 'fulfilled').length, 1);
  const third = await draft(billing, entity, { periodEnd });
  assert.deepEqual([first.total, second.total, third.total].map(Number), [9, 9, 9]);
  assert.deepEqual((await eventsOfInvoice(billing, 'invoice.voided', first.id)).length, 0);
  assert.deepEqual((await eventsOfInvoice(billing, 'invoice.voided', second.id)).length, 1);
  assert.equal((await linesOf(second)).length, 2);
  await billing.assertBooksAreExact();
  await assertInvoicesAreExact(billing);
});

test('an issued invoice keeps the name it was made out to, and one over nothing is paid at once', async () => {
  const organizationId = newId();
  const entity = await billing.entity({ organizationId, name: 'Acme Inc.' });
  await deliverUsage(billing, [usageEvent(billing, 'tracked', { organizationId })]);
  billing.clock.advance(1_000);
  const invoice = await finalizeInvoice(billing.staff(), (await draft(billing, entity, { periodEnd: billing.clock.now() })).id);
  await updateEntity(billing.staff(), { entityId: entity.id, name: 'Apex Inc.' });
  const [stored] = await findInvoices(billing.staff().session, [invoice.id]);
  assert.deepEqual(stored!.billTo, { name: 'Acme Inc.', country: 'US', billingEmail: null });
  assert.deepEqual([invoice.status, Number(invoice.total)], ['paid', 0]);
  assert.equal((await eventsOfInvoice(billing, 'invoice.paid', invoice.id)).length, 1);
  assert.equal((await finalizeInvoice(billing.staff(), invoice.id)).number, invoice.number);
});

test('on random histories of usage, drafts, issues and voids every event is on one living invoice at most, and totals are exact', async () => {
  const usage = fc.record({
    step: fc.constant('usage' as const),
    kind: fc.constantFrom<ReportedUsage>('purchased', 'created', 'requested'),
    day: fc.integer({ min: 0, max: 50 }),
    count: fc.integer({ min: 1, max: 999 }),
  });
  const purchase = fc.record({ step: fc.constant('purchase' as const), thousandths: fc.integer({ min: 1, max: 99_999 }) });
  const drafting = fc.record({
    step: fc.constant('draft' as const),
    from: fc.integer({ min: 0, max: 50 }),
    days: fc.integer({ min: 1, max: 31 }),
  });
  const move = fc.record({ step: fc.constantFrom('issue' as const, 'void' as const), pick: fc.nat() });
  const steps = fc.array(
    fc.oneof({ weight: 4, arbitrary: usage }, purchase, { weight: 3, arbitrary: drafting }, { weight: 2, arbitrary: move }),
    { minLength: 5, maxLength: 30 },
  );
  await fc.assert(
    fc.asyncProperty(steps, fc.constantFrom('0.0033', '0.125', '7'), async (history, price) => {
      const organizationId = newId();
      const entity = await billing.entity({ organizationId, exhaustionPolicy: 'invoice' });
      await setUsageRate(billing.staff(), {
        entityId: entity.id,
        eventType: 'api_request',
        unitPrice: { amount: price, currency: 'USD' },
      });
      const start = billing.clock.now().getTime();
      billing.clock.advance(60 * DAY_MS);
      const staff = billing.staff();
      const made: string[] = [];
      for (const each of history) {
        if (each.step === 'usage')
          await deliverUsage(billing, [
            usageEvent(billing, each.kind, {
              organizationId,
              entityId: entity.id,
              count: each.count,
              occurredAt: new Date(start + each.day * DAY_MS),
            }),
          ]);
        else if (each.step === 'purchase') await buyOnInvoice(billing, entity, (each.thousandths / 1_000).toFixed(3));
        else if (each.step === 'draft') {
          const periodStart = new Date(start + each.from * DAY_MS);
          const invoice = await generateInvoice(staff, {
            entityId: entity.id,
            periodStart,
            periodEnd: new Date(Math.min(periodStart.getTime() + each.days * DAY_MS, start + 60 * DAY_MS)),
          }).catch(unlessRefused);
          if (invoice) made.push(invoice.id);
        } else if (made.length > 0) {
          const id = made[each.pick % made.length]!;
          await (each.step === 'issue' ? finalizeInvoice(staff, id) : voidInvoice(staff, id)).catch(unlessRefused);
        }
      }
      await assertInvoicesAreExact(billing);
      await billing.assertBooksAreExact();
      // What is left over is billed by the next invoices, to the last event.
      billing.clock.advance(1_000);
      const rest = { periodStart: new Date(start), periodEnd: billing.clock.now() };
      const unbilled = await billing.rows(
        `select id from billing.usage_events where entity_id = $1 and invoice_line_id is null and occurred_at >= $2`,
        [entity.id, rest.periodStart],
      );
      const { accrued } = await billing.books(entity);
      const last = await draft(billing, entity, rest).catch(unlessRefused);
      assert.equal(last === null, unbilled.length === 0 && accrued === '0');
      const open = await billing.rows(`select id from billing.usage_events where entity_id = $1 and invoice_line_id is null`, [
        entity.id,
      ]);
      assert.deepEqual(open, []);
      assert.equal((await billing.books(entity)).accrued, '0');
      await assertInvoicesAreExact(billing);
    }),
    { numRuns: 12 },
  );
});
