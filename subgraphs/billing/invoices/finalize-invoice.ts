import { auditFacts, type RequestContext } from '../../../platform/context/request-context.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import { postToLedger } from '../ledger/ledger-write.query.ts';
import { insertPayment } from '../payments/payment.query.ts';
import { settingsOfEntity } from '../settings/effective-settings.ts';
import { invoiceFinalized, invoicePaid } from './invoice-events.ts';
import { findIssuedLines } from './invoice-line.query.ts';
import { issuedPostings } from './invoice-postings.ts';
import { assertMove } from './invoice-state.ts';
import { dueDateOf, invoiceNumber } from './invoice-terms.ts';
import {
  issueInvoice,
  lockBalanceOfInvoice,
  markPaid,
  readInvoice,
  takeInvoiceNumber,
  type BillTo,
  type InvoiceRow,
} from './invoice.query.ts';

/**
 * Issues a draft under the next number; from then on it never changes. An invoice that is issued already is answered as it
 * is, so that two who issue it at once get the same one. Nothing owed is paid at once.
 */
export async function finalizeInvoice(context: RequestContext, invoiceId: Uuid): Promise<InvoiceRow> {
  return context.session.transaction(async (transaction) => {
    const owner = await lockBalanceOfInvoice(transaction, invoiceId);
    if (!owner) throw new NotFoundError('The invoice', 'invoiceId');
    const draft = await readInvoice(transaction, invoiceId);
    if (draft.status === 'open' || draft.status === 'paid') return draft;
    assertMove(draft.status, 'open');
    const finalizedAt = context.clock.now();
    const number = invoiceNumber(await takeInvoiceNumber(transaction), context.identity.testMode);
    const { termDays, billTo } = await termsOf(transaction, draft);
    const dueAt = dueDateOf(finalizedAt, termDays);
    const invoice = await issueInvoice(transaction, { invoiceId, number, finalizedAt, dueAt, billTo });
    await postToLedger(transaction, issuedPostings(invoice, await findIssuedLines(transaction, invoiceId)));
    transaction.publish(invoiceFinalized(context, invoice));
    transaction.audit({
      action: 'invoice.finalized',
      resourceType: 'invoice',
      resourceId: invoiceId,
      organizationId: owner.organizationId,
      before: { status: draft.status },
      after: { status: invoice.status, number, total: invoice.total, currency: invoice.currency, dueAt: invoice.dueAt },
      ...auditFacts(context),
    });
    return Money.of(invoice.total, invoice.currency).isZero() ? settleNothing(context, transaction, invoice) : invoice;
  });
}

// As they are set at the entity or above it when the invoice is issued.
async function termsOf(
  transaction: Transaction,
  invoice: InvoiceRow,
): Promise<{ termDays: number; billTo: Omit<BillTo, 'name' | 'country'> }> {
  const settings = await settingsOfEntity(transaction, invoice);
  const [taxId, costCenter, purchaseOrder] = [
    settings.get('TAX_ID'),
    settings.get('COST_CENTER'),
    settings.get('PURCHASE_ORDER'),
  ];
  return {
    termDays: Number(settings.get('PAYMENT_TERM_DAYS')),
    billTo: {
      billingEmail: settings.get('BILLING_EMAIL') ?? null,
      ...(taxId ? { taxId } : {}),
      ...(costCenter ? { costCenter } : {}),
      ...(purchaseOrder ? { purchaseOrder } : {}),
    },
  };
}

async function settleNothing(context: RequestContext, transaction: Transaction, invoice: InvoiceRow): Promise<InvoiceRow> {
  const now = context.clock.now();
  const { organizationId, entityId, currency } = invoice;
  const paymentId = newId();
  await insertPayment(transaction, {
    id: paymentId,
    organizationId,
    entityId,
    invoiceId: invoice.id,
    purchaseId: null,
    amount: '0',
    currency,
    provider: 'none',
    paymentMethodToken: '',
    status: 'succeeded',
    providerReference: null,
    failureCode: null,
    failureMessage: null,
    idempotencyKey: `nothing-owed/${invoice.id}`,
    createdAt: now,
    settledAt: now,
  });
  const paid = await markPaid(transaction, invoice.id, now);
  transaction.publish(invoicePaid(context, paid, paymentId));
  return paid;
}
