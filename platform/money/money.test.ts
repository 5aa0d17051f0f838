import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BigNumber } from 'bignumber.js';
import fc from 'fast-check';
import { currencyScale } from './currency.ts';
import { CurrencyMismatchError, InvalidAmountError } from './money.errors.ts';
import { decimal, decimalString, Money, RoundingMode, type DecimalInput } from './money.ts';

const CURRENCIES = ['JPY', 'USD', 'BHD'] as const;
const currency = fc.constantFrom(...CURRENCIES);
/** Decimals as people write them: up to 12 digits before and `places` after the point, of either sign. */
const decimalText = (places: number): fc.Arbitrary<string> =>
  fc
    .tuple(fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), fc.nat({ max: places }))
    .map(([digits, shift]) => new BigNumber(digits.toString()).shiftedBy(-shift).toFixed());
const weight = fc
  .tuple(fc.bigInt({ min: 0n, max: 10n ** 18n }), fc.nat({ max: 12 }))
  .map(([digits, shift]) => new BigNumber(digits.toString()).shiftedBy(-shift).toFixed());
const weights = fc
  .array(fc.oneof(weight, fc.constant('0'), fc.constantFrom('1', '0.000000000001', '99999999999999999999')), {
    minLength: 1,
    maxLength: 40,
  })
  .filter((list) => list.some((each) => !new BigNumber(each).isZero()));

const refuses = (input: DecimalInput): void => assert.throws(() => decimal(input), InvalidAmountError, `took ${String(input)}`);

test('allocate never loses or invents a cent, whatever the weights, the currency and the sign', () => {
  fc.assert(
    fc.property(decimalText(6), weights, currency, (amount, shares, code) => {
      const whole = Money.of(amount, code);
      const parts = whole.allocate(shares);
      assert.equal(parts.length, shares.length);
      assert.ok(Money.sum(parts, code).equals(whole.rounded()), `${parts.join(' + ')} is not ${whole.rounded()}`);
    }),
    { numRuns: 1_000 },
  );
});

test('allocate gives each part its exact share to within one unit, at the currency scale, none to a weight of 0, none of the other sign', () => {
  fc.assert(
    fc.property(decimalText(6), weights, currency, (amount, shares, code) => {
      const whole = Money.of(amount, code).rounded();
      const total = shares.reduce((sum, share) => sum.plus(share), new BigNumber(0));
      const unit = new BigNumber(1).shiftedBy(-currencyScale(code));
      for (const [index, part] of whole.allocate(shares).entries()) {
        const exact = whole.amount.times(shares[index]!).dividedBy(total);
        assert.ok(part.amount.minus(exact).abs().isLessThanOrEqualTo(unit), `${part} is off its share ${exact.toFixed()}`);
        assert.ok((part.amount.decimalPlaces() ?? 0) <= currencyScale(code), `${part} is finer than the currency`);
        if (new BigNumber(shares[index]!).isZero()) assert.ok(part.isZero(), `a weight of 0 got ${part}`);
        assert.ok(part.isZero() || part.isNegative() === whole.isNegative(), `${part} of ${whole}`);
      }
    }),
    { numRuns: 1_000 },
  );
});

test('allocate gives what is left to the largest remainders, ties to the earlier part', () => {
  const cut = (amount: string, code: string, shares: DecimalInput[]): string[] =>
    Money.of(amount, code)
      .allocate(shares)
      .map((part) => part.toDecimalString());
  assert.deepEqual(cut('100.00', 'USD', [1, 1, 1]), ['33.34', '33.33', '33.33']);
  assert.deepEqual(cut('-100.00', 'USD', [1, 1, 1]), ['-33.34', '-33.33', '-33.33']);
  assert.deepEqual(cut('100', 'JPY', [1, 1, 1]), ['34', '33', '33']);
  assert.deepEqual(cut('1.000', 'BHD', ['0.5', '0.25', '0.125', '0.125']), ['0.500', '0.250', '0.125', '0.125']);
  assert.deepEqual(cut('0.05', 'USD', [70, 30]), ['0.04', '0.01']);
  assert.deepEqual(cut('0.01', 'USD', [0, 1, 1]), ['0.00', '0.01', '0.00']);
});

test('allocate refuses no weights, weights of 0 alone and negative ones', () => {
  for (const shares of [[], [0, 0], [3, -1], ['-0.5', '0.5']])
    assert.throws(() => Money.of('10', 'USD').allocate(shares), InvalidAmountError);
});

test('rounds half a unit away from zero in every currency', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 15n }), currency, (units, code) => {
      const scale = currencyScale(code);
      const half = new BigNumber(units.toString()).plus('0.5').shiftedBy(-scale);
      const up = new BigNumber(units.toString()).plus(1).shiftedBy(-scale);
      assert.ok(Money.of(half, code).rounded().amount.isEqualTo(up));
      assert.ok(Money.of(half.negated(), code).rounded().amount.isEqualTo(up.negated()));
      const less = half.minus('0.000000000001');
      assert.ok(
        Money.of(less, code)
          .rounded()
          .amount.isEqualTo(up.minus(new BigNumber(1).shiftedBy(-scale))),
      );
    }),
  );
  const rounded = (amount: string, code: string, mode?: RoundingMode): string =>
    Money.of(amount, code).rounded(mode).toDecimalString();
  assert.deepEqual([rounded('2.5', 'JPY'), rounded('-2.5', 'JPY'), rounded('2.4999', 'JPY')], ['3', '-3', '2']);
  assert.deepEqual([rounded('1.005', 'USD'), rounded('-1.005', 'USD'), rounded('0.0005', 'BHD')], ['1.01', '-1.01', '0.001']);
  assert.deepEqual(
    [rounded('0.125', 'USD', RoundingMode.HalfEven), rounded('-0.129', 'USD', RoundingMode.Down)],
    ['0.12', '-0.12'],
  );
});

test('a percentage is exact until a rounding is named', () => {
  assert.equal(Money.of('33.33', 'USD').percentage('0.025').toDecimalString(), '0.83325');
  assert.equal(Money.of('33.33', 'USD').percentage('0.025', RoundingMode.HalfUp).toDecimalString(), '0.83');
  assert.equal(Money.of('-33.40', 'USD').percentage('0.025', RoundingMode.HalfUp).toDecimalString(), '-0.84');
  assert.equal(Money.of('1', 'JPY').percentage('0.5', RoundingMode.HalfUp).toDecimalString(), '1');
  fc.assert(
    fc.property(decimalText(6), decimalText(12), decimalText(12), currency, (amount, left, right, code) => {
      const whole = Money.of(amount, code);
      const both = whole.percentage(new BigNumber(left).plus(right));
      assert.ok(whole.percentage(left).plus(whole.percentage(right)).equals(both));
    }),
  );
});

test('sums and differences are exact: 0.1 and 0.2 are 0.3, and what is added can be taken away', () => {
  assert.equal(Money.of('0.1', 'USD').plus(Money.of('0.2', 'USD')).toDecimalString(), '0.30');
  fc.assert(
    fc.property(decimalText(12), decimalText(12), currency, (left, right, code) => {
      const [a, b] = [Money.of(left, code), Money.of(right, code)];
      assert.ok(a.plus(b).minus(b).equals(a));
      assert.ok(a.plus(b).equals(b.plus(a)));
      assert.equal(a.compare(b), -b.compare(a) + 0);
      assert.ok(a.plus(a.negated()).isZero());
    }),
  );
});

test('two currencies never add up, compare or equal each other', () => {
  fc.assert(
    fc.property(decimalText(6), currency, currency, (amount, left, right) => {
      fc.pre(left !== right);
      const [a, b] = [Money.of(amount, left), Money.of(amount, right)];
      for (const combine of [() => a.plus(b), () => a.minus(b), () => a.compare(b), () => Money.sum([a, b], left)])
        assert.throws(combine, CurrencyMismatchError);
      assert.equal(a.equals(b), false);
    }),
  );
  assert.throws(() => Money.sum([Money.of(1, 'USD')], 'JPY'), CurrencyMismatchError);
});

test('decimal refuses floats, exponents, blanks, what is not finite and too many digits', () => {
  for (const float of [0.1, 1.5, -0.5, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY, 1e21]) refuses(float);
  for (const text of ['1e3', '1E-3', '', ' ', ' 1', '1 ', '1\n', '+1', '.5', '1.', '--1', '1,5', '0x10', '1_000', '١', 'abc'])
    refuses(text);
  for (const text of ['NaN', 'Infinity', '-Infinity']) refuses(text);
  refuses(new BigNumber(1).dividedBy(0));
  refuses(new BigNumber(0).dividedBy(0));
  refuses('100000000000000000000');
  refuses('0.1234567890123');
  refuses(10n ** 20n);
  fc.assert(
    fc.property(fc.double({ noInteger: true }), (float) => {
      refuses(float);
    }),
  );
});

test('decimal takes 20 digits before and 12 after the point, safe integers and bigints unchanged', () => {
  const longest = '99999999999999999999.999999999999';
  for (const text of [longest, `-${longest}`, '0', '007.50']) assert.ok(decimal(text).isEqualTo(new BigNumber(text)));
  assert.equal(decimal(Number.MAX_SAFE_INTEGER).toFixed(), '9007199254740991');
  assert.equal(decimal(10n ** 20n - 1n).toFixed(), '99999999999999999999');
});

test('an amount survives its text: at least the scale of its currency, never an exponent, never a zero below zero', () => {
  fc.assert(
    fc.property(decimalText(12), currency, (amount, code) => {
      const money = Money.of(amount, code);
      const text = money.toDecimalString();
      assert.match(text, /^-?\d+(\.\d+)?$/);
      assert.ok((text.split('.')[1]?.length ?? 0) >= currencyScale(code));
      assert.ok(Money.of(text, code).equals(money));
      assert.deepEqual(JSON.parse(JSON.stringify(money)), { amount: text, currency: code });
    }),
  );
  assert.equal(Money.of('0.000000000001', 'USD').toDecimalString(), '0.000000000001');
  assert.equal(Money.of('99999999999999999999', 'USD').toDecimalString(), '99999999999999999999.00');
  assert.equal(Money.of('-0.001', 'USD').rounded().toDecimalString(), '0.00');
  assert.equal(Money.zero('USD').negated().toDecimalString(), '0.00');
  assert.equal(decimalString(decimal('-0')), '0');
  assert.equal(`${Money.of('12.5', 'BHD')}`, '12.500 BHD');
});
