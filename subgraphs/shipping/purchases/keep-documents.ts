import type { RequestContext } from '../../../platform/context/request-context.ts';
import { ValidationError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { BoughtLabel, LabelFormat } from '../carriers/carrier-exchanges.ts';
import { commercialInvoiceOf } from '../commercial-invoices/commercial-invoice.ts';
import { renderInvoicePdf } from '../commercial-invoices/invoice-document.ts';
import { storeFiles, type NewFile } from '../files/store-file.ts';
import { joinLabels } from '../labels/join-labels.ts';
import type { Offer } from './offer.query.ts';
import type { Purchase } from './purchase.query.ts';

/** A label whose file is stored: that of a parcel, or one document for all parcels of a shipment. */
export interface KeptLabel {
  fileId: Uuid;
  format: LabelFormat;
  /** The parcel, from 1; null for the document of all. */
  parcelPosition: number | null;
  trackingNumber: string | null;
  carrierReference: string | null;
}

/** What is stored of a purchase. */
export interface KeptDocuments {
  labels: KeptLabel[];
  /** Null where nothing was declared to customs, or what was declared cannot be printed. */
  invoiceFileId: Uuid | null;
}

type NewDocument = Pick<NewFile, 'kind' | 'format' | 'content' | 'mark'>;
type NewLabel = NewDocument & Omit<KeptLabel, 'fileId'>;

/** Stores what was bought: each label as it came, of several one document for them all, and the commercial invoice. Three statements at most. */
export async function keepDocuments(
  context: RequestContext,
  bought: { purchase: Purchase; offer: Offer; labels: readonly BoughtLabel[] },
): Promise<KeptDocuments> {
  const labels = await labelDocuments(bought.labels);
  const invoice = await invoiceDocument(context, bought);
  const { organizationId } = bought.purchase;
  const files = await storeFiles(
    context,
    [...labels, ...invoice].map(({ kind, format, content, mark }) => ({ organizationId, kind, format, content, mark })),
  );
  return {
    labels: labels.map(({ format, parcelPosition, trackingNumber, carrierReference }, index) => ({
      fileId: files[index]!.id,
      format,
      parcelPosition,
      trackingNumber,
      carrierReference,
    })),
    invoiceFileId: files[labels.length]?.id ?? null,
  };
}

async function labelDocuments(labels: readonly BoughtLabel[]): Promise<NewLabel[]> {
  const each = labels.map(({ format, content, trackingNumber, carrierReference = null }, index): NewLabel => ({
    kind: 'label',
    format,
    content,
    mark: trackingNumber,
    parcelPosition: index + 1,
    trackingNumber,
    carrierReference,
  }));
  const joined = await joinLabels(labels);
  if (!joined) return each;
  const ofAll = { parcelPosition: null, trackingNumber: null, carrierReference: null };
  return [{ ...joined, ...ofAll, kind: 'label', mark: `${labels[0]!.trackingNumber}-all` }, ...each];
}

async function invoiceDocument(
  context: RequestContext,
  { purchase, offer, labels }: { purchase: Purchase; offer: Offer; labels: readonly BoughtLabel[] },
): Promise<NewDocument[]> {
  if (!offer.customs) return [];
  const parcelNumbers = labels.map(({ trackingNumber }) => trackingNumber);
  const invoice = commercialInvoiceOf({ ...offer, id: purchase.shipmentId, purchasedAt: context.clock.now(), parcelNumbers });
  try {
    const content = await renderInvoicePdf(invoice);
    return [{ kind: 'invoice', format: 'PDF', content, mark: parcelNumbers[0]! }];
  } catch (error) {
    // A label is bought whatever the script of its goods; whoever asks for the invoice hears which text is in the way.
    if (error instanceof ValidationError) return [];
    throw error;
  }
}
