import { auditFacts, type RequestContext } from '../../../platform/context/request-context.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { NotFoundError, ValidationError } from '../../../platform/errors/errors.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { CurrencyMismatchError } from '../../../platform/money/money.errors.ts';
import { organizationInView } from '../caller-organization.ts';
import { lockBalance, type BalanceOwner } from '../credits/credit-balance.query.ts';
import { KeyReusedError } from '../credits/credits.errors.ts';
import { readGrantingFacts } from '../credits/grant.query.ts';
import { JOB_NAMES } from '../job-names.ts';
import { lockPackage, type CreditPackage } from '../packages/credit-packages.query.ts';
import { chargePayment } from '../payments/pay-invoice.ts';
import { PAYMENT_PATIENCE_MS } from '../payments/payment-patience.ts';
import { providerOfToken } from '../payments/payment-providers.ts';
import { findPaymentOfPurchase, insertPayment, type PaymentRow } from '../payments/payment.query.ts';
import { retryOnConflict } from '../retry-on-conflict.ts';
import { findPurchaseByKey, findPurchases, insertPurchase, type CreditPurchase } from './credit-purchases.query.ts';
import { PackageInactiveError } from './purchases.errors.ts';

const LONGEST_KEY = 200;

/** Credits to be bought. */
export interface PurchaseCredits {
  entityId: Uuid;
  packageId: Uuid;
  /** A payment method as its provider names it. */
  paymentMethodToken: string;
  idempotencyKey: string;
  /** Whether the balance tops itself up. */
  isAutomatic?: boolean;
}

/**
 * Buys a package for an entity, once per idempotency key: records the purchase and its payment, asks the provider, and grants the credits
 * when, and only when, they are paid. A crash in between leaves a payment that is resumed under its own id.
 */
export async function purchaseCredits(context: RequestContext, command: PurchaseCredits): Promise<CreditPurchase> {
  const key = command.idempotencyKey.trim();
  if (key.length === 0 || key.length > LONGEST_KEY)
    throw ValidationError.of('idempotencyKey', `Send a key of 1 to ${LONGEST_KEY} characters.`);
  const payment = await retryOnConflict('credit_purchases_idempotency_key', () =>
    recordPurchase(context, { ...command, idempotencyKey: key }),
  );
  if (payment.status === 'created') await chargePayment(context, payment);
  const [purchase] = await findPurchases(context.session, [payment.purchaseId!]);
  return purchase!;
}

async function recordPurchase(context: RequestContext, command: PurchaseCredits): Promise<PaymentRow> {
  const organizationId = organizationInView(context, null);
  return context.session.transaction(async (transaction) => {
    const owner = await lockBalance(transaction, { entityId: command.entityId, organizationId });
    if (!owner) throw new NotFoundError('The entity', 'entityId');
    const earlier = await findPurchaseByKey(transaction, owner.organizationId, command.idempotencyKey);
    if (earlier) return repeated(transaction, earlier, command);
    const offered = await offeredPackage(transaction, owner, command);
    const provider = providerOfToken(command.paymentMethodToken, context.identity.testMode);
    const now = context.clock.now();
    const purchase = newPurchase(owner, offered, command, now);
    await insertPurchase(transaction, purchase);
    const payment = paymentOf(purchase, command.paymentMethodToken, provider.name);
    await insertPayment(transaction, payment);
    const dueAt = new Date(now.getTime() + PAYMENT_PATIENCE_MS);
    transaction.expectWork({ job: JOB_NAMES.resumePayments, dueAt, now });
    transaction.audit({
      action: 'credit_purchase.created',
      resourceType: 'credit_purchase',
      resourceId: purchase.id,
      organizationId: owner.organizationId,
      after: {
        entityId: owner.entityId,
        packageId: offered.id,
        credits: offered.credits,
        price: offered.price,
        currency: offered.currency,
      },
      ...auditFacts(context),
    });
    return payment;
  });
}

async function offeredPackage(transaction: Transaction, owner: BalanceOwner, command: PurchaseCredits): Promise<CreditPackage> {
  const offered = await lockPackage(transaction, command.packageId);
  if (!offered) throw new NotFoundError('The package', 'packageId');
  if (!offered.isActive) throw new PackageInactiveError(offered.name);
  const { currency } = await readGrantingFacts(transaction, owner, command.idempotencyKey);
  if (currency !== offered.currency) throw new CurrencyMismatchError(currency, offered.currency, 'packageId');
  return offered;
}

async function repeated(transaction: Transaction, earlier: CreditPurchase, command: PurchaseCredits): Promise<PaymentRow> {
  if (earlier.entityId !== command.entityId || earlier.packageId !== command.packageId)
    throw new KeyReusedError('idempotencyKey', 'another purchase');
  return (await findPaymentOfPurchase(transaction, earlier.id))!;
}

function newPurchase(owner: BalanceOwner, offered: CreditPackage, command: PurchaseCredits, now: Date): CreditPurchase {
  const { credits, price, currency, validityDays } = offered;
  return {
    id: newId(),
    ...owner,
    packageId: offered.id,
    credits,
    price,
    currency,
    validityDays,
    isAutomatic: command.isAutomatic ?? false,
    status: 'pending',
    refundedCredits: '0',
    refundedAmount: '0',
    idempotencyKey: command.idempotencyKey,
    createdAt: now,
    settledAt: null,
    grantId: null,
  };
}

function paymentOf(purchase: CreditPurchase, paymentMethodToken: string, provider: string): PaymentRow {
  const { organizationId, entityId, price, currency, createdAt } = purchase;
  return {
    id: newId(),
    organizationId,
    entityId,
    invoiceId: null,
    purchaseId: purchase.id,
    amount: price,
    currency,
    provider,
    paymentMethodToken,
    status: 'created',
    providerReference: null,
    failureCode: null,
    failureMessage: null,
    idempotencyKey: `credit-purchase/${purchase.id}`,
    createdAt,
    settledAt: null,
  };
}
