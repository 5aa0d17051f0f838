import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ValidationError } from '../../../platform/errors/errors.ts';
import { parseRateSheet } from './parse-rate-sheet.ts';
import type { RateSheet } from './rate-sheet.ts';
import { uspsRateSheet } from './usps-sheet.ts';

function small(): RateSheet {
  return {
    code: 'home_courier',
    name: 'Home courier',
    currency: 'EUR',
    originCountry: 'DE',
    zoning: { by: 'lists', listedZones: [{ zone: 'de', name: 'Germany', destination: { countries: ['DE'] } }] },
    services: [
      {
        code: 'parcel',
        name: 'Parcel',
        carrierName: 'Courier',
        priceList: 'list',
        zones: ['de'],
        transitDays: { standard: { minimum: 1, maximum: 2 } },
        maxWeightOunces: '100',
        limits: {},
        weightBands: [
          { notOverOunces: '15.999', amountsByZone: { de: '4.50' } },
          { notOverOunces: '100', amountsByZone: { de: '9.00' } },
        ],
        surcharges: [],
      },
    ],
  };
}

function faultsOf(change: (sheet: RateSheet) => void): string[] {
  const sheet = small();
  change(sheet);
  try {
    parseRateSheet(sheet);
  } catch (error) {
    assert.ok(error instanceof ValidationError);
    for (const fault of error.details()) assert.equal(fault.code, 'RATE_SHEET_INVALID');
    return error.details().map(({ message }) => message);
  }
  return [];
}

test('a sheet survives being stored as JSON', () => {
  for (const sheet of [small(), uspsRateSheet()]) assert.deepEqual(parseRateSheet(JSON.parse(JSON.stringify(sheet))), sheet);
});

const service = (sheet: RateSheet) => sheet.services[0]!;
for (const [what, change, expected] of [
  [
    'bands that do not ascend',
    (s) => (service(s).weightBands[0]!.notOverOunces = '100'),
    'rateSheet.services.0.weightBands.1.notOverOunces: must be over the band before it (100)',
  ],
  [
    'a zone without a price',
    (s) => (service(s).weightBands[0]!.amountsByZone = {}),
    'rateSheet.services.0.weightBands.0.amountsByZone: lacks zone de',
  ],
  [
    'a price for a zone that is not served',
    (s) => (service(s).weightBands[0]!.amountsByZone['fr'] = '1'),
    'rateSheet.services.0.weightBands.0.amountsByZone: has unknown zone fr',
  ],
  [
    'a zone that no place lies in',
    (s) => {
      service(s).zones.push('fr');
      for (const band of service(s).weightBands) band.amountsByZone['fr'] = '1';
    },
    'rateSheet.zoning: has no place in zone fr, which services price',
  ],
  [
    'a weight limit over the last band',
    (s) => (service(s).maxWeightOunces = '100.5'),
    'rateSheet.services.0.maxWeightOunces: is over the last band (100), which leaves weights without a price',
  ],
  [
    'an amount that is no decimal',
    (s) => (service(s).weightBands[0]!.amountsByZone['de'] = '4,50'),
    'rateSheet.services.0.weightBands.0.amountsByZone.de: must be a decimal such as "12.50"',
  ],
  [
    'an amount finer than a cent',
    (s) => (service(s).weightBands[0]!.amountsByZone['de'] = '4.505'),
    'rateSheet.services.0: has an amount (4.505) finer than EUR can be paid',
  ],
  ['one service twice', (s) => s.services.push(service(small())), 'rateSheet.services.1.code: repeats parcel at list'],
  ['an unknown currency', (s) => (s.currency = 'EURO'), 'rateSheet.currency: must be an ISO 4217 code'],
  ['an unknown property', (s) => Object.assign(s, { colour: 'red' }), 'rateSheet: Unrecognized key: "colour"'],
  [
    'distances that leave a gap',
    (s) =>
      (s.zoning = {
        by: 'distance',
        countries: ['DE'],
        sameAreaZone: 'de',
        bands: [{ zone: 'de', notOverMiles: 100 }],
        remoteAreas: [],
      }),
    'rateSheet.zoning.bands.0.notOverMiles: must be absent on the last band, so that no distance is left out',
  ],
  [
    'a list of no places',
    (s) => (s.zoning = { by: 'lists', listedZones: [{ zone: 'de', name: 'none', destination: {} }] }),
    'rateSheet.zoning.listedZones.0.destination: must name at least one place',
  ],
] satisfies [string, (sheet: RateSheet) => unknown, string][]) {
  test(`refuses ${what}`, () => assert.deepEqual(faultsOf(change), [expected]));
}
