import { stringify } from 'csv-stringify/sync';

/** A column of a CSV file: what it is called, and what stands in it. Text that people wrote is told from what we wrote ourselves. */
export interface CsvColumn<Row> {
  name: string;
  valueOf: (row: Row) => string | number | null;
  /** Whether people chose the text: then nothing in it is left to a spreadsheet to compute. */
  isFreeText?: boolean;
}

// What spreadsheets take for the beginning of a formula (OWASP, "CSV Injection"). Not done by csv-stringify, which would spoil negative amounts.
const FORMULA_START = /^[=+\-@\t\r]/;

/** Rows as a CSV file (RFC 4180) with a line of names in front. */
export function csvTable<Row>(columns: readonly CsvColumn<Row>[], rows: readonly Row[]): string {
  const cells = rows.map((row) => columns.map((column) => cell(column, row)));
  return stringify([columns.map(({ name }) => name), ...cells], { record_delimiter: '\r\n', quoted_match: /[\r\n]/ });
}

function cell<Row>({ valueOf, isFreeText = false }: CsvColumn<Row>, row: Row): string | number | null {
  const value = valueOf(row);
  return isFreeText && typeof value === 'string' && FORMULA_START.test(value) ? `'${value}` : value;
}
