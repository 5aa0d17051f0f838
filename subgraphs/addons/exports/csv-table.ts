/** A column of a CSV file: what it is called, and what stands in it. Text that people wrote is told from what we wrote ourselves. */
export interface CsvColumn<Row> {
  name: string;
  valueOf: (row: Row) => string | number | null;
  /** Whether people chose the text: then nothing in it is left to a spreadsheet to compute. */
  isFreeText?: boolean;
}

// What spreadsheets take for the beginning of a formula (OWASP, "CSV Injection").
const FORMULA_START = /^[=+\-@\t\r]/;
const NEEDS_QUOTES = /[",\r\n]/;

/** Rows as a CSV file (RFC 4180) with a line of names in front. */
export function csvTable<Row>(columns: readonly CsvColumn<Row>[], rows: readonly Row[]): string {
  const lines = rows.map((row) => columns.map((column) => cell(column, row)).join(','));
  return [columns.map(({ name }) => name).join(','), ...lines, ''].join('\r\n');
}

function cell<Row>({ valueOf, isFreeText = false }: CsvColumn<Row>, row: Row): string {
  const text = String(valueOf(row) ?? '');
  const harmless = isFreeText && FORMULA_START.test(text) ? `'${text}` : text;
  return NEEDS_QUOTES.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
