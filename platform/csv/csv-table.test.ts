import assert from 'node:assert/strict';
import { test } from 'node:test';
import { csvHead, csvLines } from './csv-table.ts';

const columns = [
  { name: 'name', valueOf: (row: { name: string }) => row.name, isFreeText: true },
  { name: 'amount', valueOf: () => '-1.50' },
  { name: 'reverses', valueOf: () => null },
];

test('quotes commas, quotes and line breaks, and leaves nothing for null', () => {
  const rows = ['Fuel, 5 %', 'the "fee"', 'two\r\nlines', 'plain'].map((name) => ({ name }));
  assert.equal(
    csvHead(columns) + csvLines(columns, rows),
    'name,amount,reverses\r\n"Fuel, 5 %",-1.50,\r\n"the ""fee""",-1.50,\r\n"two\r\nlines",-1.50,\r\nplain,-1.50,\r\n',
  );
});

test('defuses text that a spreadsheet would compute, and leaves negative amounts alone', () => {
  const names = ['=1+1', '+1', '-1', '@sum', '\t=1', '=cmd|"x",1', 'a=b'];
  const cells = names.map((name) => csvLines(columns, [{ name }]).split('\r\n')[0]);
  assert.deepEqual(cells, [
    "'=1+1,-1.50,",
    "'+1,-1.50,",
    "'-1,-1.50,",
    "'@sum,-1.50,",
    "'\t=1,-1.50,",
    `"'=cmd|""x"",1",-1.50,`,
    'a=b,-1.50,',
  ]);
});
