import { EntityPaymentFailed, EntityPaymentSucceeded } from '../../../contracts/events/billing-status-events.ts';
import { auditFacts, type RequestContext } from '../../../platform/context/request-context.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { newEvent } from '../../../platform/events/new-event.ts';
import type { BalanceOwner } from '../credits/credit-balance.query.ts';
import { reviewStanding } from '../dunning/review-standing.ts';
import { billingStatusData, changeBillingStatus } from '../entities/change-billing-status.ts';
import { invoicePaid } from '../invoices/invoice-events.ts';
import { paidPosting } from '../invoices/invoice-postings.ts';
import { assertMove } from '../invoices/invoice-state.ts';
import { markFailure, markPaid, readInvoice } from '../invoices/invoice.query.ts';
import { IllegalStateError } from '../invoices/invoices.errors.ts';
import { postToLedger } from '../ledger/ledger-write.query.ts';
import { settlePurchase } from '../purchases/settle-purchase.ts';
import type { ChargeOutcome } from './payment-provider.ts';
import { isSettled } from './payment-state.ts';
import { readPayment, updatePayment, type PaymentRow } from './payment.query.ts';

/** A payment, and what its provider said of it. */
export interface PaymentAnswer {
  owner: BalanceOwner;
  paymentId: string;
  outcome: ChargeOutcome;
}

/**
 * Makes a provider's answer count: the payment, the invoice, the entity's standing, and what is told of them. The same
 * answer again changes nothing; one that contradicts a settled payment is refused. Call it under the balance's lock.
 */
export async function applyOutcome(
  context: RequestContext,
  transaction: Transaction,
  answer: PaymentAnswer,
): Promise<PaymentRow> {
  const { owner, paymentId, outcome } = answer;
  const payment = await readPayment(transaction, paymentId);
  if (payment.status === outcome.status || (isSettled(payment.status) && outcome.status === 'pending')) return payment;
  if (isSettled(payment.status)) throw new IllegalStateError('payment', payment.status, outcome.status, 'paymentId');
  const now = context.clock.now();
  const isFailure = outcome.status === 'failed';
  const updated = await updatePayment(transaction, {
    id: payment.id,
    status: outcome.status,
    providerReference: outcome.providerReference,
    failureCode: isFailure ? outcome.failureCode : null,
    failureMessage: isFailure ? outcome.failureMessage : null,
    settledAt: outcome.status === 'pending' ? null : now,
  });
  if (outcome.status === 'pending') return updated;
  transaction.audit(paymentAudit(context, updated));
  if (updated.purchaseId !== null) await settlePurchase(context, transaction, { owner, payment: updated });
  else await settleInvoicePayment(context, transaction, { owner, payment: updated, invoiceId: updated.invoiceId! });
  return updated;
}

interface InvoicePayment {
  owner: BalanceOwner;
  payment: PaymentRow;
  invoiceId: string;
}

async function settleInvoicePayment(context: RequestContext, transaction: Transaction, facts: InvoicePayment): Promise<void> {
  if (facts.payment.status === 'failed') await markFailure(transaction, facts.invoiceId, context.clock.now());
  else await settleInvoice(context, transaction, facts);
  await moveStanding(context, transaction, facts);
}

async function settleInvoice(
  context: RequestContext,
  transaction: Transaction,
  { payment, invoiceId }: InvoicePayment,
): Promise<void> {
  const open = await readInvoice(transaction, invoiceId);
  assertMove(open.status, 'paid');
  const invoice = await markPaid(transaction, open.id, context.clock.now());
  await postToLedger(transaction, [paidPosting(payment)]);
  transaction.publish(invoicePaid(context, invoice, payment.id));
  transaction.audit({
    action: 'invoice.paid',
    resourceType: 'invoice',
    resourceId: invoice.id,
    organizationId: invoice.organizationId,
    before: { status: open.status },
    after: { status: invoice.status, paymentId: payment.id, total: invoice.total, currency: invoice.currency },
    ...auditFacts(context),
  });
}

async function moveStanding(
  context: RequestContext,
  transaction: Transaction,
  { owner, payment, invoiceId }: InvoicePayment,
): Promise<void> {
  const change = {
    ...owner,
    standing: await reviewStanding(context, transaction, owner),
    invoiceId,
  };
  transaction.publish(
    newEvent(context, payment.status === 'failed' ? EntityPaymentFailed : EntityPaymentSucceeded, {
      subject: `entity/${owner.entityId}`,
      organizationId: owner.organizationId,
      data: billingStatusData(change),
    }),
  );
  await changeBillingStatus(context, transaction, change);
}

function paymentAudit(context: RequestContext, payment: PaymentRow) {
  const { id, organizationId, invoiceId, purchaseId, amount, currency, provider, failureCode } = payment;
  return {
    action: `payment.${payment.status}`,
    resourceType: 'payment',
    resourceId: id,
    organizationId,
    after: { invoiceId, purchaseId, amount, currency, provider, failureCode },
    ...auditFacts(context),
  };
}
