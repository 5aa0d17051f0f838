import type { RequestContext } from '../../../platform/context/request-context.ts';
import { loadFile } from '../files/files.loaders.ts';
import { readFile } from '../files/read-file.ts';
import type { CommercialInvoice } from './commercial-invoice.ts';
import { renderInvoicePdf } from './invoice-document.ts';

/** The PDF of an invoice as it is kept; one that is not is drawn. Throws ValidationError where a text cannot be printed. */
export async function readInvoice(context: RequestContext, invoice: CommercialInvoice): Promise<Buffer> {
  const file = invoice.fileId === null ? null : await loadFile(context, invoice.fileId);
  return file ? readFile(context, context.session, file) : renderInvoicePdf(invoice);
}
