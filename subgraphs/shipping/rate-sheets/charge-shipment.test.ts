import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BigNumber } from 'bignumber.js';
import fc from 'fast-check';
import { Money } from '../../../platform/money/money.ts';
import { sharesOf } from './charge-shipment.ts';
import type { Parcel } from './measure-parcels.ts';
import { parseRateSheet } from './parse-rate-sheet.ts';
import { rateParcels, type CarrierRate, type RateRequest } from './rate-parcels.ts';
import type { RateSheetService, Surcharge } from './rate-sheet.ts';
import { readPublishedPriceList, uspsRateSheet } from './usps-sheet.ts';

const origin = { postalCode: '10118', country: 'US' };
const destination = { postalCode: '90012', city: 'Los Angeles', state: 'CA', country: 'US' };
const pounds = (value: string): Parcel => ({ weight: { value, unit: 'lb' } });

/** Parcels of whole pounds at 10.00 a parcel and 1.00 a pound, up to ten. */
function courier(service: Partial<RateSheetService>, request: Partial<RateRequest> = {}): ReturnType<typeof rateParcels> {
  const sheet = parseRateSheet({
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
        maxWeightOunces: '160',
        limits: {},
        weightBands: Array.from({ length: 10 }, (_, index) => ({
          notOverOunces: String(16 * (index + 1)),
          amountsByZone: { us: `${11 + index}.00` },
        })),
        surcharges: [],
        ...service,
      },
    ],
  });
  return rateParcels(sheet, { origin, destination, parcels: [pounds('1'), pounds('2'), pounds('3')], ...request });
}

function rated(surcharges: Surcharge[], request: Partial<RateRequest> = {}): CarrierRate {
  const { rates, errors } = courier({ surcharges }, request);
  assert.deepEqual(errors, []);
  return rates[0]!;
}

const figures = (amounts: readonly Money[]): string[] => amounts.map((amount) => amount.toDecimalString());

test('a hundred parcels cost the sum of their published figures, and each parcel its own', () => {
  const rows = readPublishedPriceList()
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','))
    .filter(([service, priceList]) => service === 'usps_ground_advantage' && priceList === 'commercial');
  // Zone 8 is the eighth amount behind service, list and weight.
  const chosen = Array.from({ length: 100 }, (_, index) => rows[(index * 7) % rows.length]!);
  const { rates } = rateParcels(uspsRateSheet(), {
    origin,
    destination,
    parcels: chosen.map(([, , value]) => ({ weight: { value: value!, unit: 'oz' } })),
    priceList: 'commercial',
    serviceCodes: ['usps_ground_advantage'],
  });
  const [rate] = rates;
  assert.deepEqual(
    figures(rate!.parcels.map(({ total }) => total)),
    chosen.map((row) => new BigNumber(row[10]!).toFixed(2)),
  );
  assert.equal(rate!.total.toDecimalString(), BigNumber.sum(...chosen.map((row) => row[10]!)).toFixed(2));
  assert.equal(rate!.billableOunces, BigNumber.sum(...chosen.map((row) => row[2]!)).toFixed());
});

test('a surcharge on the parcel is charged on each, one on the shipment once, and shared out to the cent', () => {
  const fee = (per?: Surcharge['per']): Surcharge => ({
    code: 'pickup',
    name: 'Pickup',
    amount: '10.00',
    per,
    condition: { on: 'always' },
  });
  assert.equal(rated([fee()]).total.toDecimalString(), '66.00');
  assert.equal(rated([fee('parcel')]).total.toDecimalString(), '66.00');
  const once = rated([fee('shipment')]);
  assert.deepEqual([once.base.toDecimalString(), once.total.toDecimalString()], ['36.00', '46.00']);
  assert.deepEqual(figures(once.surcharges.map(({ amount }) => amount)), ['10.00']);
  // 10.00 over 11.00, 12.00 and 13.00.
  assert.deepEqual(figures(once.parcels.map(({ total }) => total)), ['14.06', '15.33', '16.61']);
  assert.equal(once.explanation.at(-1), 'All parcels together: 10.00 USD (Pickup).');
  const alike = rated([fee('shipment')], { parcels: [pounds('1'), pounds('1'), pounds('1')] });
  assert.deepEqual(figures(alike.parcels.map(({ surcharges }) => surcharges[0]!.amount)), ['3.34', '3.33', '3.33']);
});

test('a percentage on the shipment is taken of its declared base over all parcels, behind what is charged on each', () => {
  const label: Surcharge = { code: 'label', name: 'Label', amount: '1.00', condition: { on: 'always' } };
  const pickup: Surcharge = { code: 'pickup', name: 'Pickup', amount: '5.00', per: 'shipment', condition: { on: 'always' } };
  const fuel = (of: 'base' | 'running_total'): Surcharge => ({
    code: 'fuel',
    name: 'Fuel',
    percentage: { rate: '0.155', of },
    per: 'shipment',
    condition: { on: 'always' },
  });
  const feesOf = (...surcharges: Surcharge[]): string[] =>
    rated(surcharges).surcharges.map(({ code, amount }) => `${code} ${amount.toDecimalString()}`);
  // 15.5 % of 36.00; of 36.00 + 3 × 1.00; of that + 5.00.
  assert.deepEqual(feesOf(fuel('base'), label), ['fuel 5.58', 'label 3.00']);
  assert.deepEqual(feesOf(fuel('running_total'), label), ['fuel 6.05', 'label 3.00']);
  assert.deepEqual(feesOf(label, pickup, fuel('running_total')), ['label 3.00', 'pickup 5.00', 'fuel 6.82']);
});

test('a surcharge on the shipment is due where one of its parcels makes it so', () => {
  const heavy: Surcharge = {
    code: 'heavy',
    name: 'Heavy',
    amount: '7.00',
    per: 'shipment',
    condition: { on: 'weight', overOunces: '40' },
  };
  assert.equal(rated([heavy]).total.toDecimalString(), '43.00');
  assert.equal(rated([heavy], { parcels: [pounds('1'), pounds('2')] }).total.toDecimalString(), '23.00');
});

test('a service takes as many parcels as it says, and says so of one more', () => {
  assert.equal(courier({ maxParcels: 3 }).rates.length, 1);
  assert.deepEqual(courier({ maxParcels: 2 }).errors, [
    {
      code: 'TOO_MANY_PARCELS',
      message: 'Parcel takes shipments of up to 2 parcels; this one has 3.',
      field: 'parcels',
      serviceCode: 'parcel',
      priceList: 'list',
    },
  ]);
  assert.throws(() => courier({ maxParcels: 101 }), /maxParcels|101|100/);
});

test('each parcel that breaks a limit is named by its own field', () => {
  const { errors } = courier({}, { parcels: [pounds('1'), pounds('11'), pounds('2'), pounds('10.001')] });
  assert.deepEqual(
    errors.map(({ code, field }) => [code, field]),
    [
      ['OVER_WEIGHT_LIMIT', 'parcels.1.weight'],
      ['OVER_WEIGHT_LIMIT', 'parcels.3.weight'],
    ],
  );
});

test('shares never lose or invent anything, also of amounts finer than a cent and of parcels that cost nothing', () => {
  const amounts = fc
    .integer({ min: 0, max: 100_000_000 })
    .map((value) => Money.of(new BigNumber(value).shiftedBy(-6).toFixed(), 'USD'));
  const weights = fc.array(
    fc.integer({ min: 0, max: 100_000 }).map((cents) => Money.of(new BigNumber(cents).shiftedBy(-2).toFixed(), 'USD')),
    { minLength: 1, maxLength: 100 },
  );
  fc.assert(
    fc.property(amounts, weights, (amount, parcels) => {
      const shares = sharesOf(amount, parcels);
      assert.equal(shares.length, parcels.length);
      assert.ok(Money.sum(shares, 'USD').equals(amount));
    }),
    { numRuns: 300 },
  );
});

test('what the parcels are charged adds up to the total, whatever is charged on what', () => {
  const surcharge = fc.record({
    kind: fc.constantFrom('amount', 'base', 'running_total'),
    per: fc.constantFrom('parcel' as const, 'shipment' as const),
    figure: fc.integer({ min: 1, max: 9_999 }),
  });
  fc.assert(
    fc.property(
      fc.array(surcharge, { maxLength: 5 }),
      fc.array(fc.integer({ min: 1, max: 10 }), { minLength: 1, maxLength: 20 }),
      (drawn, weights) => {
        const surcharges = drawn.map(({ kind, per, figure }, index): Surcharge => {
          const value = new BigNumber(figure).shiftedBy(kind === 'amount' ? -2 : -4).toFixed();
          const charged = kind === 'amount' ? { amount: value } : { percentage: { rate: value, of: kind } };
          return { code: `fee_${index}`, name: `Fee ${index}`, per, ...charged, condition: { on: 'always' } };
        });
        const rate = rated(surcharges, { parcels: weights.map((weight) => pounds(String(weight))) });
        assert.ok(
          Money.sum(
            rate.parcels.map(({ total }) => total),
            'USD',
          ).equals(rate.total),
        );
        assert.ok(rate.surcharges.reduce((sum, { amount }) => sum.plus(amount), rate.base).equals(rate.total));
        for (const parcel of rate.parcels)
          assert.ok(parcel.surcharges.reduce((sum, { amount }) => sum.plus(amount), parcel.base).equals(parcel.total));
      },
    ),
    { numRuns: 100 },
  );
});
