import { createHash } from 'node:crypto';
import { ValidationError } from '../../../platform/errors/errors.ts';
import { renderLabelPdf } from '../labels/label-document.ts';
import type { LabelFacts } from '../labels/label-facts.ts';
import { renderLabelPng } from '../labels/label-png.ts';
import { renderLabelZpl } from '../labels/label-zpl.ts';
import { shown } from '../rate-sheets/charge-parcel.ts';
import { measureParcels } from '../rate-sheets/measure-parcels.ts';
import { trackingNumber, trackingSerial } from '../trackers/tracking-number.ts';
import type { CarrierCall } from './carrier-adapter.ts';
import type { BoughtLabel, LabelFormat, LabelOrder } from './carrier-exchanges.ts';
import { CarrierRefusedError } from './carriers.errors.ts';

const DRAWN_AS: Readonly<Record<LabelFormat, (label: LabelFacts) => Promise<Buffer>>> = {
  PDF: renderLabelPdf,
  ZPL: async (label) => renderLabelZpl(label),
  PNG: renderLabelPng,
};

/**
 * Labels of our own making, one for each parcel, for carriers that have no network of theirs. Numbers and bytes follow from the order
 * alone. Refused when an address cannot be printed.
 */
export async function issueLabels(order: LabelOrder, call: CarrierCall): Promise<BoughtLabel[]> {
  const format = order.format ?? 'PDF';
  const labels: BoughtLabel[] = [];
  for (const facts of labelFacts(order, call))
    labels.push({ trackingNumber: facts.trackingNumber, format, content: await draw(format, facts) });
  return labels;
}

function labelFacts(order: LabelOrder, { connection }: CarrierCall): LabelFacts[] {
  const { shipper, recipient, parcels } = order.consignment;
  return measureParcels(parcels).map(({ weightOunces }, index) => ({
    trackingNumber: trackingNumber({
      serviceTypeCode: digitsOf(order.service, 3),
      mailerId: digitsOf(connection.id, 6),
      serial: trackingSerial(order.shipmentId, order.attempt, index + 1),
    }),
    carrierName: order.carrierName,
    serviceName: order.serviceName,
    from: shipper,
    to: recipient,
    weightOunces: shown(weightOunces),
    shippedOn: order.shipDate,
    reference: order.reference ?? undefined,
    parcel: { position: index + 1, count: parcels.length },
    isTest: connection.testMode,
  }));
}

async function draw(format: LabelFormat, facts: LabelFacts): Promise<Buffer> {
  const drawAs = DRAWN_AS[format];
  try {
    return await drawAs(facts);
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    const [fault] = error.details();
    const field = fault?.field
      ?.replace(/^label\.from\b/, 'shipper')
      .replace(/^label\.to\b/, 'recipient')
      .replace(/^label\./, '');
    throw new CarrierRefusedError(error.message, { field, cause: error });
  }
}

function digitsOf(text: string, count: number): string {
  const digest = createHash('sha256').update(text).digest();
  return String(digest.readUIntBE(0, 6) % 10 ** count).padStart(count, '0');
}
