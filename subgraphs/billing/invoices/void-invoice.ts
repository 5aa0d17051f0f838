import { auditFacts, type RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { reviewStanding } from '../dunning/review-standing.ts';
import { changeBillingStatus } from '../entities/change-billing-status.ts';
import { reverseInLedger } from '../ledger/ledger-reversal.query.ts';
import { hasPaymentInFlight } from '../payments/payment.query.ts';
import { freeBilled } from './billable.query.ts';
import { invoiceVoided } from './invoice-events.ts';
import { findLines } from './invoice-line.query.ts';
import { assertMove } from './invoice-state.ts';
import { lockBalanceOfInvoice, markVoid, readInvoice, type InvoiceRow } from './invoice.query.ts';
import { PaymentInProgressError } from './invoices.errors.ts';

/**
 * Voids a draft or an open invoice: nothing is owed by it any more, and what it billed can be billed again. Its lines stay
 * for the record. An entity that was in trouble for it alone is out of it.
 */
export async function voidInvoice(context: RequestContext, invoiceId: Uuid): Promise<InvoiceRow> {
  return context.session.transaction(async (transaction) => {
    const owner = await lockBalanceOfInvoice(transaction, invoiceId);
    if (!owner) throw new NotFoundError('The invoice', 'invoiceId');
    const before = await readInvoice(transaction, invoiceId);
    assertMove(before.status, 'void');
    if (await hasPaymentInFlight(transaction, invoiceId)) throw new PaymentInProgressError();
    const lines = await findLines(transaction, [invoiceId]);
    await freeBilled(
      transaction,
      owner,
      lines.map((line) => line.id),
    );
    const invoice = await markVoid(transaction, invoiceId, context.clock.now());
    const reverses = { kind: 'invoice.issued', causeId: invoiceId } as const;
    await reverseInLedger(transaction, { reverses, as: { ...reverses, kind: 'invoice.voided' }, occurredAt: invoice.voidedAt! });
    // Nobody was ever told of a draft.
    if (before.status === 'open') transaction.publish(invoiceVoided(context, invoice));
    transaction.audit({
      action: 'invoice.voided',
      resourceType: 'invoice',
      resourceId: invoiceId,
      organizationId: owner.organizationId,
      before: { status: before.status },
      after: { status: invoice.status, number: invoice.number, total: invoice.total, currency: invoice.currency },
      ...auditFacts(context),
    });
    if (before.firstFailureAt !== null) {
      const standing = await reviewStanding(context, transaction, owner);
      await changeBillingStatus(context, transaction, { ...owner, standing, invoiceId });
    }
    return invoice;
  });
}
