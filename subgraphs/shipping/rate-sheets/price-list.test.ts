import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ValidationError } from '../../../platform/errors/errors.ts';
import { readPriceList } from './price-list.ts';
import { readPublishedPriceList } from './usps-sheet.ts';
import { writePriceList } from './write-price-list.ts';

const HEADER = 'service,price_list,weight_not_over_oz,zone_1_usd,zone_2_usd';

function faultsOf(csv: string): [string | undefined, string][] {
  try {
    readPriceList(csv, { currency: 'USD' });
  } catch (error) {
    assert.ok(error instanceof ValidationError);
    return error.details().map(({ field, message }) => [field, message]);
  }
  return [];
}

test('reads the published file into four tables of 70, 74, 71 and 74 bands', () => {
  const tables = readPriceList(readPublishedPriceList(), { currency: 'USD' });
  assert.deepEqual(
    tables.map((table) => [table.serviceCode, table.priceList, table.weightBands.length, table.zones.length]),
    [
      ['usps_priority_mail', 'retail', 70, 9],
      ['usps_ground_advantage', 'retail', 74, 9],
      ['usps_priority_mail', 'commercial', 71, 9],
      ['usps_ground_advantage', 'commercial', 74, 9],
    ],
  );
  assert.deepEqual(tables[1]!.weightBands[3]!.notOverOunces, '15.999');
});

test('takes a byte order mark, CRLF and no final line break, and keeps amounts as they are printed', () => {
  const [table] = readPriceList(`\uFEFF${HEADER}\r\nmail,retail,16,4.50,5.10`, { currency: 'USD' });
  assert.deepEqual(table, {
    serviceCode: 'mail',
    priceList: 'retail',
    zones: ['1', '2'],
    weightBands: [{ notOverOunces: '16', amountsByZone: { '1': '4.50', '2': '5.10' } }],
  });
});

test('names every faulty row at once', () => {
  const rows = [
    'mail,retail,16,4.50,5.10',
    'mail,retail,8,4.50,5.10',
    'mail,retail,32,4.50',
    'mail,retail,48,4.50,free',
    '',
    'Mail,retail,64,1,1',
    'mail,retail,0,1,1',
    'mail,retail,64,0.00,1',
  ];
  assert.deepEqual(faultsOf([HEADER, ...rows].join('\n')), [
    ['priceList.3', 'Row 3: the bound 8 must be over the one before it (16) of mail retail.'],
    ['priceList.4', 'Row 4: expected 5 cells, found 4.'],
    ['priceList.5', 'Row 5: "free" is not an amount greater than 0 (zone 2).'],
    ['priceList.6', 'Row 6: expected 5 cells, found 1.'],
    ['priceList.7', 'Row 7: "Mail" is not a service code.'],
    ['priceList.8', 'Row 8: "0" is not a weight in ounces greater than 0.'],
    ['priceList.9', 'Row 9: "0.00" is not an amount greater than 0 (zone 1).'],
  ]);
});

for (const header of [
  '',
  'service,price_list,weight_not_over_oz',
  HEADER.replace('usd', 'eur'),
  HEADER.replace('zone_2', 'zone_1'),
  `x${HEADER}`,
]) {
  test(`refuses the header "${header}"`, () => {
    assert.deepEqual(
      faultsOf(`${header}\nmail,retail,16,4.50,5.10`).map(([field]) => field),
      ['priceList.1'],
    );
  });
}

test('refuses a list without rows', () => {
  assert.deepEqual(faultsOf(`${HEADER}\n`), [['priceList', 'The price list has no rows.']]);
});

function codesOf(csv: string, field = 'csv'): [string, string | undefined][] {
  try {
    readPriceList(csv, { currency: 'USD', field });
  } catch (error) {
    assert.ok(error instanceof ValidationError);
    return error.details().map((fault) => [fault.code, fault.field]);
  }
  return [];
}

for (const [what, csv, expected] of [
  ['semicolons', `${HEADER}\nmail,retail,16,4.50,5.10`.replaceAll(',', ';'), [['PRICE_LIST_DELIMITER', 'csv.1']]],
  ['tabs', `${HEADER}\nmail,retail,16,4.50,5.10`.replaceAll(',', '\t'), [['PRICE_LIST_DELIMITER', 'csv.1']]],
  ['a band twice', `${HEADER}\nmail,retail,16,1,1\nmail,retail,16.0,1,1`, [['ROW_BAND_REPEATED', 'csv.3']]],
  [
    'a band twice, in another place',
    `${HEADER}\nmail,retail,8,1,1\nmail,retail,16,1,1\nmail,retail,8,1,1`,
    [['ROW_BAND_REPEATED', 'csv.4']],
  ],
  ['bands out of order', `${HEADER}\nmail,retail,16,1,1\nmail,retail,8,1,1`, [['ROW_BAND_ORDER', 'csv.3']]],
  ['a price that is missing', `${HEADER}\nmail,retail,16,1,`, [['ROW_PRICE_MISSING', 'csv.2']]],
  ['a formula for a price', `${HEADER}\nmail,retail,16,=1+1,1`, [['ROW_AMOUNT', 'csv.2']]],
  ['a quote that is never closed', `${HEADER}\nmail,retail,16,"1,1\nmail,retail,32,1,1`, [['PRICE_LIST_QUOTES', 'csv.3']]],
  ['nothing', '', [['PRICE_LIST_HEADER', 'csv.1']]],
] satisfies [string, string, [string, string][]][]) {
  test(`refuses ${what}, on its row`, () => assert.deepEqual(codesOf(csv), expected));
}

test('where rows say where their band begins, gaps and overlaps are found', () => {
  const header = 'service,price_list,weight_over_oz,weight_not_over_oz,zone_1_usd';
  const rows = (...bands: [string, string][]): string =>
    [header, ...bands.map(([over, to]) => `mail,retail,${over},${to},1`)].join('\n');
  assert.deepEqual(codesOf(rows(['0', '16'], ['16', '32'])), []);
  assert.deepEqual(codesOf(rows(['0', '16'], ['17', '32'])), [['ROW_BAND_GAP', 'csv.3']]);
  assert.deepEqual(codesOf(rows(['0', '16'], ['15', '32'])), [['ROW_BAND_GAP', 'csv.3']]);
  assert.deepEqual(codesOf(rows(['1', '16'])), [['ROW_BAND_GAP', 'csv.2']]);
});

test('takes kilograms and quotes, and keeps a bound in its band', () => {
  const [table] = readPriceList('service,price_list,weight_not_over_kg,zone_1_usd\n"mail","retail","0.5","4.50"', {
    currency: 'USD',
  });
  assert.deepEqual(table!.weightBands, [{ notOverOunces: '17.636980974791', amountsByZone: { '1': '4.50' } }]);
});

test('a list of 100,000 rows is refused at once as too long, and one of 20,000 is read', () => {
  const list = (rows: number): string =>
    [HEADER, ...Array.from({ length: rows }, (_, index) => `mail,l${index % 20},${Math.floor(index / 20) + 1},1.00,2.00`)].join(
      '\n',
    );
  assert.deepEqual(codesOf(list(100_000)), [['PRICE_LIST_TOO_LONG', 'csv']]);
  assert.deepEqual(codesOf(list(20_001)), [['PRICE_LIST_TOO_LONG', 'csv']]);
  const tables = readPriceList(list(20_000), { currency: 'USD' });
  assert.deepEqual([tables.length, tables[0]!.weightBands.length], [20, 1_000]);
});

test('of very many faults the first hundred are told, and how many more there are', () => {
  const faults = faultsOf([HEADER, ...Array.from({ length: 250 }, () => 'mail,retail,x,1,1')].join('\n'));
  assert.equal(faults.length, 101);
  assert.deepEqual(faults.at(-1), ['priceList', '150 more rows are faulty; mend these first.']);
});

test('what is written is read back as it was, whatever the bands', () => {
  const amount = fc.integer({ min: 1, max: 99_999 }).map((cents) => (cents / 100).toFixed(2));
  const bands = fc
    .uniqueArray(fc.integer({ min: 1, max: 10_000 }), { minLength: 1, maxLength: 30 })
    .map((bounds) => bounds.toSorted((left, right) => left - right));
  fc.assert(
    fc.property(bands, fc.array(fc.tuple(amount, amount), { minLength: 30, maxLength: 30 }), (bounds, amounts) => {
      const weightBands = bounds.map((bound, index) => ({
        notOverOunces: String(bound),
        amountsByZone: { '1': amounts[index]![0], '2': amounts[index]![1] },
      }));
      const service = { code: 'mail', priceList: 'retail', zones: ['1', '2'], weightBands };
      const csv = writePriceList({ currency: 'USD', services: [service] } as never, {});
      assert.deepEqual(readPriceList(csv, { currency: 'USD' }), [
        { serviceCode: 'mail', priceList: 'retail', zones: ['1', '2'], weightBands },
      ]);
    }),
  );
});
