import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';
import { ValidationError } from '../../../platform/errors/errors.ts';
import { unprintableIn } from '../labels/label-text.ts';
import type { CommercialInvoice } from './commercial-invoice.ts';

/** Refuses what an invoice cannot show, a script that the typeface lacks: ValidationError with each text on its field of the shipment. */
export function assertInvoicePrintable(invoice: CommercialInvoice): void {
  const texts: [field: string, text: string | undefined][] = [
    ...Object.entries(invoice.exporter).map(([part, text]): [string, string] => [`shipper.${part}`, String(text)]),
    ...Object.entries(invoice.consignee).map(([part, text]): [string, string] => [`recipient.${part}`, String(text)]),
    ['carrierName', invoice.carrierName],
    ['serviceName', invoice.serviceName],
    ['customs.signer', invoice.signer],
    ['customs.invoiceNumber', invoice.number],
    ...invoice.lines.map(({ description }, index): [string, string] => [`customs.commodities.${index}.description`, description]),
  ];
  const faults = texts.flatMap(([field, text]): ErrorDetail[] => {
    const strange = unprintableIn(text ?? '');
    if (strange === undefined) return [];
    const message = `"${strange}" cannot be printed on an invoice; write it in Latin letters.`;
    return [{ code: 'INVOICE_TEXT_NOT_PRINTABLE', message, field }];
  });
  if (faults.length > 0) throw new ValidationError(faults);
}
