import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { newId } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import { aCommissionRule } from '../test-support/addon-fixtures.ts';
import { commissionOn } from './commission-rule.ts';

const usd = (amount: string) => Money.of(amount, 'USD');
const terms = { commissionEnabled: true, commissionRate: '0.0500', commissionRecipient: null };
const everything = aCommissionRule({
  overrideRate: '0.01',
  tiers: [{ volumeThreshold: 100, rate: '0.03' }],
  monthVolume: 100,
  defaultRate: '0.04',
});

test('an organization’s override of 1 % goes before an addon’s 5 %, a tier of 3 % and a default of 4 %', () => {
  const share = commissionOn(usd('20.00'), terms, everything);
  assert.equal(share?.amount.toString(), '0.20 USD');
  assert.equal(share.ruleSource, 'organization_override');
});

test('without an override the addon’s own 5 % goes before tier and default', () => {
  const share = commissionOn(usd('20.00'), terms, { ...everything, overrideRate: null });
  assert.equal(share?.amount.toString(), '1.00 USD');
  assert.equal(share.ruleSource, 'addon_rate');
});

test('an addon without a rate follows the tier of 3 % from the 100th shipment on and the default of 4 % before', () => {
  const noRate = { ...terms, commissionRate: null };
  const atThreshold = commissionOn(usd('20.00'), noRate, { ...everything, overrideRate: null });
  const before = commissionOn(usd('20.00'), noRate, { ...everything, overrideRate: null, monthVolume: 99 });
  assert.deepEqual([atThreshold?.ruleSource, atThreshold?.amount.toString()], ['volume_tier', '0.60 USD']);
  assert.deepEqual([before?.ruleSource, before?.amount.toString()], ['platform_default', '0.80 USD']);
});

test('of several tiers the highest reached holds', () => {
  const tiers = [10, 100, 1000].map((volumeThreshold, index) => ({ volumeThreshold, rate: `0.0${3 - index}` }));
  const rates = [9, 10, 99, 100, 1000].map(
    (monthVolume) =>
      commissionOn(usd('1'), { ...terms, commissionRate: null }, aCommissionRule({ tiers, monthVolume, defaultRate: '0.05' }))
        ?.rate,
  );
  assert.deepEqual(rates, ['0.05', '0.03', '0.03', '0.02', '0.01']);
});

test('an addon without commission earns none, whatever the rules say', () => {
  assert.equal(commissionOn(usd('20.00'), { ...terms, commissionEnabled: false }, everything), null);
});

test('a minimum of 0.25 raises a commission of 0.05, but never above the charge of 0.10', () => {
  const rule = aCommissionRule({ minimum: usd('0.25') });
  assert.equal(commissionOn(usd('1.00'), terms, rule)?.amount.toString(), '0.25 USD');
  assert.equal(commissionOn(usd('0.10'), terms, rule)?.amount.toString(), '0.10 USD');
});

test('a minimum in another currency and a rate of zero leave the minimum out', () => {
  assert.equal(
    commissionOn(usd('1.00'), terms, aCommissionRule({ minimum: Money.of('10', 'JPY') }))?.amount.toString(),
    '0.05 USD',
  );
  assert.equal(
    commissionOn(usd('1.00'), { ...terms, commissionRate: '0' }, aCommissionRule({ minimum: usd('0.25') }))?.amount.toString(),
    '0.00 USD',
  );
});

test('2.5 % of 0.20 is half a cent and rounds up to 0.01', () => {
  const recipient = newId();
  const share = commissionOn(
    usd('0.20'),
    { commissionEnabled: true, commissionRate: '0.0250', commissionRecipient: recipient },
    aCommissionRule(),
  );
  assert.deepEqual([share?.amount.toString(), share?.rate, share?.recipient], ['0.01 USD', '0.0250', recipient]);
});

test('a commission never exceeds its charge nor falls below zero, for any rate, minimum and currency', () => {
  const currency = fc.constantFrom('JPY', 'USD', 'BHD');
  fc.assert(
    fc.property(
      currency,
      currency,
      fc.nat(1_000_000),
      fc.nat(1_000_000),
      fc.nat(10_000),
      (chargeCurrency, minimumCurrency, minor, minimum, rate) => {
        const charge = Money.of(minor, chargeCurrency).times('0.001').rounded();
        const rule = aCommissionRule({
          defaultRate: (rate / 10_000).toFixed(4),
          minimum: Money.of(minimum, minimumCurrency).times('0.001').rounded(),
        });
        const share = commissionOn(charge, { ...terms, commissionRate: null }, rule)!;
        assert.ok(!share.amount.isNegative() && share.amount.compare(charge) <= 0);
        assert.ok(share.amount.equals(share.amount.rounded()));
      },
    ),
  );
});
