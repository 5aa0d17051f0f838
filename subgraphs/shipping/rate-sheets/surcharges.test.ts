import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BigNumber } from 'bignumber.js';
import fc from 'fast-check';
import { boundInOunces } from './measure-parcels.ts';
import { parseRateSheet } from './parse-rate-sheet.ts';
import { rateParcels, type CarrierRate, type RateRequest } from './rate-parcels.ts';
import type { RateSheet, RateSheetService } from './rate-sheet.ts';

function sheetWith(service: Partial<RateSheetService>): RateSheet {
  return parseRateSheet({
    code: 'courier',
    name: 'Courier',
    currency: 'USD',
    originCountry: 'US',
    zoning: { by: 'lists', listedZones: [{ zone: 'us', name: 'Everywhere', destination: { countries: ['US'] } }] },
    services: [
      {
        code: 'parcel',
        name: 'Parcel',
        carrierName: 'Courier',
        priceList: 'list',
        zones: ['us'],
        transitDays: { standard: { minimum: 1, maximum: 2 } },
        maxWeightOunces: '1600',
        limits: {},
        weightBands: [{ notOverOunces: '1600', amountsByZone: { us: '10.00' } }],
        surcharges: [],
        ...service,
      },
    ],
  });
}

function rate(sheet: RateSheet, request: Partial<RateRequest> = {}): ReturnType<typeof rateParcels> {
  return rateParcels(sheet, {
    origin: { postalCode: '10001', country: 'US' },
    destination: { postalCode: '60601', city: 'Chicago', state: 'IL', country: 'US' },
    parcels: [{ weight: { value: '32', unit: 'oz' } }],
    ...request,
  });
}

function rated(sheet: RateSheet, request: Partial<RateRequest> = {}): CarrierRate {
  const { rates, errors } = rate(sheet, request);
  assert.deepEqual(errors, []);
  return rates[0]!;
}

const fees = (result: CarrierRate): string[] =>
  result.surcharges.map(({ code, amount }) => `${code} ${amount.toDecimalString()}`);
const sized = (length: string, width: string, height: string, unit: 'in' | 'cm' = 'in'): RateRequest['parcels'] => [
  { weight: { value: '32', unit: 'oz' }, dimensions: { length, width, height, unit } },
];

test('fuel of 15.5 % is taken of the declared base: of the band, or of the running total with what stands before it', () => {
  const residential = { code: 'residential', name: 'Residential', amount: '4.35', condition: { on: 'residential' } } as const;
  const fuel = (of: 'base' | 'running_total'): RateSheetService['surcharges'][number] => ({
    code: 'fuel',
    name: 'Fuel',
    percentage: { rate: '0.155', of },
    condition: { on: 'always' },
  });
  const home = { isResidential: true };
  assert.deepEqual(fees(rated(sheetWith({ surcharges: [residential, fuel('base')] }), home)), ['residential 4.35', 'fuel 1.55']);
  const running = rated(sheetWith({ surcharges: [residential, fuel('running_total')] }), home);
  // 15.5 % of 14.35 is 2.22425.
  assert.deepEqual(fees(running), ['residential 4.35', 'fuel 2.22']);
  assert.equal(running.total.toDecimalString(), '16.57');
  assert.match(running.explanation[1]!, /\+ 2\.22 USD \(Fuel, 15\.5 % of 14\.35 USD\)/);
  assert.deepEqual(fees(rated(sheetWith({ surcharges: [fuel('running_total'), residential] }), home)), [
    'fuel 1.55',
    'residential 4.35',
  ]);
  assert.deepEqual(fees(rated(sheetWith({ surcharges: [residential, fuel('running_total')] }))), ['fuel 1.55']);
});

test('a percentage is rounded half up, a parcel at a time', () => {
  const sheet = sheetWith({
    surcharges: [{ code: 'fuel', name: 'Fuel', percentage: { rate: '0.0005', of: 'base' }, condition: { on: 'always' } }],
  });
  const parcel = { weight: { value: '1', unit: 'oz' } } as const;
  assert.deepEqual(fees(rated(sheet, { parcels: [parcel] })), ['fuel 0.01']);
  assert.deepEqual(fees(rated(sheet, { parcels: [parcel, parcel, parcel] })), ['fuel 0.03']);
});

test('oversize, weight and place: each at its bound is free and just over it is due', () => {
  const sheet = sheetWith({
    surcharges: [
      {
        code: 'girth',
        name: 'Large',
        amount: '9.00',
        condition: { on: 'length_plus_girth', overInches: '40', notOverInches: '60' },
      },
      { code: 'heavy', name: 'Heavy', amount: '7.00', condition: { on: 'weight', overOunces: '32' } },
      {
        code: 'remote',
        name: 'Remote',
        amount: '5.00',
        condition: { on: 'destination', places: { postalCodes: [{ country: 'US', from: '995', to: '999' }] } },
      },
    ],
  });
  assert.deepEqual(fees(rated(sheet, { parcels: sized('20', '5', '5') })), []);
  assert.deepEqual(fees(rated(sheet, { parcels: sized('20.000001', '5', '5') })), ['girth 9.00']);
  assert.deepEqual(fees(rated(sheet, { parcels: sized('40', '5', '5') })), ['girth 9.00']);
  assert.deepEqual(fees(rated(sheet, { parcels: sized('40.000001', '5', '5') })), []);
  assert.deepEqual(fees(rated(sheet, { parcels: [{ weight: { value: '32.000001', unit: 'oz' } }] })), ['heavy 7.00']);
  assert.deepEqual(fees(rated(sheet, { destination: { postalCode: '99501', country: 'US' } })), ['remote 5.00']);
});

test('an option is offered where the sheet has a surcharge for it, and else the service is not', () => {
  const sheet = sheetWith({
    surcharges: [{ code: 'signature', name: 'Signature', amount: '3.10', condition: { on: 'option', option: 'signature' } }],
  });
  assert.deepEqual(fees(rated(sheet)), []);
  assert.deepEqual(fees(rated(sheet, { options: ['signature'] })), ['signature 3.10']);
  const { rates, errors } = rate(sheet, { options: ['signature', 'saturday'] });
  assert.deepEqual(rates, []);
  assert.deepEqual(
    errors.map(({ code, message }) => [code, message]),
    [['OPTION_UNSUPPORTED', 'Parcel does not offer saturday.']],
  );
});

test('girth is limited by itself', () => {
  const sheet = sheetWith({ limits: { maxGirthInches: '20' } });
  assert.equal(rated(sheet, { parcels: sized('50', '5', '5') }).total.toDecimalString(), '10.00');
  const { errors } = rate(sheet, { parcels: sized('50', '5', '5.01') });
  assert.deepEqual(
    errors.map(({ code, message }) => [code, message]),
    [['OVER_SIZE_LIMIT', 'Parcel takes a girth of up to 20 in; this parcel has 20.02 in.']],
  );
});

test('a metric list: 5,000 cm³ to the kilogram, to the next half kilogram, exact at the step whatever the unit', () => {
  const kilograms = (value: string): string => boundInOunces(value, 'kg');
  const sheet = sheetWith({
    maxWeightOunces: kilograms('30'),
    dimensional: { divisorCubicCentimetresPerKilogram: '5000', roundedUpToGrams: '500', appliesOverCubicInches: '0' },
    weightBands: ['0.5', '1', '11.5', '12', '12.5', '30'].map((bound, index) => ({
      notOverOunces: kilograms(bound),
      amountsByZone: { us: `${index + 1}.00` },
    })),
  });
  const light = { weight: { value: '0.4', unit: 'kg' } } as const;
  const priceOf = (length: string, width: string, height: string): string =>
    rated(sheet, { parcels: [{ ...light, dimensions: { length, width, height, unit: 'cm' } }] }).total.toDecimalString();
  assert.equal(rated(sheet, { parcels: [{ weight: { value: '0.5', unit: 'kg' } }] }).total.toDecimalString(), '1.00');
  assert.equal(rated(sheet, { parcels: [{ weight: { value: '500', unit: 'g' } }] }).total.toDecimalString(), '1.00');
  assert.equal(rated(sheet, { parcels: [{ weight: { value: '0.500000001', unit: 'kg' } }] }).total.toDecimalString(), '2.00');
  // 50 × 40 × 30 cm are 60,000 cm³: 12 kg.
  assert.equal(priceOf('50', '40', '30'), '4.00');
  assert.equal(priceOf('50', '40', '30.000001'), '5.00');
});

test('whatever the bands, a parcel at a bound is in its band and one just over it in the next, in every unit', () => {
  const bands = fc
    .uniqueArray(fc.integer({ min: 1, max: 200_000 }), { minLength: 2, maxLength: 40 })
    .map((grams) => grams.toSorted((a, b) => a - b));
  fc.assert(
    fc.property(bands, fc.nat(), fc.constantFrom('g' as const, 'kg' as const), (grams, pick, unit) => {
      const index = pick % (grams.length - 1);
      const sheet = sheetWith({
        maxWeightOunces: boundInOunces(String(grams.at(-1)), 'g'),
        weightBands: grams.map((bound, position) => ({
          notOverOunces: boundInOunces(String(bound), 'g'),
          amountsByZone: { us: `${position}.50` },
        })),
      });
      const price = (value: BigNumber): string => {
        const inUnit = unit === 'kg' ? value.shiftedBy(-3) : value;
        return rated(sheet, { parcels: [{ weight: { value: inUnit.toFixed(), unit } }] }).total.toDecimalString();
      };
      assert.equal(price(new BigNumber(grams[index]!)), `${index}.50`);
      assert.equal(price(new BigNumber(grams[index]!).plus('0.00001')), `${index + 1}.50`);
    }),
    { numRuns: 200 },
  );
});

test('zones by distance between areas of any country: a list of centres by the first characters of the postal code', () => {
  const weightBands = [{ notOverOunces: '1600', amountsByZone: { near: '5.00', far: '8.00' } }];
  const sheet = parseRateSheet({
    ...sheetWith({}),
    originCountry: 'DE',
    services: [{ ...sheetWith({}).services[0]!, zones: ['near', 'far'], weightBands }],
    zoning: {
      by: 'distance',
      countries: ['DE'],
      sameAreaZone: 'near',
      bands: [{ zone: 'near', notOverMiles: 200 }, { zone: 'far' }],
      remoteAreas: [],
      areas: { prefixLength: 2, centres: { '10': [52.52, 13.4], '20': [53.55, 10.0], '80': [48.14, 11.58] } },
    },
  });
  const zone = (postalCode: string): ReturnType<typeof rateParcels> =>
    rate(sheet, { origin: { postalCode: '10115', country: 'DE' }, destination: { postalCode, country: 'DE' } });
  assert.deepEqual(
    [zone('10999'), zone('20095'), zone('80331')].map(({ rates }) => [
      rates[0]!.zone,
      rates[0]!.zoneMatch.matchedBy,
      rates[0]!.zoneMatch.miles,
    ]),
    [
      ['near', 'same_area', undefined],
      ['near', 'distance', 158],
      ['far', 'distance', 313],
    ],
  );
  assert.deepEqual(
    zone('99084').errors.map(({ code, field, message }) => [code, field, message]),
    [['NO_ZONE', 'destination.postalCode', '99084 is not a postal code in use.']],
  );
});
