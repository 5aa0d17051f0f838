import type { RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError, ValidationError } from '../../../platform/errors/errors.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import { KeyReusedError } from '../credits/credits.errors.ts';
import { assertMove } from '../invoices/invoice-state.ts';
import { lockBalanceOfInvoice, readInvoice } from '../invoices/invoice.query.ts';
import { PaymentInProgressError } from '../invoices/invoices.errors.ts';
import { JOB_NAMES } from '../job-names.ts';
import { retryOnConflict } from '../retry-on-conflict.ts';
import { applyOutcome } from './apply-outcome.ts';
import { PAYMENT_PATIENCE_MS } from './payment-patience.ts';
import { providerByName, providerOfToken } from './payment-providers.ts';
import { findPaymentByKey, hasPaymentInFlight, insertPayment, lockBalanceOfPayment, type PaymentRow } from './payment.query.ts';

const LONGEST_KEY = 200;

/** An invoice to be paid. */
export interface PayInvoice {
  invoiceId: Uuid;
  /** A payment method as its provider names it. */
  paymentMethodToken: string;
  /** A repeat under the same key answers the first payment. */
  idempotencyKey: string;
}

/**
 * Pays an open invoice in full: records the attempt, asks the provider, records what it said. A crash in between leaves an
 * attempt that is resumed under its own id, so a provider never collects twice.
 */
export async function payInvoice(context: RequestContext, command: PayInvoice): Promise<PaymentRow> {
  const idempotencyKey = command.idempotencyKey.trim();
  if (idempotencyKey.length === 0 || idempotencyKey.length > LONGEST_KEY)
    throw ValidationError.of('idempotencyKey', `Send a key of 1 to ${LONGEST_KEY} characters.`);
  const payment = await retryOnConflict('payments_idempotency_key', () => recordAttempt(context, { ...command, idempotencyKey }));
  return payment.status === 'created' ? chargePayment(context, payment) : payment;
}

/** Asks the provider of a recorded payment and makes its answer count. May be repeated. */
export async function chargePayment(context: RequestContext, payment: PaymentRow): Promise<PaymentRow> {
  const outcome = await providerByName(payment.provider).charge({
    paymentId: payment.id,
    amount: Money.of(payment.amount, payment.currency),
    paymentMethodToken: payment.paymentMethodToken,
    description: payment.purchaseId ? `credits/${payment.purchaseId}` : `invoice/${payment.invoiceId}`,
  });
  return context.session.transaction(async (transaction) => {
    const owner = await lockBalanceOfPayment(transaction, payment.id);
    return applyOutcome(context, transaction, { owner: owner!, paymentId: payment.id, outcome });
  });
}

async function recordAttempt(context: RequestContext, command: PayInvoice): Promise<PaymentRow> {
  const { invoiceId, paymentMethodToken, idempotencyKey } = command;
  return context.session.transaction(async (transaction) => {
    const owner = await lockBalanceOfInvoice(transaction, invoiceId);
    if (!owner) throw new NotFoundError('The invoice', 'invoiceId');
    const earlier = await findPaymentByKey(transaction, owner.organizationId, idempotencyKey);
    if (earlier) return repeated(earlier, command);
    const invoice = await readInvoice(transaction, invoiceId);
    assertMove(invoice.status, 'paid');
    const provider = providerOfToken(paymentMethodToken, context.identity.testMode);
    if (await hasPaymentInFlight(transaction, invoiceId)) throw new PaymentInProgressError();
    const now = context.clock.now();
    const payment: PaymentRow = {
      id: newId(),
      ...owner,
      invoiceId,
      purchaseId: null,
      amount: invoice.total,
      currency: invoice.currency,
      provider: provider.name,
      paymentMethodToken,
      status: 'created',
      providerReference: null,
      failureCode: null,
      failureMessage: null,
      idempotencyKey,
      createdAt: now,
      settledAt: null,
    };
    await insertPayment(transaction, payment);
    const dueAt = new Date(now.getTime() + PAYMENT_PATIENCE_MS);
    transaction.expectWork({ job: JOB_NAMES.resumePayments, dueAt, now });
    return payment;
  });
}

function repeated(earlier: PaymentRow, command: PayInvoice): PaymentRow {
  if (earlier.invoiceId !== command.invoiceId || earlier.paymentMethodToken !== command.paymentMethodToken)
    throw new KeyReusedError('idempotencyKey', 'another payment');
  return earlier;
}
