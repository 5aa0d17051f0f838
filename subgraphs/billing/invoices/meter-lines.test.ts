import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { newId } from '../../../platform/ids/public-id.ts';
import type { BillingEntity } from '../entities/billing-entity.entity.ts';
import { assertRefused, TestBilling } from '../test-support/test-billing.ts';
import { assertInvoicesAreExact, draft } from '../test-support/test-invoices.ts';
import { cardFor, GRADUATED_PROJECTS, report, reported } from '../test-support/test-rate-cards.ts';
import { proveLedger } from '../ledger/prove-ledger.ts';
import { currentUsage } from '../usage/current-usage.ts';
import { correctUsageEvent, voidUsageEvent } from '../usage/correct-usage.ts';
import { finalizeInvoice } from './finalize-invoice.ts';
import { voidInvoice } from './void-invoice.ts';

let billing: TestBilling;
before(async () => {
  billing = await TestBilling.create();
});
after(() => billing.close());

const newEntity = (facts: object = {}): Promise<BillingEntity> =>
  billing.entity({ organizationId: newId(), timeZone: 'UTC', ...facts });
const soFar = (entity: BillingEntity): Promise<{ id: string }> => {
  billing.clock.advance(1);
  return draft(billing, entity, { periodStart: new Date('2026-03-01T00:00:00Z'), periodEnd: billing.clock.now() });
};
const linesOf = async (invoice: { id: string }): Promise<string[]> =>
  (
    await billing.rows<{ line: string }>(
      `select concat_ws(' ', l.kind, coalesce(l.meter, l.event_type), l.period, trim_scale(l.quantity), trim_scale(l.amount)) as line
       from SCHEMA.invoice_lines l where l.invoice_id = $1 order by l.position`,
      [invoice.id],
    )
  ).map((row) => row.line);

test('a month is billed by its tiers, and what is reported after the issue by what it adds to the month', async () => {
  const entity = await newEntity();
  await cardFor(billing, entity, [GRADUATED_PROJECTS]);
  await report(billing, [reported(billing, entity, { quantity: '12' })]);
  const first = await soFar(entity);
  assert.deepEqual(await linesOf(first), ['meter project_posted 2026-03 12 116']);
  await report(billing, [reported(billing, entity, { quantity: '3' })]);
  assert.deepEqual(await linesOf(await soFar(entity)), ['meter project_posted 2026-03 3 24']);
  await voidInvoice(billing.staff(), first.id);
  const again = await draft(billing, entity, { periodStart: new Date('2026-03-01T00:00:01Z'), periodEnd: billing.clock.now() });
  assert.deepEqual(await linesOf(again), ['meter project_posted 2026-03 12 116']);
});

test('late usage of a month whose invoice is issued goes on the next one, marked as an adjustment', async () => {
  const entity = await newEntity();
  await cardFor(billing, entity, [
    { meter: 'project_posted', model: { kind: 'package', packageSize: '10', packagePrice: '50' } },
  ]);
  const inMarch = billing.clock.now();
  await report(billing, [reported(billing, entity, { quantity: '4' })]);
  billing.clock.advance(31 * 86_400_000);
  await finalizeInvoice(billing.staff(), (await draft(billing, entity)).id);
  await report(billing, [
    reported(billing, entity, { quantity: '7', occurredAt: inMarch }),
    reported(billing, entity, { quantity: '1' }),
  ]);
  billing.clock.advance(31 * 86_400_000);
  const next = await draft(billing, entity);
  assert.deepEqual(await linesOf(next), ['meter project_posted 2026-03 7 50', 'meter project_posted 2026-04 1 50']);
  const flags = await billing.rows<{ is_adjustment: boolean }>(
    `select is_adjustment from SCHEMA.invoice_lines where invoice_id = $1 order by position`,
    [next.id],
  );
  assert.deepEqual(
    flags.map((row) => row.is_adjustment),
    [true, false],
  );
  billing.clock.advance(-62 * 86_400_000);
});

test('what is taken back after its invoice was issued is given back by the next one, as far as that comes to anything', async () => {
  const entity = await newEntity();
  const place = { organizationId: entity.organizationId, source: 'projects', reason: 'withdrawn' };
  await report(billing, [reported(billing, entity, { id: 'first', quantity: '3' })]);
  await finalizeInvoice(billing.staff(), (await soFar(entity)).id);
  await voidUsageEvent(billing.staff(), { ...place, id: 'first' });
  await assertRefused(soFar(entity), 'NOTHING_TO_INVOICE', 'entityId');
  await report(billing, [reported(billing, entity, { eventType: 'freelancer_hired' })]);
  // 25.00 cannot take 30.00 off: the rest of it waits.
  assert.deepEqual(await linesOf(await soFar(entity)), ['usage freelancer_hired 2026-03 1 25']);
  await report(billing, [reported(billing, entity, { eventType: 'freelancer_hired' })]);
  billing.clock.advance(1);
  const last = await draft(billing, entity, { periodStart: new Date('2026-03-01T00:00:02Z'), periodEnd: billing.clock.now() });
  assert.deepEqual(await linesOf(last), ['usage freelancer_hired 2026-03 1 25']);
  await voidInvoice(billing.staff(), last.id);
  const whole = await soFar(entity);
  assert.deepEqual(await linesOf(whole), ['usage freelancer_hired 2026-03 1 25']);
  await finalizeInvoice(billing.staff(), whole.id);
  await assertInvoicesAreExact(billing);
});

test('on random histories the lines of a month add up to its charge once all is billed, and the ledger agrees', async () => {
  const step = fc.record({
    act: fc.constantFrom('report', 'report', 'correct', 'void', 'issue', 'discard'),
    which: fc.nat({ max: 5 }),
    quantity: fc.integer({ min: 1, max: 60 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 15 }), async (history) => {
      const entity = await newEntity();
      await cardFor(billing, entity, [GRADUATED_PROJECTS]);
      const sent: string[] = [];
      const ignoreRefusal = (error: { code?: string }): void =>
        assert.ok(['USAGE_EVENT_VOIDED', 'NOTHING_TO_INVOICE'].includes(error.code ?? ''), `refused with ${error.code}`);
      for (const { act, which, quantity } of history) {
        const id = sent[which % Math.max(1, sent.length)];
        const place = { organizationId: entity.organizationId, source: 'projects', id: id ?? '', reason: 'random' };
        if (act === 'report' || !id) {
          const event = reported(billing, entity, { quantity: String(quantity) });
          sent.push(event.id);
          await report(billing, [event]);
        } else if (act === 'void') await voidUsageEvent(billing.staff(), place).catch(ignoreRefusal);
        else if (act === 'correct')
          await correctUsageEvent(billing.staff(), { ...place, quantity: String(quantity) }).catch(ignoreRefusal);
        else {
          const drawn = await soFar(entity).catch(ignoreRefusal);
          if (drawn) await (act === 'issue' ? finalizeInvoice : voidInvoice)(billing.staff(), drawn.id);
        }
      }
      // What is still given back needs something to be taken off.
      await report(billing, [reported(billing, entity, { quantity: '5000' })]);
      await finalizeInvoice(billing.staff(), (await soFar(entity)).id);
      const [billed] = await billing.rows<{ amount: string; quantity: string }>(
        `select trim_scale(sum(l.amount))::text as amount, trim_scale(sum(l.quantity))::text as quantity from SCHEMA.invoice_lines l
         join SCHEMA.invoices i on i.id = l.invoice_id where i.entity_id = $1 and i.status <> 'void'`,
        [entity.id],
      );
      const { amount, lines } = await currentUsage(billing.staff(), entity.id);
      assert.deepEqual([billed!.amount, billed!.quantity], [amount.amount.toFixed(), lines[0]!.quantity]);
    }),
    { numRuns: 12 },
  );
  await assertInvoicesAreExact(billing);
  const proof = await proveLedger(billing.staff(), { limit: 100_000 });
  assert.deepEqual(proof.differences, []);
});
