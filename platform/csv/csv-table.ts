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

/** The line of names with which a CSV file (RFC 4180) begins. */
export function csvHead<Row>(columns: readonly CsvColumn<Row>[]): string {
  return csv([columns.map(({ name }) => name)]);
}

/** Rows as lines of a CSV file. */
export function csvLines<Row>(columns: readonly CsvColumn<Row>[], rows: readonly Row[]): string {
  return csv(rows.map((row) => columns.map((column) => cell(column, row))));
}

function csv(rows: readonly (string | number | null)[][]): string {
  return stringify([...rows], { record_delimiter: '\r\n', quoted_match: /[\r\n]/ });
}

function cell<Row>({ valueOf, isFreeText = false }: CsvColumn<Row>, row: Row): string | number | null {
  const value = valueOf(row);
  return isFreeText && typeof value === 'string' && FORMULA_START.test(value) ? `'${value}` : value;
}
