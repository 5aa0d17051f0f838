import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { newId } from '../../../platform/ids/public-id.ts';
import { currencyScale } from '../../../platform/money/currency.ts';
import { Money } from '../../../platform/money/money.ts';
import { aCommissionRule, aPricedAddon, aRate } from '../test-support/addon-fixtures.ts';
import { priceRate, type PricedAddon } from './price-rate.ts';

const rule = aCommissionRule();

test('a rate without addons costs what the carrier asks', () => {
  const price = priceRate(aRate(), [], rule);
  assert.deepEqual(
    [price.addonTotal.toString(), price.commission.toString(), price.totalCharge.toString()],
    ['0.00 USD', '0.00 USD', '10.00 USD'],
  );
});

test('1.50 fixed and then 10 % make 2.50 on the carrier charge of 10.00, and 2.65 on the running total', () => {
  const fixed = aPricedAddon({ surchargeType: 'fixed', amount: '1.5', currency: 'USD' });
  const onCharge = aPricedAddon({ amount: '10' });
  const onTotal = aPricedAddon({ amount: '10', base: 'running_total' });
  assert.equal(priceRate(aRate(), [fixed, onCharge], rule).addonTotal.toString(), '2.50 USD');
  const { charges, addonTotal, totalCharge } = priceRate(aRate(), [fixed, onTotal], rule);
  assert.deepEqual([addonTotal.toString(), totalCharge.toString()], ['2.65 USD', '12.65 USD']);
  assert.deepEqual(
    charges.map(({ amount, base, baseAmount }) => ({ amount, base, baseAmount })),
    [
      { amount: '1.50', base: null, baseAmount: null },
      { amount: '1.15', base: 'running_total', baseAmount: '11.50' },
    ],
  );
});

test('the order decides what a running total is: 10 % before 1.50 fixed is 1.00', () => {
  const fixed = aPricedAddon({ surchargeType: 'fixed', amount: '1.50', currency: 'USD' });
  const onTotal = aPricedAddon({ amount: '10', base: 'running_total' });
  assert.equal(priceRate(aRate(), [onTotal, fixed], rule).addonTotal.toString(), '2.50 USD');
});

test('each charge is rounded half up before it is added: three times 0.005 make 0.03', () => {
  const halfCent = [1, 2, 3].map(() => aPricedAddon({ amount: '5' }));
  const price = priceRate(aRate({ carrierCharge: Money.of('0.10', 'USD') }), halfCent, rule);
  assert.deepEqual(
    price.charges.map((charge) => charge.amount),
    ['0.01', '0.01', '0.01'],
  );
  assert.equal(price.totalCharge.toString(), '0.13 USD');
});

test('charges take the scale of the currency: 5 % of 1,010 yen is 51, of 10.010 dinars 0.501', () => {
  assert.equal(
    priceRate(aRate({ carrierCharge: Money.of('1010', 'JPY') }), [aPricedAddon()], rule).addonTotal.toString(),
    '51 JPY',
  );
  assert.equal(
    priceRate(aRate({ carrierCharge: Money.of('10.010', 'BHD') }), [aPricedAddon()], rule).addonTotal.toString(),
    '0.501 BHD',
  );
});

test('a fixed amount in another currency is skipped with its reason, the others are charged', () => {
  const euros = aPricedAddon({ surchargeType: 'fixed', amount: '2', currency: 'EUR', version: 3 });
  const price = priceRate(aRate(), [euros, aPricedAddon()], rule);
  assert.equal(price.addonTotal.toString(), '0.50 USD');
  assert.deepEqual(price.skipped, [{ addonId: euros.id, addonVersion: 3, reason: 'CURRENCY_MISMATCH' }]);
});

test('an addon is charged only for the carriers, services and connections it aims at', () => {
  const rate = aRate();
  const aimed = aPricedAddon({ carriers: ['ups', 'usps'], services: ['ground'], carrierAccounts: [rate.connectionId] });
  const missed = [{ carriers: ['ups'] }, { services: ['express'] }, { carrierAccounts: [newId()] }].map((target) =>
    aPricedAddon(target),
  );
  const { charges, skipped } = priceRate(rate, [...missed, aimed], rule);
  assert.deepEqual(
    charges.map((charge) => charge.addonId),
    [aimed.id],
  );
  assert.deepEqual(skipped, []);
});

test('a folded addon is charged like any other and marked as folded', () => {
  const [charge] = priceRate(aRate(), [aPricedAddon({ isFolded: true })], rule).charges;
  assert.deepEqual([charge?.isFolded, charge?.amount], [true, '0.50']);
});

test('the commission is a part of the addon, not on top: 20 % of a handling of 0.50 leave the total at 10.50', () => {
  const recipient = newId();
  const addon = aPricedAddon({ commissionEnabled: true, commissionRate: '0.2', commissionRecipient: recipient, version: 4 });
  const price = priceRate(aRate(), [addon, aPricedAddon()], rule);
  assert.deepEqual([price.commission.toString(), price.totalCharge.toString()], ['0.10 USD', '11.00 USD']);
  assert.deepEqual(price.charges[0], {
    addonId: addon.id,
    addonVersion: 4,
    name: 'Handling',
    surchargeType: 'percentage',
    amount: '0.50',
    base: 'carrier_charge',
    baseAmount: '10.00',
    isFolded: false,
    commissionRate: '0.2',
    commissionAmount: '0.10',
    recipient,
    ruleSource: 'addon_rate',
  });
  assert.deepEqual(
    [price.charges[1]?.commissionRate, price.charges[1]?.commissionAmount, price.charges[1]?.ruleSource],
    [null, '0.00', null],
  );
});

const currencies = fc.constantFrom('JPY', 'USD', 'BHD');
const addonSets = fc.array(
  fc.record<Partial<PricedAddon>>({
    surchargeType: fc.constantFrom('fixed' as const, 'percentage' as const),
    amount: fc.integer({ min: 0, max: 1_000_000 }).map((minor) => Money.of(minor, 'BHD').times('0.0001').amount.toFixed()),
    currency: currencies,
    base: fc.constantFrom('carrier_charge' as const, 'running_total' as const),
    isFolded: fc.boolean(),
    commissionEnabled: fc.boolean(),
    commissionRate: fc.option(fc.integer({ min: 0, max: 1_000_000 }).map((rate) => (rate / 1_000_000).toFixed(6))),
  }),
  { maxLength: 12 },
);

test('the breakdown adds up to the total for any addons, order and currency, each line at the currency’s scale', () => {
  fc.assert(
    fc.property(currencies, fc.nat(100_000_000), addonSets, (currency, minor, set) => {
      const carrierCharge = Money.of(minor, currency).times('0.001').rounded();
      const price = priceRate(
        aRate({ carrierCharge }),
        set.map(aPricedAddon),
        aCommissionRule({ defaultRate: '0.025', minimum: Money.of('1', currency) }),
      );
      const sumOf = (amounts: string[]) =>
        Money.sum(
          amounts.map((amount) => Money.of(amount, currency)),
          currency,
        );
      assert.ok(price.addonTotal.equals(sumOf(price.charges.map((charge) => charge.amount))));
      assert.ok(price.commission.equals(sumOf(price.charges.map((charge) => charge.commissionAmount))));
      assert.ok(price.totalCharge.equals(carrierCharge.plus(price.addonTotal)));
      assert.ok(price.commission.compare(price.addonTotal) <= 0);
      assert.equal(price.charges.length + price.skipped.length, set.length);
      for (const charge of price.charges)
        assert.ok((Money.of(charge.amount, currency).amount.decimalPlaces() ?? 0) <= currencyScale(currency));
    }),
    { numRuns: 300 },
  );
});
