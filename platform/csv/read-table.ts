import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import { ValidationError } from '../errors/errors.ts';

const SEPARATORS = [',', ';', '\t'];
/** A header is looked at whole before anything else is. */
const LONGEST_HEADER = 65_536;

/** A table as it was read: the header and the rows below, as text. */
export interface ReadTable {
  columns: string[];
  rows: string[][];
}

/** How much a table may be. */
export interface TableLimits {
  rows: number;
  bytes: number;
}

/**
 * Reads a table from a stream of bytes. Throws ValidationError on `file`: FILE_EMPTY, FILE_TOO_LARGE, TOO_MANY_ROWS (at the first one too many,
 * without reading on), ENCODING_UNKNOWN, SEPARATOR_UNKNOWN, CSV_MALFORMED.
 */
export async function readTable(source: AsyncIterable<Uint8Array>, limits: TableLimits): Promise<ReadTable> {
  const text = decoded(source, limits.bytes);
  const head = await readHead(text);
  const parser = parse({ delimiter: separatorOf(head), relax_column_count: true, record_delimiter: ['\r\n', '\n', '\r'] });
  // What fails before the parser destroys it, so that the loop below hears of it.
  pipeline(Readable.from(joined(head, text)), parser).catch(() => {});
  const records: string[][] = [];
  try {
    for await (const record of parser as AsyncIterable<string[]>) {
      if (records.length > limits.rows) throw refusal('TOO_MANY_ROWS', `A table has at most ${limits.rows} rows; send several.`);
      records.push(record);
    }
  } catch (error) {
    throw error instanceof CsvError ? malformed(error) : error;
  }
  const [columns, ...rows] = records;
  return { columns: columns!, rows };
}

async function* joined(head: string, text: AsyncIterable<string>): AsyncGenerator<string, void, undefined> {
  yield head;
  yield* text;
}

async function* decoded(source: AsyncIterable<Uint8Array>, mostBytes: number): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let bytes = 0;
  try {
    for await (const chunk of source) {
      bytes += chunk.byteLength;
      if (bytes > mostBytes) throw refusal('FILE_TOO_LARGE', `A table has at most ${mostBytes} bytes; send several.`);
      yield decoder.decode(chunk, { stream: true });
    }
    yield decoder.decode();
  } catch (error) {
    // What is no UTF-8: UTF-16, say, or the code page of a spreadsheet.
    if (error instanceof TypeError) throw refusal('ENCODING_UNKNOWN', 'The table is not in UTF-8; save it as "CSV UTF-8".');
    throw error;
  }
}

/** The text up to the first line break and a bit more. */
async function readHead(text: AsyncGenerator<string, void, undefined>): Promise<string> {
  let head = '';
  while (!/[\r\n]/.test(head) && head.length < LONGEST_HEADER) {
    const { value, done } = await text.next();
    if (done) break;
    head += value;
  }
  if (head.trim() === '') throw refusal('FILE_EMPTY', 'The table is empty: it begins with the names of its columns.');
  return head;
}

/** The separator that the header has most often outside of quotes. */
function separatorOf(head: string): string {
  const [line] = head.replaceAll(/"[^"]*"/g, '').split(/[\r\n]/, 1);
  const counts = SEPARATORS.map((separator) => line!.split(separator).length - 1);
  const most = Math.max(...counts);
  if (most === 0)
    throw refusal(
      'SEPARATOR_UNKNOWN',
      'The names of the columns are separated by commas, semicolons or tabs; none of these was found.',
    );
  return SEPARATORS[counts.indexOf(most)]!;
}

function malformed(error: CsvError): ValidationError {
  const line = Number(error['lines'] ?? 1);
  return refusal('CSV_MALFORMED', `Line ${line}: a quote is opened or closed in the wrong place.`);
}

function refusal(code: string, message: string): ValidationError {
  return ValidationError.of('file', message, code);
}
