import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ValidationError } from '../../../platform/errors/errors.ts';
import type { Parcel } from './measure-parcels.ts';
import { rateParcels, type CarrierRate } from './rate-parcels.ts';
import { uspsRateSheet } from './usps-sheet.ts';

const sheet = uspsRateSheet();
const origin = { postalCode: '10001', country: 'US' };
const destination = { postalCode: '60601', country: 'US' };

function box(length: string, width: string, height: string, unit: 'in' | 'cm' = 'in', ounces = '20'): Parcel {
  return { weight: { value: ounces, unit: 'oz' }, dimensions: { length, width, height, unit } };
}

function rate(parcels: Parcel[], serviceCode = 'usps_ground_advantage', priceList = 'commercial') {
  return rateParcels(sheet, { origin, destination, parcels, priceList, serviceCodes: [serviceCode] });
}

function rated(parcels: Parcel[], serviceCode?: string): CarrierRate {
  const { rates, errors } = rate(parcels, serviceCode);
  assert.deepEqual(errors, []);
  return rates[0]!;
}

function fees(result: CarrierRate): string[] {
  return result.surcharges.map((surcharge) => `${surcharge.code} ${surcharge.amount.toDecimalString()}`);
}

test('answers the four pairs of service and price list of the sheet side by side', () => {
  const { rates, errors } = rateParcels(sheet, { origin, destination, parcels: [{ weight: { value: 1, unit: 'lb' } }] });
  assert.deepEqual(errors, []);
  assert.deepEqual(
    rates.map((each) => [each.serviceCode, each.priceList, each.zone, each.billableOunces]),
    [
      ['usps_priority_mail', 'retail', '5', '16'],
      ['usps_ground_advantage', 'retail', '5', '16'],
      ['usps_priority_mail', 'commercial', '5', '16'],
      ['usps_ground_advantage', 'commercial', '5', '16'],
    ],
  );
  assert.equal(rates[0]!.total.toString(), '13.00 USD');
  assert.deepEqual(rates[0]!.transitDays, { minimum: 2, maximum: 3 });
  assert.deepEqual(rates[0]!.explanation, [
    'Zone 5: 714 miles between the centres of postal areas 100 and 606.',
    'Parcel 1: 16 oz actual, size not given, billed as 16 oz in the band not over 16 oz: 13.00 USD.',
  ]);
});

test('charges dimensional weight over 1,728 cubic inches only: 12 x 12 x 12 by weight, a hair more by size (11 lb)', () => {
  const atBound = rated([box('12', '12', '12')]);
  assert.equal(atBound.parcels[0]!.dimensionalOunces, undefined);
  assert.equal(atBound.billableOunces, '20');
  const over = rated([box('12', '12', '12.000001')]);
  assert.equal(over.parcels[0]!.dimensionalOunces, '176');
  assert.equal(over.parcels[0]!.bandNotOverOunces, '176');
});

test('rounds dimensional weight up to the next pound: 1,826 cubic inches are 11 lb, 1,826.1 are 12 lb', () => {
  assert.equal(rated([box('11', '10', '16.6')]).parcels[0]!.dimensionalOunces, '176');
  assert.equal(rated([box('11', '10', '16.601')]).parcels[0]!.dimensionalOunces, '192');
});

test('charges the actual weight where it is the greater', () => {
  const heavy = rated([box('13', '12', '12', 'in', '320')]);
  assert.equal(heavy.parcels[0]!.dimensionalOunces, '192');
  assert.equal(heavy.billableOunces, '320');
});

test('charges a dimensional weight over 70 lb as 70 lb', () => {
  const huge = rated([box('30', '24', '20')]);
  assert.equal(huge.parcels[0]!.dimensionalOunces, '1120');
  assert.equal(huge.parcels[0]!.bandNotOverOunces, '1120');
});

test('centimetres meet the same bounds: 30.48 cm cubed is one cubic foot and not over it', () => {
  assert.equal(rated([box('30.48', '30.48', '30.48', 'cm')]).parcels[0]!.dimensionalOunces, undefined);
  assert.equal(rated([box('30.48', '30.48', '30.480001', 'cm')]).parcels[0]!.dimensionalOunces, '176');
});

for (const [serviceCode, side22, side30, volume] of [
  ['usps_ground_advantage', '4.00', '8.40', '18.00'],
  ['usps_priority_mail', '4.00', '18.00', '30.00'],
] as const) {
  test(`${serviceCode}: a side over 22 in costs ${side22}, over 30 in ${side30}, over 3,456 cubic inches ${volume}`, () => {
    const feesOf = (...sides: [string, string, string]) => fees(rated([box(...sides)], serviceCode));
    assert.deepEqual(feesOf('22', '1', '1'), []);
    assert.deepEqual(feesOf('1', '22.000001', '1'), [`nonstandard_length_22 ${side22}`]);
    assert.deepEqual(feesOf('1', '1', '30'), [`nonstandard_length_22 ${side22}`]);
    assert.deepEqual(feesOf('30.000001', '1', '1'), [`nonstandard_length_30 ${side30}`]);
    assert.deepEqual(feesOf('16', '16', '13.5'), []);
    assert.deepEqual(feesOf('16', '16', '13.500001'), [`nonstandard_volume ${volume}`]);
    assert.deepEqual(feesOf('31', '12', '12'), [`nonstandard_length_30 ${side30}`, `nonstandard_volume ${volume}`]);
  });
}

test('itemises surcharges into the total: base + 8.40 + 18.00', () => {
  const result = rated([box('31', '12', '12')]);
  assert.equal(result.total.minus(result.base).toDecimalString(), '26.40');
  assert.match(
    result.explanation[1]!,
    /^Parcel 1: 20 oz actual, 432 oz dimensional, billed as 432 oz in the band not over 432 oz: .* \+ 8\.40 USD .* \+ 18\.00 USD/,
  );
});

test('sums parcels: two of them cost what each costs alone', () => {
  const [small, large] = [box('6', '6', '6'), box('31', '12', '12')];
  const both = rated([small, large]);
  assert.ok(both.total.equals(rated([small]).total.plus(rated([large]).total)));
  assert.equal(both.parcels.length, 2);
  assert.equal(both.billableOunces, '452');
});

test('refuses over 70 lb, takes exactly 70 lb, also when weighed in kilograms', () => {
  const at = (value: string, unit: 'lb' | 'kg') => rate([{ weight: { value, unit } }]);
  assert.equal(at('70', 'lb').rates.length, 1);
  assert.equal(at('31.7514659', 'kg').rates.length, 1);
  assert.deepEqual(
    at('31.75146591', 'kg').errors.map((error) => error.code),
    ['OVER_WEIGHT_LIMIT'],
  );
  assert.deepEqual(at('70.01', 'lb').errors, [
    {
      code: 'OVER_WEIGHT_LIMIT',
      message: 'Ground Advantage takes parcels of up to 1120 oz; this one weighs 1120.16 oz.',
      field: 'parcels.0.weight',
      serviceCode: 'usps_ground_advantage',
      priceList: 'commercial',
    },
  ]);
});

test('a parcel of 110 in of length plus girth is refused by Priority Mail and rated by Ground Advantage', () => {
  const { rates, errors } = rateParcels(sheet, { origin, destination, parcels: [box('6', '6', '6'), box('50', '15', '15')] });
  assert.deepEqual(
    rates.map((each) => each.serviceName),
    ['Ground Advantage', 'Ground Advantage'],
  );
  assert.deepEqual(
    errors.map(({ code, serviceCode, priceList, field }) => [code, serviceCode, priceList, field]),
    [
      ['OVER_SIZE_LIMIT', 'usps_priority_mail', 'retail', 'parcels.1.dimensions'],
      ['OVER_SIZE_LIMIT', 'usps_priority_mail', 'commercial', 'parcels.1.dimensions'],
    ],
  );
  assert.equal(errors[0]!.message, 'Priority Mail takes a length plus girth of up to 108 in; this parcel has 110 in.');
});

test('size limits include their bound: 108 in and 130 in are taken', () => {
  assert.equal(rate([box('48', '15', '15')], 'usps_priority_mail').rates.length, 1);
  assert.deepEqual(
    rate([box('48', '15', '15.000001')], 'usps_priority_mail').errors.map((error) => error.code),
    ['OVER_SIZE_LIMIT'],
  );
  assert.equal(rate([box('70', '15', '15')]).rates.length, 1);
  assert.deepEqual(
    rate([box('70', '15', '15.000001')]).errors.map((error) => error.code),
    ['OVER_SIZE_LIMIT'],
  );
});

test("an unknown service, price list or zone is an error beside the other services' rates", () => {
  const parcels: Parcel[] = [{ weight: { value: '8', unit: 'oz' } }];
  const mixed = rateParcels(sheet, {
    origin,
    destination,
    parcels,
    serviceCodes: ['usps_ground_advantage', 'teleport'],
    priceList: 'retail',
  });
  assert.equal(mixed.rates.length, 1);
  assert.deepEqual(
    mixed.errors.map(({ code, field, serviceCode }) => [code, field, serviceCode]),
    [['UNKNOWN_SERVICE', 'serviceCodes.1', 'teleport']],
  );
  const noList = rateParcels(sheet, { origin, destination, parcels, priceList: 'wholesale' });
  assert.deepEqual(
    [noList.rates.length, noList.errors[0]!.code, noList.errors[0]!.field],
    [0, 'UNKNOWN_PRICE_LIST', 'priceList'],
  );
  const abroad = rateParcels(sheet, { origin, destination: { postalCode: 'SW1A 1AA', country: 'GB' }, parcels });
  assert.equal(abroad.rates.length, 0);
  assert.deepEqual(
    abroad.errors.map(({ code, field, message }) => [code, field, message]),
    Array(4).fill(['NO_ZONE', 'destination.country', 'The rate sheet does not reach GB.']),
  );
});

test('a malformed parcel is refused with every fault on its field', () => {
  const faultsOf = (parcels: unknown): [string, string | undefined][] => {
    try {
      rateParcels(sheet, { origin, destination, parcels: parcels as Parcel[] });
    } catch (error) {
      assert.ok(error instanceof ValidationError);
      return error.details().map(({ code, field }) => [code, field]);
    }
    throw new Error('the parcels were taken');
  };
  assert.deepEqual(faultsOf([]), [['PARCELS_EMPTY', 'parcels']]);
  assert.deepEqual(faultsOf([{ weight: { value: '0', unit: 'oz' } }]), [['WEIGHT_NOT_POSITIVE', 'parcels.0.weight']]);
  assert.deepEqual(faultsOf([{ weight: { value: '-1', unit: 'stone' } }]), [
    ['WEIGHT_NOT_POSITIVE', 'parcels.0.weight'],
    ['UNIT_UNKNOWN', 'parcels.0.weight.unit'],
  ]);
  assert.deepEqual(
    faultsOf([
      box('1', '1', '1'),
      { weight: { value: 1.5, unit: 'oz' }, dimensions: { length: '0', width: '1e3', height: '2', unit: 'in' } },
    ]),
    [
      ['MEASURE_INVALID', 'parcels.1.weight'],
      ['DIMENSION_NOT_POSITIVE', 'parcels.1.dimensions.length'],
      ['MEASURE_INVALID', 'parcels.1.dimensions.width'],
    ],
  );
});

test('453.59237 g are 16 oz and not a gram more', () => {
  const at = (value: string) => rated([{ weight: { value, unit: 'g' } }]).parcels[0]!;
  assert.equal(at('453.59237').bandNotOverOunces, '16');
  assert.equal(at('453.592370000001').bandNotOverOunces, '32');
  assert.equal(at('453.592370000001').actualOunces, '16.000001');
});

test('rates one parcel by four services in well under a millisecond', () => {
  const request = { origin, destination, parcels: [box('31', '12', '12')] };
  for (let run = 0; run < 500; run += 1) rateParcels(sheet, request);
  const started = performance.now();
  for (let run = 0; run < 500; run += 1) rateParcels(sheet, request);
  const milliseconds = (performance.now() - started) / 500;
  assert.ok(milliseconds < 1, `${milliseconds} ms`);
});
