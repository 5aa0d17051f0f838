import { ValidationError } from '../../../platform/errors/errors.ts';
import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';
import { decimal } from '../../../platform/money/money.ts';
import type { WeightBand, Zone } from './rate-sheet.ts';

/** The bands of one service at one price list, as a published list prints them. */
export interface PriceListTable {
  serviceCode: string;
  priceList: string;
  zones: Zone[];
  /** In ascending order of their bound. */
  weightBands: WeightBand[];
}

const FIXED_COLUMNS = ['service', 'price_list', 'weight_not_over_oz'];
const CODE_PATTERN = /^[a-z0-9][a-z0-9_]*$/;
const DECIMAL_PATTERN = /^\d{1,14}(\.\d{1,6})?$/;
const POSITIVE_PATTERN = /[1-9]/;

/**
 * Reads a published price list: comma-separated, with the columns service, price_list, weight_not_over_oz and
 * zone_<name>_<currency> for each zone. Tables come in the order of their first row. Throws ValidationError naming every
 * fault with its row (the header is row 1); a byte order mark, CRLF and a final line break are allowed, quoting is not.
 */
export function readPriceList(csv: string, options: { currency: string; field?: string }): PriceListTable[] {
  const field = options.field ?? 'priceList';
  const lines = csv.replace(/^\uFEFF/, '').split(/\r?\n/);
  if (lines[lines.length - 1] === '') lines.pop();
  const zones = readZones(lines[0] ?? '', options.currency, field);
  const faults: ErrorDetail[] = [];
  const tables = new Map<string, PriceListTable>();
  lines.slice(1).forEach((line, index) => {
    const row = index + 2;
    const fault = addRow(tables, line.split(','), zones);
    if (fault !== undefined)
      faults.push({ code: 'PRICE_LIST_INVALID', message: `Row ${row}: ${fault}`, field: `${field}.${row}` });
  });
  if (lines.length < 2) faults.push({ code: 'PRICE_LIST_INVALID', message: 'The price list has no rows.', field });
  if (faults.length > 0) throw new ValidationError(faults);
  return [...tables.values()];
}

function readZones(header: string, currency: string, field: string): Zone[] {
  const columns = header.split(',');
  const pattern = new RegExp(`^zone_([A-Za-z0-9]+)_${currency.toLowerCase()}$`);
  const zones = columns.slice(FIXED_COLUMNS.length).map((column) => pattern.exec(column)?.[1]);
  const isFixedPartRight = FIXED_COLUMNS.every((name, index) => columns[index] === name);
  if (!isFixedPartRight || zones.length === 0 || zones.includes(undefined) || new Set(zones).size !== zones.length) {
    const expected = [...FIXED_COLUMNS, `zone_<name>_${currency.toLowerCase()}`].join(',');
    throw ValidationError.of(
      `${field}.1`,
      `Row 1: the header must be ${expected} with one column for each zone.`,
      'PRICE_LIST_INVALID',
    );
  }
  return zones as Zone[];
}

/** Adds one row to its table; answers what is wrong with it, if anything. */
function addRow(tables: Map<string, PriceListTable>, cells: readonly string[], zones: readonly Zone[]): string | undefined {
  const expected = FIXED_COLUMNS.length + zones.length;
  if (cells.length !== expected) return `expected ${expected} cells, found ${cells.length}.`;
  const [serviceCode, priceList, bound, ...amounts] = cells as [string, string, string, ...string[]];
  if (!CODE_PATTERN.test(serviceCode)) return `"${serviceCode}" is not a service code.`;
  if (!CODE_PATTERN.test(priceList)) return `"${priceList}" is not a price list code.`;
  if (!DECIMAL_PATTERN.test(bound) || !POSITIVE_PATTERN.test(bound))
    return `"${bound}" is not a weight in ounces greater than 0.`;
  const wrong = amounts.findIndex((amount) => !DECIMAL_PATTERN.test(amount) || !POSITIVE_PATTERN.test(amount));
  if (wrong >= 0) return `"${amounts[wrong]}" is not an amount greater than 0 (zone ${zones[wrong]}).`;

  const key = `${serviceCode}/${priceList}`;
  const table = tables.get(key) ?? { serviceCode, priceList, zones: [...zones], weightBands: [] };
  const previous = table.weightBands[table.weightBands.length - 1];
  if (previous && !decimal(bound).isGreaterThan(decimal(previous.notOverOunces))) {
    return `the bound ${bound} must be over the one before it (${previous.notOverOunces}) of ${serviceCode} ${priceList}.`;
  }
  table.weightBands.push({
    notOverOunces: bound,
    amountsByZone: Object.fromEntries(zones.map((zone, index) => [zone, amounts[index]!])),
  });
  tables.set(key, table);
  return undefined;
}
