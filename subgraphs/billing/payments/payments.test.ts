import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { DomainError } from '../../../platform/errors/domain-error.ts';
import { newId } from '../../../platform/ids/public-id.ts';
import { allowsLiveSandboxPayments } from '../../../platform/config/sandbox-payments.ts';
import { suspendAfterGrace } from '../dunning/suspend-after-grace.ts';
import type { BillingEntity } from '../entities/billing-entity.entity.ts';
import { findEntities } from '../entities/entity-list.query.ts';
import { updateEntity } from '../entities/update-entity.ts';
import { findInvoices } from '../invoices/invoice.query.ts';
import { voidInvoice } from '../invoices/void-invoice.ts';
import { assertRefused, TestBilling } from '../test-support/test-billing.ts';
import { draft, eventsOfInvoice, openInvoice, pay } from '../test-support/test-invoices.ts';
import { deliverUsage, usageEvent } from '../test-support/usage-deliveries.ts';
import { findPaymentsOfInvoices, insertPayment, type PaymentRow } from './payment.query.ts';
import { resumePayments } from './resume-payments.ts';
import { settleSandboxPayment } from './settle-sandbox-payment.ts';

const DAY_MS = 86_400_000;
let billing: TestBilling;
before(async () => {
  billing = await TestBilling.create({ poolSize: 10 });
});
after(() => billing.close());

const anEntity = (): Promise<BillingEntity> => billing.entity({ organizationId: newId() });

async function standing(entity: { id: string }): Promise<string> {
  return (await findEntities(billing.staff().session, [entity.id]))[0]!.status;
}

async function statusOf(invoice: { id: string }): Promise<string> {
  return (await findInvoices(billing.staff().session, [invoice.id]))[0]!.status;
}

const attempts = (invoice: { id: string }): Promise<PaymentRow[]> =>
  findPaymentsOfInvoices(billing.staff().session, [invoice.id]);

async function told(entity: { id: string }): Promise<string[]> {
  const rows = await billing.world.inspect<{ type: string; status: string }>(
    `select type, data ->> 'status' as status from platform.outbox where subject = $1 and type like 'entity.billing.%' and type <> 'entity.billing.changed' order by position`,
    [`entity/${entity.id}`],
  );
  return rows.map(({ type, status }) => `${type.slice('entity.billing.'.length)}: ${status}`);
}

test('a payment that succeeds pays the invoice in full, once, and tells of it', async () => {
  const entity = await anEntity();
  const invoice = await openInvoice(billing, entity);
  const payment = await pay(billing, invoice, 'pm_sandbox_ok', 'first');
  assert.deepEqual(
    [payment.status, Number(payment.amount), payment.currency, payment.provider],
    ['succeeded', 2.5, 'USD', 'sandbox'],
  );
  assert.equal(await statusOf(invoice), 'paid');
  const [event, ...others] = await eventsOfInvoice(billing, 'invoice.paid', invoice.id);
  assert.deepEqual(others, []);
  assert.deepEqual(event, {
    invoiceId: invoice.id,
    number: invoice.number,
    entityId: entity.id,
    organizationId: entity.organizationId,
    total: { amount: '2.50', currency: 'USD' },
    periodStart: invoice.periodStart.toISOString(),
    periodEnd: invoice.periodEnd.toISOString(),
    paymentId: payment.id,
    paidAt: billing.clock.now().toISOString(),
  });
  assert.deepEqual(await told(entity), ['payment_succeeded: active']);
  assert.equal((await pay(billing, invoice, 'pm_sandbox_ok', 'first')).id, payment.id);
  await assertRefused(pay(billing, invoice), 'ILLEGAL_STATE', 'invoiceId');
  await assertRefused(voidInvoice(billing.staff(), invoice.id), 'ILLEGAL_STATE', 'invoiceId');
  assert.equal((await attempts(invoice)).length, 1);
});

test('paid at once from eight sides, with one key and with eight, an invoice is paid once', async () => {
  const one = await openInvoice(billing, await anEntity());
  const sameKey = await Promise.all(Array.from({ length: 8 }, () => pay(billing, one, 'pm_sandbox_ok', 'the key')));
  assert.equal(new Set(sameKey.map((payment) => payment.id)).size, 1);
  const other = await openInvoice(billing, await anEntity());
  const manyKeys = await Promise.allSettled(Array.from({ length: 8 }, () => pay(billing, other)));
  const refusals = manyKeys.flatMap((each) => (each.status === 'rejected' ? [(each.reason as DomainError).code] : []));
  assert.equal(refusals.length, 7);
  assert.ok(refusals.every((code) => code === 'PAYMENT_IN_PROGRESS' || code === 'ILLEGAL_STATE'));
  for (const invoice of [one, other]) {
    assert.equal((await attempts(invoice)).length, 1);
    assert.equal((await eventsOfInvoice(billing, 'invoice.paid', invoice.id)).length, 1);
  }
});

test('a draft, an unknown token, a reused key and a foreign invoice are refused, and nothing is recorded', async () => {
  const entity = await anEntity();
  const { organizationId } = entity;
  await deliverUsage(billing, [usageEvent(billing, 'requested', { organizationId })]);
  billing.clock.advance(1);
  const drawnUp = await draft(billing, entity, { periodEnd: billing.clock.now() });
  await assertRefused(pay(billing, drawnUp), 'ILLEGAL_STATE', 'invoiceId');
  const invoice = await openInvoice(billing, entity);
  await assertRefused(pay(billing, invoice, 'pm_sandbox_gold'), 'VALIDATION_FAILED', 'paymentMethodToken');
  await assertRefused(pay(billing, invoice, 'constructor'), 'VALIDATION_FAILED', 'paymentMethodToken');
  await assertRefused(pay(billing, { ...invoice, organizationId: newId() }), 'NOT_FOUND', 'invoiceId');
  await assertRefused(pay(billing, invoice, 'pm_sandbox_ok', ' '), 'VALIDATION_FAILED', 'idempotencyKey');
  assert.deepEqual(await attempts(invoice), []);
  await pay(billing, invoice, 'pm_sandbox_declined', 'used');
  await assertRefused(pay(billing, invoice, 'pm_sandbox_ok', 'used'), 'IDEMPOTENCY_KEY_REUSED', 'idempotencyKey');
  assert.equal((await attempts(invoice)).length, 1);
  await pay(billing, invoice);
});

test('by the clock alone: a failed payment begins seven days of grace, its end suspends, a payment restores at once', async () => {
  const entity = await anEntity();
  await billing.grant(entity, '100.00');
  const buyer = billing.member({ organizationId: entity.organizationId });
  const invoice = await openInvoice(billing, entity);
  const failed = await pay(billing, invoice, 'pm_sandbox_insufficient_funds');
  assert.deepEqual([failed.status, failed.failureCode], ['failed', 'insufficient_funds']);
  assert.deepEqual([await standing(entity), await statusOf(invoice)], ['grace', 'open']);
  billing.clock.advance(3 * DAY_MS);
  // Grace counts from the first failure, whatever fails after it.
  await pay(billing, invoice, 'pm_sandbox_declined');
  billing.clock.advance(4 * DAY_MS - 1);
  assert.equal(await suspendAfterGrace(billing.system()), 0);
  await billing.reserve(entity, '1.00', { context: buyer });
  billing.clock.advance(1);
  await assertRefused(billing.reserve(entity, '1.00', { context: buyer }), 'ENTITY_SUSPENDED', 'entityId');
  const runs = await Promise.all([suspendAfterGrace(billing.system()), suspendAfterGrace(billing.system())]);
  assert.equal(runs[0] + runs[1], 1);
  assert.equal(await suspendAfterGrace(billing.system()), 0);
  assert.equal(await standing(entity), 'suspended');
  await pay(billing, invoice);
  assert.deepEqual([await standing(entity), await statusOf(invoice)], ['active', 'paid']);
  await billing.reserve(entity, '1.00', { context: buyer });
  assert.deepEqual(await told(entity), [
    'payment_failed: grace',
    'grace_period_started: grace',
    'payment_failed: grace',
    'access_suspended: suspended',
    'payment_succeeded: active',
    'access_restored: active',
  ]);
  const audits = await billing.rows<{ action: string }>(
    `select action from platform.audit_log where organization_id = $1 and action ~ '^(payment|entity[.]status)' order by id`,
    [entity.organizationId],
  );
  assert.deepEqual(
    audits.map(({ action }) => action),
    [
      'payment.failed',
      'entity.status_changed',
      'payment.failed',
      'entity.status_changed',
      'payment.succeeded',
      'entity.status_changed',
    ],
  );
});

test('of two failing invoices the first decides; with it paid, grace goes on for the other; voiding that one ends it', async () => {
  const entity = await anEntity();
  const first = await openInvoice(billing, entity);
  const second = await openInvoice(billing, entity);
  await pay(billing, first, 'pm_sandbox_declined');
  billing.clock.advance(5 * DAY_MS);
  await pay(billing, second, 'pm_sandbox_declined');
  billing.clock.advance(3 * DAY_MS);
  await suspendAfterGrace(billing.system());
  assert.equal(await standing(entity), 'suspended');
  await pay(billing, first);
  const [graced] = await findEntities(billing.staff().session, [entity.id]);
  assert.deepEqual([graced!.status, graced!.graceEndsAt?.getTime()], ['grace', billing.clock.now().getTime() + 4 * DAY_MS]);
  await voidInvoice(billing.staff(), second.id);
  assert.equal(await standing(entity), 'active');
  assert.deepEqual((await told(entity)).slice(-3), [
    'payment_succeeded: grace',
    'access_restored: grace',
    'access_restored: active',
  ]);
});

test('a suspension that staff decided is theirs to lift: no payment does', async () => {
  const entity = await anEntity();
  const invoice = await openInvoice(billing, entity);
  await updateEntity(billing.staff(), { entityId: entity.id, status: 'suspended' });
  await pay(billing, invoice, 'pm_sandbox_declined');
  await pay(billing, invoice);
  assert.equal(await standing(entity), 'suspended');
  await updateEntity(billing.staff(), { entityId: entity.id, status: 'active' });
  assert.equal(await standing(entity), 'active');
});

test('a pending payment waits for its callback; one that comes eight times at once moves everything once', async () => {
  const entity = await anEntity();
  const invoice = await openInvoice(billing, entity);
  const payment = await pay(billing, invoice, 'pm_sandbox_pending');
  assert.deepEqual([payment.status, await statusOf(invoice)], ['pending', 'open']);
  await assertRefused(pay(billing, invoice), 'PAYMENT_IN_PROGRESS', 'invoiceId');
  await assertRefused(voidInvoice(billing.staff(), invoice.id), 'PAYMENT_IN_PROGRESS', 'invoiceId');
  const settle = (outcome: 'succeeded' | 'failed', callbackId = 'callback-1'): Promise<PaymentRow> =>
    settleSandboxPayment(billing.staff(), { paymentId: payment.id, outcome, callbackId });
  const settled = await Promise.all(Array.from({ length: 8 }, () => settle('succeeded')));
  assert.ok(settled.every((each) => each.status === 'succeeded'));
  assert.equal((await settle('succeeded', 'callback-2')).status, 'succeeded');
  await assertRefused(settle('failed'), 'IDEMPOTENCY_KEY_REUSED', 'callbackId');
  await assertRefused(settle('failed', 'callback-3'), 'ILLEGAL_STATE', 'paymentId');
  assert.deepEqual([await statusOf(invoice), await standing(entity)], ['paid', 'active']);
  assert.equal((await eventsOfInvoice(billing, 'invoice.paid', invoice.id)).length, 1);
  assert.deepEqual(await told(entity), ['payment_succeeded: active']);
  const callbacks = await billing.rows(`select callback_id from SCHEMA.payment_callbacks where payment_id = $1`, [payment.id]);
  assert.deepEqual(callbacks, [{ callback_id: 'callback-1' }, { callback_id: 'callback-2' }]);
  await assertRefused(
    settleSandboxPayment(billing.staff(), { paymentId: newId(), outcome: 'failed', callbackId: 'x' }),
    'NOT_FOUND',
    'paymentId',
  );
});

test('a payment that a crash cut off before its provider was asked is carried on by the job, once', async () => {
  const entity = await anEntity();
  const invoice = await openInvoice(billing, entity);
  const payment: PaymentRow = {
    id: newId(),
    organizationId: entity.organizationId,
    entityId: entity.id,
    invoiceId: invoice.id,
    purchaseId: null,
    amount: invoice.total,
    currency: 'USD',
    provider: 'sandbox',
    paymentMethodToken: 'pm_sandbox_ok',
    status: 'created',
    providerReference: null,
    failureCode: null,
    failureMessage: null,
    idempotencyKey: 'cut off',
    createdAt: billing.clock.now(),
    settledAt: null,
  };
  await insertPayment(billing.staff().session, payment);
  assert.equal(await resumePayments(billing.system()), 0);
  billing.clock.advance(61_000);
  await Promise.all([resumePayments(billing.system()), resumePayments(billing.system())]);
  assert.equal(await statusOf(invoice), 'paid');
  assert.equal((await eventsOfInvoice(billing, 'invoice.paid', invoice.id)).length, 1);
  assert.equal((await pay(billing, invoice, 'pm_sandbox_ok', 'cut off')).id, payment.id);
});

test('play money pays live invoices on a developer’s own database only, unless the operator says so', () => {
  const outside = { DATABASE_URL: 'postgres://database/waybill' };
  assert.deepEqual(
    [{}, outside, { ...outside, SANDBOX_PAYMENTS: 'live' }, { SANDBOX_PAYMENTS: 'test' }].map(allowsLiveSandboxPayments),
    [true, false, true, false],
  );
});
