import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';
import { ValidationError } from '../../../platform/errors/errors.ts';

const ADDRESS_PARTS = {
  name: 'name',
  company: 'company',
  street1: 'street1',
  street2: 'street2',
  city: 'city',
  state: 'state',
  postal_code: 'postalCode',
  country: 'country',
  phone: 'phone',
  email: 'email',
  residential: 'isResidential',
} as const;

const addressColumns = (side: 'shipper' | 'recipient'): Record<string, string> =>
  Object.fromEntries(Object.entries(ADDRESS_PARTS).map(([column, part]) => [`${side}_${column}`, `${side}.${part}`]));

/** The columns that a batch may have, each with the field of a row that it fills. */
export const COLUMNS: Readonly<Record<string, string>> = {
  reference: 'reference',
  purchase: 'purchase',
  service: 'service',
  saved_shipper: 'savedShipper',
  ...addressColumns('shipper'),
  ...addressColumns('recipient'),
  parcel_template: 'parcelTemplate',
  weight: 'parcels.0.weight.value',
  weight_unit: 'parcels.0.weight.unit',
  length: 'parcels.0.dimensions.length',
  width: 'parcels.0.dimensions.width',
  height: 'parcels.0.dimensions.height',
  dimension_unit: 'parcels.0.dimensions.unit',
  signature: 'options.signature',
  insured_value: 'options.insuredValue.amount',
  insured_currency: 'options.insuredValue.currency',
  saturday_delivery: 'options.isSaturdayDelivery',
};

/** Columns whose names begin so fill a key of the metadata, e.g. `metadata_channel`. */
const METADATA_PREFIX = 'metadata_';

const NEEDED = ['recipient_street1', 'recipient_city', 'recipient_country'];

/** The field that a column of this name fills; undefined for an unknown one. */
function fieldOfColumn(column: string): string | undefined {
  if (Object.hasOwn(COLUMNS, column)) return COLUMNS[column];
  const isMetadata = column.startsWith(METADATA_PREFIX) && column.length > METADATA_PREFIX.length;
  return isMetadata ? `metadata.${column.slice(METADATA_PREFIX.length)}` : undefined;
}

/**
 * Reads a header: for each column the field that it fills. Names are read without case, and with spaces or dashes as underscores. Throws
 * ValidationError with every column that is unknown, doubled or missing.
 */
export function readHeader(header: readonly string[]): string[] {
  const faults: ErrorDetail[] = [];
  const report = (code: string, message: string): void => void faults.push({ code, message, field: 'columns' });
  const columns = header.map((name) =>
    name
      .trim()
      .toLowerCase()
      .replaceAll(/[\s-]+/g, '_'),
  );
  const fields = columns.map((column, index) => {
    const field = fieldOfColumn(column);
    if (!field)
      report(
        'UNKNOWN_COLUMN',
        `"${header[index]!.slice(0, 60)}" is no column of a batch; there are ${Object.keys(COLUMNS).join(', ')} and metadata_….`,
      );
    else if (columns.indexOf(column) < index) report('DUPLICATE_COLUMN', `The column ${column} is there twice.`);
    return field ?? '';
  });
  for (const column of NEEDED) if (!columns.includes(column)) report('MISSING_COLUMN', `The column ${column} is missing.`);
  if (!columns.includes('weight') && !columns.includes('parcel_template'))
    report('MISSING_COLUMN', 'One of the columns weight and parcel_template is needed.');
  if (faults.length > 0) throw new ValidationError(faults.slice(0, 20));
  return fields;
}

const COLUMN_OF = new Map(Object.entries(COLUMNS).map(([column, field]) => [field, column]));

/** The column that a fault on a field is about: the one that fills it, or the first that fills a part of it. */
export function columnOf(field: string): string {
  const exact = COLUMN_OF.get(field);
  if (exact) return exact;
  const part = [...COLUMN_OF].find(([filled]) => filled.startsWith(`${field}.`));
  return part?.[1] ?? (field.startsWith('metadata.') ? `${METADATA_PREFIX}${field.slice('metadata.'.length)}` : field);
}
