import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';
import type { BatchRowContent, PurchaseWish } from './batch.ts';

const WISHES: readonly PurchaseWish[] = ['draft', 'cheapest', 'fastest', 'service'];
const SIGNATURES = ['any', 'adult'];
const BOOLEANS: Readonly<Record<string, boolean>> = { true: true, yes: true, '1': true, false: false, no: false, '0': false };
const DECIMAL = /^\d{1,12}(\.\d{1,6})?$/;

type Report = (field: string, message: string) => void;
type Reader = (text: string, field: string, report: Report) => unknown;

const oneOf =
  (values: readonly string[]): Reader =>
  (text, field, report) => {
    const value = text.toLowerCase();
    if (!values.includes(value)) report(field, `Must be one of ${values.join(', ')}.`);
    return value;
  };

const flag: Reader = (text, field, report) => {
  const value = BOOLEANS[text.toLowerCase()];
  if (value === undefined) report(field, 'Must be true or false.');
  return value;
};

const amount: Reader = (text, field, report) => {
  if (!DECIMAL.test(text)) report(field, 'Must be a decimal with a point, such as 12.50.');
  return text;
};

const lowerCase: Reader = (text) => text.toLowerCase();

/** How fields are read that are no plain text. */
const READERS: Readonly<Record<string, Reader>> = {
  purchase: oneOf(WISHES),
  'options.signature': oneOf(SIGNATURES),
  'options.isSaturdayDelivery': flag,
  'options.insuredValue.amount': amount,
  'options.insuredValue.currency': (text, field, report) => {
    if (!/^[a-z]{3}$/i.test(text)) report(field, 'Must be a currency such as USD.');
    return text.toUpperCase();
  },
  'shipper.isResidential': flag,
  'recipient.isResidential': flag,
  'parcels.0.weight.unit': lowerCase,
  'parcels.0.dimensions.unit': lowerCase,
};

/** Reads a row of a table by the fields that its columns fill; what cannot be read stands among its faults. Null for a blank row. */
export function readCsvRow(fields: readonly string[], cells: readonly string[]): BatchRowContent | null {
  const faults: ErrorDetail[] = [];
  const report: Report = (field, message) => void faults.push({ code: 'VALIDATION_FAILED', message, field });
  if (cells.every((cell) => cell.trim() === '')) return null;
  if (cells.length !== fields.length)
    report('row', `The row has ${cells.length} cells and the header ${fields.length}; put text with separators in quotes.`);
  const values = new Map<string, unknown>();
  fields.forEach((field, index) => {
    const text = cells[index]?.trim() ?? '';
    if (text !== '') values.set(field, (READERS[field] ?? asText)(text, field, report));
  });
  return { ...contentOf(values, report), ...(faults.length > 0 ? { faults } : {}) };
}

const asText: Reader = (text) => text;

function contentOf(values: ReadonlyMap<string, unknown>, report: Report): BatchRowContent {
  const group = (prefix: string): Record<string, unknown> | null => {
    const parts = [...values].filter(([field]) => field.startsWith(`${prefix}.`));
    return parts.length === 0 ? null : Object.fromEntries(parts.map(([field, value]) => [field.slice(prefix.length + 1), value]));
  };
  const text = (field: string): string | null => (values.get(field) as string | undefined) ?? null;
  const weight = group('parcels.0.weight');
  const dimensions = group('parcels.0.dimensions');
  const parcel = weight && {
    weight: { value: '', unit: 'lb', ...weight },
    ...(dimensions && { dimensions: { length: '', width: '', height: '', unit: 'in', ...dimensions } }),
  };
  const isBoth = parcel !== null && values.has('parcels.0.weight.value') && text('parcelTemplate') !== null;
  if (isBoth) report('parcelTemplate', 'Give a weight or a parcel template, not both.');
  return {
    reference: text('reference'),
    purchase: text('purchase') as PurchaseWish | null,
    service: text('service'),
    savedShipper: text('savedShipper'),
    shipper: group('shipper'),
    recipient: group('recipient') ?? {},
    parcelTemplate: text('parcelTemplate'),
    parcels: parcel && text('parcelTemplate') === null ? ([parcel] as BatchRowContent['parcels']) : null,
    options: optionsOf(values, report),
    metadata: group('metadata') ?? {},
  };
}

function optionsOf(values: ReadonlyMap<string, unknown>, report: Report): BatchRowContent['options'] {
  const [insured, currency] = [values.get('options.insuredValue.amount'), values.get('options.insuredValue.currency')];
  if (insured !== undefined && currency === undefined)
    report('options.insuredValue.currency', 'An insured value has a currency.');
  return {
    signature: values.get('options.signature') as 'any' | 'adult' | undefined,
    isSaturdayDelivery: values.get('options.isSaturdayDelivery') as boolean | undefined,
    insuredValue: insured && currency ? { amount: insured as string, currency: currency as string } : null,
  };
}
