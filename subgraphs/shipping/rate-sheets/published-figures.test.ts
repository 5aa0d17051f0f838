import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BigNumber } from 'bignumber.js';
import fc from 'fast-check';
import { rateParcels } from './rate-parcels.ts';
import { readPublishedPriceList, uspsRateSheet } from './usps-sheet.ts';

const sheet = uspsRateSheet();

/** A destination in each zone of a parcel from New York (100), as the published distances have it. */
const DESTINATION_BY_ZONE: Readonly<Record<string, string>> = {
  '1': '10036',
  '2': '19103',
  '3': '02108',
  '4': '43215',
  '5': '60601',
  '6': '33130',
  '7': '80202',
  '8': '90012',
  '9': '96910',
};
const origin = { postalCode: '10001', country: 'US' };

/** The rows straight from the file: split by commas here, so that the reader under test has no say in what is expected. */
const rows = readPublishedPriceList()
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split(','));

function totalFor(ounces: string, zone: string, row: readonly string[]) {
  const { rates, errors } = rateParcels(sheet, {
    origin,
    destination: { postalCode: DESTINATION_BY_ZONE[zone]!, country: 'US' },
    parcels: [{ weight: { value: ounces, unit: 'oz' } }],
    priceList: row[1]!,
    serviceCodes: [row[0]!],
  });
  assert.deepEqual(errors, []);
  assert.equal(rates.length, 1);
  assert.equal(rates[0]!.zone, zone);
  return rates[0]!;
}

test("charges the published figure for all 289 rows in all 9 zones, at the band's upper bound and just above the bound before", () => {
  let checked = 0;
  rows.forEach((row, index) => {
    const before = rows[index - 1];
    const isFirst = !before || before[0] !== row[0] || before[1] !== row[1];
    const justAbove = new BigNumber(isFirst ? '0' : before[2]!).plus('0.000001').toFixed();
    for (let zone = 1; zone <= 9; zone += 1) {
      for (const ounces of [row[2]!, justAbove]) {
        const rate = totalFor(ounces, String(zone), row);
        assert.equal(rate.total.toDecimalString(), row[2 + zone], `${row[0]} ${row[1]} ${ounces} oz zone ${zone}`);
        assert.equal(rate.parcels[0]!.bandNotOverOunces, row[2]);
        checked += 1;
      }
    }
  });
  assert.equal(checked, 289 * 9 * 2);
});

test('a heavier parcel never costs less in the same zone', () => {
  const tables = new Map<string, string[][]>();
  for (const row of rows) tables.set(`${row[0]}/${row[1]}`, [...(tables.get(`${row[0]}/${row[1]}`) ?? []), row]);
  for (const table of tables.values()) {
    for (let column = 3; column < 12; column += 1) {
      table
        .slice(1)
        .forEach((row, index) => assert.ok(new BigNumber(row[column]!).isGreaterThanOrEqualTo(table[index]![column]!)));
    }
  }
  const millionthOunces = fc.integer({ min: 1, max: 1_120_000_000 });
  fc.assert(
    fc.property(
      millionthOunces,
      millionthOunces,
      fc.integer({ min: 1, max: 9 }),
      fc.constantFrom(...tables.values()),
      (a, b, zone, table) => {
        const [light, heavy] = [Math.min(a, b), Math.max(a, b)].map((value) => new BigNumber(value).shiftedBy(-6).toFixed());
        const [cheap, dear] = [totalFor(light!, String(zone), table[0]!), totalFor(heavy!, String(zone), table[0]!)];
        assert.ok(cheap.total.compare(dear.total) <= 0);
      },
    ),
    { numRuns: 500 },
  );
});

test('the billable weight is never under the actual one, and the total is base plus surcharges', () => {
  const side = fc.integer({ min: 1, max: 3600 }).map((hundredths) => new BigNumber(hundredths).shiftedBy(-2).toFixed());
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1_120_000 }),
      side,
      side,
      side,
      fc.constantFrom('in' as const, 'cm' as const),
      (weight, length, width, height, unit) => {
        const { rates, errors } = rateParcels(sheet, {
          origin,
          destination: { postalCode: '60601', country: 'US' },
          parcels: [
            {
              weight: { value: new BigNumber(weight).shiftedBy(-3).toFixed(), unit: 'oz' },
              dimensions: { length, width, height, unit },
            },
          ],
        });
        assert.equal(rates.length + new Set(errors.map((error) => `${error.serviceCode}/${error.priceList}`)).size, 4);
        for (const rate of rates) {
          const [parcel] = rate.parcels;
          assert.ok(new BigNumber(parcel!.billableOunces).isGreaterThanOrEqualTo(parcel!.actualOunces));
          assert.ok(new BigNumber(parcel!.bandNotOverOunces).isGreaterThanOrEqualTo(parcel!.billableOunces));
          assert.ok(rate.surcharges.reduce((sum, surcharge) => sum.plus(surcharge.amount), rate.base).equals(rate.total));
        }
      },
    ),
    { numRuns: 500 },
  );
});
