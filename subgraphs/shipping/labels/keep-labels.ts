import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { BoughtLabel, LabelFormat } from '../carriers/carrier-exchanges.ts';
import { storeFiles } from '../files/store-file.ts';
import { joinLabels } from './join-labels.ts';

/** A label whose file is stored: that of a parcel, or one document for all parcels of a shipment. */
export interface KeptLabel {
  fileId: Uuid;
  format: LabelFormat;
  /** The parcel, from 1; null for the document of all. */
  parcelPosition: number | null;
  trackingNumber: string | null;
  carrierReference: string | null;
}

/** Stores bought labels: each as it came, and of several one document for them all where their format has pages. */
export async function keepLabels(
  context: RequestContext,
  organizationId: Uuid,
  labels: readonly BoughtLabel[],
): Promise<KeptLabel[]> {
  const joined = await joinLabels(labels);
  const ofAll = joined ? [{ ...joined, mark: `${labels[0]!.trackingNumber}-all` }] : [];
  const ofEach = labels.map(({ format, content, trackingNumber: mark }) => ({ format, content, mark }));
  const documents = [...ofAll, ...ofEach];
  const files = await storeFiles(
    context,
    documents.map((document) => ({ ...document, organizationId, kind: 'label' })),
  );
  return documents.map(({ format }, index) => {
    const label = labels[index - ofAll.length];
    return {
      fileId: files[index]!.id,
      format,
      parcelPosition: label ? index - ofAll.length + 1 : null,
      trackingNumber: label?.trackingNumber ?? null,
      carrierReference: label?.carrierReference ?? null,
    };
  });
}
