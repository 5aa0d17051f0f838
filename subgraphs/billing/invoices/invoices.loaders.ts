import { hasPermission, type RequestContext } from '../../../platform/context/request-context.ts';
import { defineListLoader, defineLoader } from '../../../platform/loaders/loader.ts';
import { seesBilling } from '../caller-organization.ts';
import { definePageLoader } from '../../../platform/loaders/page-loader.ts';
import { findPaymentsOfInvoices, type PaymentRow } from '../payments/payment.query.ts';
import { listUsageOfLines } from '../usage/usage-events.query.ts';
import { findLines, listPurchasesOfLines, type InvoiceLineRow } from './invoice-line.query.ts';
import { findInvoices, listInvoicesOfEntities, type InvoiceRow } from './invoice.query.ts';

/** Who may read what an entity owns and owes, wherever they come upon it. */
function readsInvoices(context: RequestContext): boolean {
  return (
    seesBilling(context) && ['view_billing', 'manage_billing', 'manage_credits'].some((name) => hasPermission(context, name))
  );
}

/** An invoice by id, as far as the caller may see it. */
export const invoiceById = defineLoader(
  async (context: RequestContext, ids) => (readsInvoices(context) ? findInvoices(context.session, ids) : []),
  (invoice: InvoiceRow) => invoice.id,
);

/** The lines of an invoice, in their order. */
export const linesOfInvoice = defineListLoader(
  (context: RequestContext, ids) => findLines(context.session, ids),
  (line: InvoiceLineRow) => line.invoiceId,
);

/** The attempts to pay an invoice, the latest in front. */
export const paymentsOfInvoice = defineListLoader(
  (context: RequestContext, ids) => findPaymentsOfInvoices(context.session, ids),
  (payment: PaymentRow) => payment.invoiceId!,
);

/** A page of an entity's invoices. */
export const invoicesOfEntity = definePageLoader((context, entityIds, request) =>
  listInvoicesOfEntities(context.session, entityIds, request),
);

/** A page of the usage that a line bills. */
export const usageOfLine = definePageLoader((context, lineIds, request) => listUsageOfLines(context.session, lineIds, request));

/** A page of the purchases that a line bills. */
export const purchasesOfLine = definePageLoader((context, lineIds, request) =>
  listPurchasesOfLines(context.session, lineIds, request),
);
