import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ValidationError } from '../../../platform/errors/errors.ts';
import { readPriceList } from './price-list.ts';
import { readPublishedPriceList } from './usps-sheet.ts';

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
