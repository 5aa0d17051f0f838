import { InvoiceFinalized, InvoicePaid, InvoiceVoided } from '../../../contracts/events/invoice-events.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { PendingEvent } from '../../../platform/database/session.ts';
import { newEvent } from '../../../platform/events/new-event.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import type { InvoiceRow } from './invoice.query.ts';

/** Tells that an invoice was issued. */
export function invoiceFinalized(context: RequestContext, invoice: InvoiceRow): PendingEvent {
  return newEvent(context, InvoiceFinalized, {
    ...subjectOf(invoice),
    data: { ...factsOf(invoice), dueAt: invoice.dueAt!.toISOString() },
  });
}

/** Tells that an invoice was paid. */
export function invoicePaid(context: RequestContext, invoice: InvoiceRow, paymentId: Uuid): PendingEvent {
  return newEvent(context, InvoicePaid, {
    ...subjectOf(invoice),
    data: { ...factsOf(invoice), paymentId, paidAt: invoice.paidAt!.toISOString() },
  });
}

/** Tells that an issued invoice was voided. */
export function invoiceVoided(context: RequestContext, invoice: InvoiceRow): PendingEvent {
  return newEvent(context, InvoiceVoided, { ...subjectOf(invoice), data: factsOf(invoice) });
}

function subjectOf(invoice: InvoiceRow): { subject: string; organizationId: Uuid } {
  return { subject: `invoice/${invoice.id}`, organizationId: invoice.organizationId };
}

function factsOf(invoice: InvoiceRow) {
  return {
    invoiceId: invoice.id,
    number: invoice.number!,
    entityId: invoice.entityId,
    organizationId: invoice.organizationId,
    total: Money.of(invoice.total, invoice.currency).toJSON(),
    periodStart: invoice.periodStart.toISOString(),
    periodEnd: invoice.periodEnd.toISOString(),
  };
}
