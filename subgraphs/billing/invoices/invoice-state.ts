import { IllegalStateError } from './invoices.errors.ts';

/** Where an invoice stands: a draft may still change, an open one is owed. */
export type InvoiceStatus = 'draft' | 'open' | 'paid' | 'void';

/** Which states may follow each state; everything else is refused. */
const MOVES: Readonly<Record<InvoiceStatus, readonly InvoiceStatus[]>> = {
  draft: ['open', 'void'],
  open: ['paid', 'void'],
  paid: [],
  void: [],
};

/** Throws IllegalStateError when an invoice of this state may not go on to that one. */
export function assertMove(from: InvoiceStatus, to: InvoiceStatus): void {
  if (!MOVES[from].includes(to)) throw new IllegalStateError('invoice', from, to, 'invoiceId');
}
