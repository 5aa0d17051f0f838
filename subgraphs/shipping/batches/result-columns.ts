import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import type { CsvColumn } from '../../../platform/csv/csv-table.ts';
import { encodeId } from '../../../platform/ids/public-id.ts';
import { moneyOf } from '../money-fields.ts';
import type { ShipmentRow } from '../shipments/shipments.query.ts';
import type { BatchRow } from './batch.ts';

/** A row with the shipment that was made of it. */
export type ResultRow = BatchRow & { shipment: Pick<ShipmentRow, 'trackingNumber' | 'carrierName' | 'status'> | null };

/** What stands of a row in the results of a batch. */
export const RESULT_COLUMNS: readonly CsvColumn<ResultRow>[] = [
  { name: 'row', valueOf: (row) => row.number },
  { name: 'reference', valueOf: (row) => row.reference, isFreeText: true },
  { name: 'status', valueOf: (row) => row.status },
  { name: 'shipmentId', valueOf: (row) => row.shipmentId && encodeId(ID_PREFIX.shipment, row.shipmentId) },
  { name: 'shipmentStatus', valueOf: ({ shipment }) => shipment?.status ?? null },
  { name: 'carrierName', valueOf: ({ shipment }) => shipment?.carrierName ?? null, isFreeText: true },
  { name: 'service', valueOf: (row) => row.service, isFreeText: true },
  { name: 'trackingNumber', valueOf: ({ shipment }) => shipment?.trackingNumber ?? null, isFreeText: true },
  { name: 'carrierCharge', valueOf: (row) => row.carrierCharge && moneyOf(row.carrierCharge, row.currency!).amount },
  { name: 'currency', valueOf: (row) => row.currency },
  {
    name: 'errors',
    valueOf: ({ errors }) =>
      errors.map(({ field, code, message }) => `${field ?? 'row'} ${code}: ${message}`).join(' | ') || null,
    isFreeText: true,
  },
];
