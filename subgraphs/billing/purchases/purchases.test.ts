import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newId } from '../../../platform/ids/public-id.ts';
import type { BillingEntity } from '../entities/billing-entity.entity.ts';
import { findTransactionsOfCauses } from '../ledger/ledger-transactions.query.ts';
import { proveLedger } from '../ledger/prove-ledger.ts';
import type { CreditPackage } from '../packages/credit-packages.query.ts';
import { createCreditPackage, updateCreditPackage } from '../packages/save-credit-package.ts';
import { resumePayments } from '../payments/resume-payments.ts';
import { settleSandboxPayment } from '../payments/settle-sandbox-payment.ts';
import { spendCredits } from '../spends/spend-credits.ts';
import { assertRefused, TestBilling } from '../test-support/test-billing.ts';
import { setAutoTopUp } from '../top-ups/set-auto-top-up.ts';
import { topUpBalances } from '../top-ups/top-up-balances.ts';
import type { CreditPurchase } from './credit-purchases.query.ts';
import { purchaseCredits, type PurchaseCredits } from './purchase-credits.ts';
import { refundPurchase } from './refund-purchase.ts';

let billing: TestBilling;
let offered: CreditPackage;
before(async () => {
  billing = await TestBilling.create();
  offered = await createCreditPackage(billing.staff(), {
    name: 'Hundred',
    credits: usd('100.00'),
    price: usd('80.00'),
    validityDays: 90,
  });
});
after(() => billing.close());

function usd(amount: string): { amount: string; currency: string } {
  return { amount, currency: 'USD' };
}

function buy(entity: BillingEntity, facts: Partial<PurchaseCredits> = {}): Promise<CreditPurchase> {
  const command = { entityId: entity.id, packageId: offered.id, paymentMethodToken: 'pm_sandbox_ok', idempotencyKey: newId() };
  return purchaseCredits(billing.member({ organizationId: entity.organizationId }), { ...command, ...facts });
}

async function posted(causeId: string): Promise<string[]> {
  const found = await findTransactionsOfCauses(billing.staff().session, [causeId]);
  return found.map((row) => `${row.debitAccount} > ${row.creditAccount} ${Number(row.amount)}`);
}

async function assertExact(): Promise<void> {
  await billing.assertBooksAreExact();
  const { differences, isIntact } = await proveLedger(billing.staff(), { limit: 100_000 });
  assert.deepEqual([differences, isIntact], [[], true]);
}

const spend = (entity: BillingEntity, amount: string): Promise<unknown> =>
  spendCredits(billing.staff(), { entityId: entity.id, amount: usd(amount), reason: 'test', idempotencyKey: newId() });

test('grants what is bought when it is paid, for the days of the package, at its discount in the ledger; a repeat buys nothing', async () => {
  const entity = await billing.entity();
  const bought = await buy(entity, { idempotencyKey: 'first' });
  assert.deepEqual([bought.status, bought.price, bought.grantId !== null], ['paid', '80.000000', true]);
  assert.deepEqual(await buy(entity, { idempotencyKey: 'first' }), bought);
  await assertRefused(buy(await billing.entity(), { idempotencyKey: 'first' }), 'IDEMPOTENCY_KEY_REUSED', 'idempotencyKey');
  assert.deepEqual(await posted(bought.id), ['cash > credits 80', 'promotions > credits 20']);
  const [grant] = await billing.rows<{ days: number }>(
    `select (extract(epoch from expires_at - effective_at) / 86400)::int as days from SCHEMA.credit_grants where id = $1`,
    [bought.grantId],
  );
  assert.equal(grant!.days, 90);
  assert.equal((await billing.books(entity)).remaining, '100');
  await assertExact();
});

test('grants nothing while a payment is pending or when it failed, and everything once when its callback comes twice', async () => {
  const entity = await billing.entity();
  const failed = await buy(entity, { paymentMethodToken: 'pm_sandbox_declined' });
  assert.deepEqual([failed.status, failed.grantId], ['failed', null]);
  assert.equal((await billing.events('credit.purchase.failed', entity)).length, 1);
  const pending = await buy(entity, { paymentMethodToken: 'pm_sandbox_pending' });
  assert.deepEqual([pending.status, (await billing.books(entity)).granted], ['pending', '0']);
  const [payment] = await billing.rows<{ id: string }>('select id from SCHEMA.payments where purchase_id = $1', [pending.id]);
  const callback = { paymentId: payment!.id, outcome: 'succeeded' as const, callbackId: 'once' };
  await settleSandboxPayment(billing.staff(), callback);
  await settleSandboxPayment(billing.staff(), callback);
  assert.equal((await billing.books(entity)).granted, '100');
  const [standing] = await billing.rows<{ status: string }>('select status from SCHEMA.entities where id = $1', [entity.id]);
  assert.equal(standing!.status, 'active');
  await assertExact();
});

test('makes one purchase of ten racing requests with one key, and finishes one that was cut off before its provider was asked', async () => {
  const entity = await billing.entity();
  const made = await Promise.all(Array.from({ length: 10 }, () => buy(entity, { idempotencyKey: 'race' })));
  assert.equal(new Set(made.map((purchase) => purchase.id)).size, 1);
  assert.equal((await billing.books(entity)).granted, '100');
  const cut = await buy(entity, { paymentMethodToken: 'pm_sandbox_pending' });
  await billing.rows(
    `update SCHEMA.payments set status = 'created', payment_method_token = 'pm_sandbox_ok' where purchase_id = $1`,
    [cut.id],
  );
  billing.clock.advance(120_000);
  await resumePayments(billing.system());
  assert.equal((await billing.books(entity)).granted, '200');
  await assertExact();
});

test('refuses packages of another currency, taken back or unknown, and entities of others', async () => {
  const entity = await billing.entity();
  const yen = await createCreditPackage(billing.staff(), {
    name: 'Yen',
    credits: { amount: '5000', currency: 'JPY' },
    price: { amount: '4500', currency: 'JPY' },
  });
  await assertRefused(buy(entity, { packageId: yen.id }), 'CURRENCY_MISMATCH', 'packageId');
  await updateCreditPackage(billing.staff(), { id: yen.id, isActive: false });
  await assertRefused(buy(entity, { packageId: yen.id }), 'PACKAGE_INACTIVE', 'packageId');
  await assertRefused(buy(entity, { packageId: newId() }), 'NOT_FOUND', 'packageId');
  await assertRefused(buy(await billing.entity(), { entityId: newId() }), 'NOT_FOUND', 'entityId');
  await assertRefused(buy(entity, { paymentMethodToken: 'pm_unknown' }), 'VALIDATION_FAILED', 'paymentMethodToken');
  const create = (facts: object): Promise<unknown> =>
    createCreditPackage(billing.staff(), { name: 'X', credits: usd('1.00'), price: usd('1.00'), ...facts });
  await assertRefused(create({ credits: usd('0') }), 'VALIDATION_FAILED', 'credits');
  await assertRefused(create({ price: usd('-1') }), 'VALIDATION_FAILED', 'price');
  await assertRefused(create({ price: usd('1.001') }), 'VALIDATION_FAILED', 'price');
  await assertRefused(create({ price: { amount: '1', currency: 'EUR' } }), 'CURRENCY_MISMATCH', 'price');
  await assertRefused(create({ validityDays: 0 }), 'VALIDATION_FAILED', 'validityDays');
  await assertRefused(create({ name: ' ' }), 'VALIDATION_FAILED', 'name');
});

test('refunds the unused share of the price, rounded down to the cent, once; then nothing is left to refund', async () => {
  const entity = await billing.entity();
  const bought = await buy(entity);
  await spend(entity, '66.67');
  const refunded = await refundPurchase(billing.staff(), bought.id);
  assert.deepEqual(
    [refunded.status, Number(refunded.refundedCredits), Number(refunded.refundedAmount)],
    ['refunded', 33.33, 26.66],
  );
  assert.deepEqual(await refundPurchase(billing.staff(), bought.id), refunded);
  assert.deepEqual((await posted(bought.id)).slice(2), ['credits > cash 26.66', 'credits > promotions 6.67']);
  const spent = await buy(entity);
  await spend(entity, '100.00');
  await assertRefused(refundPurchase(billing.staff(), spent.id), 'NOTHING_TO_REFUND', 'purchaseId');
  await assertRefused(refundPurchase(billing.staff(), newId()), 'NOT_FOUND', 'purchaseId');
  await assertExact();
});

test('tops a balance up at its threshold until the month’s ceiling is reached, and again the month after; a failed payment pauses it', async () => {
  const entity = await billing.entity();
  const terms = {
    entityId: entity.id,
    packageId: offered.id,
    threshold: usd('10.00'),
    monthlyCeiling: usd('200.00'),
    isEnabled: true,
  };
  await setAutoTopUp(billing.member(), { ...terms, paymentMethodToken: 'pm_sandbox_ok' });
  const euros = await billing.entity({ currency: 'EUR', country: 'DE' });
  const foreign = { ...terms, entityId: euros.id, paymentMethodToken: 'pm_sandbox_ok' };
  await assertRefused(setAutoTopUp(billing.member(), foreign), 'CURRENCY_MISMATCH', 'packageId');
  assert.equal(await topUpBalances(billing.system()), 1);
  assert.equal(await topUpBalances(billing.system()), 0);
  await spend(entity, '90.00');
  assert.equal(await topUpBalances(billing.system()), 1);
  await spend(entity, '110.00');
  assert.equal(await topUpBalances(billing.system()), 0);
  assert.equal((await billing.books(entity)).granted, '200');
  billing.clock.advance(31 * 86_400_000);
  assert.equal(await topUpBalances(billing.system()), 1);
  await setAutoTopUp(billing.member(), { ...terms, monthlyCeiling: usd('900.00'), paymentMethodToken: 'pm_sandbox_declined' });
  await spend(entity, '100.00');
  assert.deepEqual([await topUpBalances(billing.system()), await topUpBalances(billing.system())], [0, 0]);
  const purchases = await billing.rows('select id from SCHEMA.credit_purchases where entity_id = $1', [entity.id]);
  assert.equal(purchases.length, 4);
  await assertExact();
});
