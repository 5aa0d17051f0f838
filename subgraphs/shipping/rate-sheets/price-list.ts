import { CsvError } from 'csv-parse';
import { parse } from 'csv-parse/sync';
import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';
import { ValidationError } from '../../../platform/errors/errors.ts';
import { readColumns } from './price-list-columns.ts';
import { PriceListTables, type PriceListTable } from './price-list-table.ts';

/** How many rows a price list may have: more than any that is published, and no more than can be read between two requests. */
const MOST_ROWS = 20_000;
const LONGEST_CHARACTERS = 4_000_000;
const MOST_FAULTS = 100;

/**
 * Reads a published price list: CSV (RFC 4180) with the columns that `readColumns` tells of. Tables come in the order of their
 * first row. Throws ValidationError naming every fault, the first hundred of them, with its row (the header is row 1); a byte
 * order mark, CRLF and a final line break are allowed.
 */
export function readPriceList(csv: string, options: { currency: string; field?: string }): PriceListTable[] {
  const field = options.field ?? 'priceList';
  const [header = [], ...rows] = readRows(csv, field);
  const tables = new PriceListTables(readColumns(header, { currency: options.currency, field }));
  if (rows.length === 0) throw ValidationError.of(field, 'The price list has no rows.', 'PRICE_LIST_EMPTY');
  if (rows.length > MOST_ROWS) throw tooLong(field);
  const faults: ErrorDetail[] = [];
  rows.forEach((cells, index) => {
    const row = index + 2;
    const fault = tables.add(cells);
    if (fault) faults.push({ code: fault.code, message: `Row ${row}: ${fault.message}`, field: `${field}.${row}` });
  });
  if (faults.length > 0) throw new ValidationError(firstOf(faults, field));
  return tables.all;
}

function readRows(csv: string, field: string): string[][] {
  if (csv.length > LONGEST_CHARACTERS) throw tooLong(field);
  try {
    // One row more than allowed (and the header) is enough to know that there are too many.
    return parse(csv, { bom: true, relax_column_count: true, record_delimiter: ['\r\n', '\n'], to: MOST_ROWS + 2 });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const row = Number(error['lines'] ?? 1);
    throw ValidationError.of(
      `${field}.${row}`,
      `Row ${row}: a quote is opened or closed in the wrong place.`,
      'PRICE_LIST_QUOTES',
    );
  }
}

function tooLong(field: string): ValidationError {
  return ValidationError.of(
    field,
    `A price list has at most ${MOST_ROWS} rows and ${LONGEST_CHARACTERS} characters; import it in parts.`,
    'PRICE_LIST_TOO_LONG',
  );
}

function firstOf(faults: readonly ErrorDetail[], field: string): ErrorDetail[] {
  const more = faults.length - MOST_FAULTS;
  if (more <= 0) return [...faults];
  return [
    ...faults.slice(0, MOST_FAULTS),
    { code: 'PRICE_LIST_MORE_FAULTS', message: `${more} more rows are faulty; mend these first.`, field },
  ];
}
