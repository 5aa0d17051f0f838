import { z } from 'zod';
import { defineEvent, MoneyData } from './envelope.ts';

const InvoiceFacts = z.object({
  invoiceId: z.uuid(),
  number: z.string(),
  entityId: z.uuid(),
  organizationId: z.uuid(),
  total: MoneyData,
  periodStart: z.iso.datetime(),
  periodEnd: z.iso.datetime(),
});

/** An invoice was issued: it has a number and can't be changed any more. */
export const InvoiceFinalized = defineEvent('invoice.finalized', 1, InvoiceFacts.extend({ dueAt: z.iso.datetime() }));
export type InvoiceFinalizedData = z.infer<typeof InvoiceFinalized.data>;

/** An invoice was paid in full. */
export const InvoicePaid = defineEvent('invoice.paid', 1, InvoiceFacts.extend({ paymentId: z.uuid(), paidAt: z.iso.datetime() }));
export type InvoicePaidData = z.infer<typeof InvoicePaid.data>;

/** An invoice was voided: nothing is owed any more. */
export const InvoiceVoided = defineEvent('invoice.voided', 1, InvoiceFacts);
export type InvoiceVoidedData = z.infer<typeof InvoiceVoided.data>;
