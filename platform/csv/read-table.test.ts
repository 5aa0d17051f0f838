import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ValidationError } from '../errors/errors.ts';
import { readTable } from './read-table.ts';

const LIMITS = { rows: 3, bytes: 1_000 };

/** The bytes of a text in pieces of a length that cuts characters apart. */
async function* pieces(content: string | Uint8Array, length = 5): AsyncGenerator<Uint8Array> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  for (let start = 0; start < bytes.length; start += length) yield bytes.slice(start, start + length);
}

const codeOf = (content: string | Uint8Array, limits = LIMITS): Promise<string> =>
  readTable(pieces(content), limits).then(
    () => 'read',
    (error: ValidationError) => `${error.field} ${error.code}`,
  );

test('commas, semicolons and tabs are told apart by the header, with or without a byte order mark and carriage returns', async () => {
  const expected = { columns: ['name', 'city'], rows: [['Zoë, "Z"', 'Kö;ln']] };
  assert.deepEqual(await readTable(pieces('name,city\n"Zoë, ""Z""",Kö;ln\n'), LIMITS), expected);
  assert.deepEqual(await readTable(pieces('\uFEFFname;city\r\n"Zoë, ""Z""";"Kö;ln"'), LIMITS), expected);
  assert.deepEqual(await readTable(pieces('name\tcity\r"Zoë, ""Z"""\tKö;ln\r'), LIMITS), expected);
  const quoted = await readTable(pieces('"first,name";city\nx;y'), LIMITS);
  assert.deepEqual(quoted.columns, ['first,name', 'city'], 'what is quoted separates nothing');
});

test('what is no table is refused by what is wrong with it', async () => {
  assert.equal(await codeOf(''), 'file FILE_EMPTY');
  assert.equal(await codeOf(' \n'), 'file FILE_EMPTY');
  assert.equal(await codeOf('name|city\nx|y'), 'file SEPARATOR_UNKNOWN');
  assert.equal(await codeOf('name,city\n"x,y\n'), 'file CSV_MALFORMED');
  assert.equal(await codeOf(Buffer.from('\uFEFFname,city\nx,y', 'utf16le')), 'file ENCODING_UNKNOWN');
  assert.equal(await codeOf(Buffer.from('name,city\nZo\xEB,K\xF6ln', 'latin1')), 'file ENCODING_UNKNOWN');
});

test('a table of as many rows and bytes as are allowed is read, and not one more', async () => {
  assert.equal(await codeOf('a,b\n1,2\n3,4\n5,6\n'), 'read');
  assert.equal(await codeOf('a,b\n1,2\n3,4\n5,6\n7,8\n'), 'file TOO_MANY_ROWS');
  const exact = `a,b\n${'x'.repeat(994)},y`;
  assert.equal(await codeOf(exact), 'read');
  assert.equal(await codeOf(`${exact}z`), 'file FILE_TOO_LARGE');
});

test('a source is not read on once there is a row too many', async () => {
  let taken = 0;
  const endless = async function* (): AsyncGenerator<Uint8Array> {
    yield new TextEncoder().encode('a,b\n');
    for (;;) {
      taken += 1;
      yield new TextEncoder().encode('1,2\n'.repeat(1_000));
    }
  };
  await assert.rejects(readTable(endless(), { rows: 10, bytes: 10_000_000 }), { code: 'TOO_MANY_ROWS' });
  assert.ok(taken < 100, `${taken} pieces`);
});
