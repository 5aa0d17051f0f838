import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BigNumber } from 'bignumber.js';
import fc from 'fast-check';
import { ValidationError } from '../../../platform/errors/errors.ts';
import { Money } from '../../../platform/money/money.ts';
import { chargeFor } from './charge-for.ts';
import type { ChargeModel, PriceFormula, PriceTier } from './charge-model.ts';
import { checkChargeModel, type ChargeModelTerms } from './check-charge-model.ts';
import { usagePriceCliffs } from './price-cliffs.ts';

const model = (formula: PriceFormula, bounds: Partial<ChargeModel> = {}): ChargeModel =>
  ({ minimum: null, maximum: null, ...formula, ...bounds }) as ChargeModel;
const tier = (upTo: string | null, unitPrice: string, flatPrice = '0'): PriceTier => ({ upTo, unitPrice, flatPrice });
const exact = (priced: ChargeModel, quantity: string, events = 1): string =>
  chargeFor(priced, { quantity: new BigNumber(quantity), events }).amount.toFixed();
const table = (priced: ChargeModel, rows: readonly (readonly [quantity: string, amount: string])[]): void =>
  assert.deepEqual(
    rows.map(([quantity]) => [quantity, exact(priced, quantity)]),
    rows,
  );

test('a price per unit is quantity times price, to the last digit', () => {
  table(model({ kind: 'per_unit', unitPrice: '0.000000000001' }), [
    ['0', '0'],
    ['1', '0.000000000001'],
    ['0.000001', '0.000000000000000001'],
    ['99999999999999', '99.999999999999'],
  ]);
  table(model({ kind: 'per_unit', unitPrice: '10.00' }), [
    ['1', '10'],
    ['2.5', '25'],
  ]);
});

test('a package is charged when it is begun, after the free quantity', () => {
  table(model({ kind: 'package', packageSize: '100', packagePrice: '5', freeQuantity: '0' }), [
    ['0', '0'],
    ['1', '5'],
    ['99', '5'],
    ['100', '5'],
    ['100.000001', '10'],
    ['101', '10'],
    ['200', '10'],
    ['201', '15'],
  ]);
  table(model({ kind: 'package', packageSize: '0.3', packagePrice: '1', freeQuantity: '50' }), [
    ['49', '0'],
    ['50', '0'],
    ['50.000001', '1'],
    ['50.3', '1'],
    ['50.9', '3'],
    ['51', '4'],
  ]);
});

test('graduated: each unit at the price of its tier; a border belongs to the tier that it ends', () => {
  const graduated = model({
    kind: 'graduated',
    tiers: [tier('10', '1.00'), tier('100', '0.80', '5.00'), tier(null, '0.5', '0.01')],
  });
  table(graduated, [
    ['0', '0'],
    ['9', '9'],
    ['10', '10'],
    ['10.000001', '15.0000008'],
    ['11', '15.8'],
    ['99', '86.2'],
    ['100', '87'],
    ['101', '87.51'],
    ['1000', '537.01'],
  ]);
  assert.deepEqual(
    chargeFor(graduated, { quantity: new BigNumber(101), events: 1 }).tiers.map(({ from, upTo, quantity, amount }) =>
      [from, upTo, quantity, amount].map((each) => each?.toFixed() ?? null),
    ),
    [
      ['0', '10', '10', '10'],
      ['10', '100', '90', '77'],
      ['100', null, '1', '0.51'],
    ],
  );
});

test('volume: all units at the price of the tier that the last falls into, with its cliff', () => {
  const volume = model({ kind: 'volume', tiers: [tier('10', '1.00'), tier('100', '0.80', '3.00'), tier(null, '0.5')] });
  table(volume, [
    ['0', '0'],
    ['1', '1'],
    ['10', '10'],
    ['10.000001', '11.0000008'],
    ['11', '11.8'],
    ['100', '83'],
    ['101', '50.5'],
    ['1000', '500'],
  ]);
  assert.deepEqual(
    usagePriceCliffs(volume).map((cliff) => [cliff.quantity, cliff.amount, cliff.amountOfOneMore].map((each) => each.toFixed())),
    [['100', '83', '50.5']],
  );
  assert.deepEqual(usagePriceCliffs(model({ kind: 'graduated', tiers: [tier('10', '1'), tier(null, '0')] })), []);
});

test('a percentage is a share of the turnover and a fee for each event', () => {
  const percentage = model({ kind: 'percentage', rate: '0.029', fixedFee: '0.30' });
  assert.deepEqual(
    [exact(percentage, '100', 1), exact(percentage, '100', 4), exact(percentage, '33.33', 2)],
    ['3.2', '4.1', '1.56657'],
  );
});

test('the minimum fills up and the maximum cuts off, and both are shown apart; nothing used is nothing charged', () => {
  const bounded = model({ kind: 'per_unit', unitPrice: '2' }, { minimum: '10', maximum: '50' });
  table(bounded, [
    ['0', '0'],
    ['1', '10'],
    ['5', '10'],
    ['6', '12'],
    ['25', '50'],
    ['26', '50'],
  ]);
  const adjustment = (quantity: number): string =>
    chargeFor(bounded, { quantity: new BigNumber(quantity), events: 1 }).adjustment.toFixed();
  assert.deepEqual([adjustment(1), adjustment(6), adjustment(26)], ['8', '0', '-2']);
});

test('amounts round half up, once, to the currency: JPY 0, USD 2, BHD 3 decimals', () => {
  const rounded = (currency: string, unitPrice: string, quantity: string): string => {
    const { amount } = chargeFor(model({ kind: 'per_unit', unitPrice }), { quantity: new BigNumber(quantity), events: 1 });
    return Money.of(amount, currency).rounded().toDecimalString();
  };
  assert.deepEqual(
    [
      rounded('JPY', '0.5', '1'),
      rounded('JPY', '0.5', '3'),
      rounded('JPY', '0.499999', '1'),
      rounded('USD', '0.005', '1'),
      rounded('USD', '0.005', '3'),
      rounded('USD', '0.001', '4'),
      rounded('BHD', '0.0005', '1'),
      rounded('BHD', '0.0001', '14'),
      rounded('BHD', '0.0001', '15'),
    ],
    ['1', '2', '0', '0.01', '0.02', '0.00', '0.001', '0.001', '0.002'],
  );
  // A thousand events of a tenth of a cent are a dollar, not nothing and not ten.
  assert.equal(rounded('USD', '0.001', '1000'), '1.00');
});

const price = fc
  .tuple(fc.nat({ max: 1_000_000 }), fc.nat({ max: 6 }))
  .map(([digits, shift]) => new BigNumber(digits).shiftedBy(-shift).toFixed());
const amount = fc.nat({ max: 100_000 }).map((cents) => new BigNumber(cents).shiftedBy(-2).toFixed());
const quantity = fc
  .tuple(fc.nat({ max: 100_000_000 }), fc.nat({ max: 6 }))
  .map(([digits, shift]) => new BigNumber(digits).shiftedBy(-shift));
const tiers = fc
  .tuple(
    fc.uniqueArray(fc.integer({ min: 1, max: 10_000 }), { maxLength: 6 }),
    fc.array(fc.record({ unitPrice: price, flatPrice: amount }), { minLength: 7, maxLength: 7 }),
  )
  .map(([ends, prices]): PriceTier[] =>
    [...ends.toSorted((left, right) => left - right).map(String), null].map((upTo, index) => ({ upTo, ...prices[index]! })),
  );
const monotoneFormula: fc.Arbitrary<PriceFormula> = fc.oneof(
  fc.record({ kind: fc.constant('per_unit' as const), unitPrice: price }),
  fc.record({
    kind: fc.constant('package' as const),
    packageSize: fc.integer({ min: 1, max: 1_000 }).map(String),
    packagePrice: amount,
    freeQuantity: fc.nat({ max: 500 }).map(String),
  }),
  fc.record({ kind: fc.constant('graduated' as const), tiers }),
  fc.record({ kind: fc.constant('percentage' as const), rate: fc.constantFrom('0', '0.025', '1'), fixedFee: amount }),
);
const volumeFormula = fc.record({ kind: fc.constant('volume' as const), tiers });
const bounds = fc
  .tuple(fc.option(amount), fc.option(amount))
  .map(([one, other]) =>
    one !== null && other !== null && new BigNumber(one).gt(other)
      ? { minimum: other, maximum: one }
      : { minimum: one, maximum: other },
  );

test('on any model the tiers and the adjustment add up to the amount, the tiers cover the quantity, and every tier is its product', () => {
  fc.assert(
    fc.property(
      fc.oneof(monotoneFormula, volumeFormula),
      bounds,
      quantity,
      fc.nat({ max: 50 }),
      (formula, bound, used, events) => {
        const charge = chargeFor(model(formula, bound), { quantity: used, events });
        const sum = (pick: (each: (typeof charge.tiers)[number]) => BigNumber): BigNumber =>
          charge.tiers.reduce((total, each) => total.plus(pick(each)), new BigNumber(0));
        assert.ok(
          sum((each) => each.amount)
            .plus(charge.adjustment)
            .eq(charge.amount),
        );
        assert.ok(sum((each) => each.quantity).eq(used));
        for (const each of charge.tiers)
          assert.ok(
            each.quantity
              .times(each.unitPrice ?? 0)
              .plus(each.flatAmount)
              .eq(each.amount),
          );
        if (bound.minimum !== null && used.gt(0)) assert.ok(charge.amount.gte(bound.minimum));
        if (bound.maximum !== null) assert.ok(charge.amount.lte(bound.maximum));
      },
    ),
    { numRuns: 1_000 },
  );
});

test('more usage never costs less, but for volume prices; those rise within a tier', () => {
  fc.assert(
    fc.property(monotoneFormula, bounds, quantity, quantity, fc.nat({ max: 50 }), (formula, bound, one, other, events) => {
      const [less, more] = one.lte(other) ? [one, other] : [other, one];
      const priced = model(formula, bound);
      assert.ok(chargeFor(priced, { quantity: less, events }).amount.lte(chargeFor(priced, { quantity: more, events }).amount));
    }),
    { numRuns: 1_000 },
  );
  fc.assert(
    fc.property(volumeFormula, quantity, quantity, (formula, one, other) => {
      const [less, more] = one.lte(other) ? [one, other] : [other, one];
      const [before, after] = [less, more].map((used) => chargeFor(model(formula), { quantity: used, events: 1 }));
      fc.pre(before!.tiers.length > 0 && before!.tiers[0]!.from.eq(after!.tiers[0]!.from));
      assert.ok(before!.amount.lte(after!.amount));
    }),
  );
});

test('graduated pricing in steps is graduated pricing at once: what each unit adds telescopes to the total', () => {
  fc.assert(
    fc.property(tiers, fc.array(quantity, { maxLength: 20 }), (drawn, steps) => {
      const priced = model({ kind: 'graduated', tiers: drawn });
      let [used, total] = [new BigNumber(0), new BigNumber(0)];
      for (const step of steps) {
        const at = (value: BigNumber): BigNumber => chargeFor(priced, { quantity: value, events: 1 }).amount;
        total = total.plus(at(used.plus(step)).minus(at(used)));
        used = used.plus(step);
      }
      assert.ok(total.eq(chargeFor(priced, { quantity: used, events: 1 }).amount));
    }),
  );
});

test('terms that state no model are refused with every fault and its field', () => {
  const faults = (terms: ChargeModelTerms, currency = 'USD'): unknown[] => {
    try {
      checkChargeModel(terms, currency, 'prices.0');
    } catch (error) {
      if (error instanceof ValidationError) return error.details().map(({ field, code }) => `${field} ${code}`);
      throw error;
    }
    return [];
  };
  assert.deepEqual(faults({ kind: 'per_unit', unitPrice: '0.000000000001' }), []);
  assert.deepEqual(faults({ kind: 'per_unit' }), ['prices.0.unitPrice VALIDATION_FAILED']);
  assert.deepEqual(faults({ kind: 'per_unit', unitPrice: '-1', minimum: '1.000000000001' }), [
    'prices.0.minimum INVALID_AMOUNT',
    'prices.0.unitPrice VALIDATION_FAILED',
  ]);
  assert.deepEqual(faults({ kind: 'per_unit', unitPrice: '1', minimum: '0.5' }, 'JPY'), ['prices.0.minimum INVALID_AMOUNT']);
  assert.deepEqual(faults({ kind: 'per_unit', unitPrice: '1', minimum: '0.005' }, 'BHD'), []);
  assert.deepEqual(faults({ kind: 'per_unit', unitPrice: '1', minimum: '9', maximum: '8' }), [
    'prices.0.minimum VALIDATION_FAILED',
  ]);
  assert.deepEqual(faults({ kind: 'per_unit', unitPrice: '1', rate: '0.1' }), ['prices.0.rate VALIDATION_FAILED']);
  assert.deepEqual(faults({ kind: 'package', packageSize: '0', packagePrice: '1.005' }), [
    'prices.0.packageSize VALIDATION_FAILED',
    'prices.0.packagePrice INVALID_AMOUNT',
  ]);
  assert.deepEqual(faults({ kind: 'percentage', rate: '1.01' }), ['prices.0.rate VALIDATION_FAILED']);
  assert.deepEqual(faults({ kind: 'graduated', tiers: [] }), ['prices.0.tiers VALIDATION_FAILED']);
  assert.deepEqual(faults({ kind: 'volume', tiers: [tier('10', '1'), tier('10', '1'), tier(null, '1')] }), [
    'prices.0.tiers.1.upTo VALIDATION_FAILED',
  ]);
  assert.deepEqual(faults({ kind: 'volume', tiers: [tier(null, '1'), tier('10', '1')] }), [
    'prices.0.tiers.0.upTo VALIDATION_FAILED',
    'prices.0.tiers.1.upTo VALIDATION_FAILED',
  ]);
});
