import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { newId } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import { priceRate, type PricedAddon } from '../pricing/price-rate.ts';
import { aCommissionRule, aPricedAddon, aRate } from '../test-support/addon-fixtures.ts';
import { chargedSums, repricePurchase, versionKey, type ChargedPurchase, type StandingVersions } from './reprice-purchase.ts';
import { priceCliffs } from './simulation-warnings.ts';
import type { SupposedAddon, Supposition } from './supposition.ts';

const NOTHING: Supposition = { addon: null, settings: null, areSettingsSupposed: false };
const settings = (
  defaultRate: string,
  tiers: { volumeThreshold: number; rate: string }[] = [],
  minimum: string | null = null,
) => ({
  defaultRate,
  tiers,
  minimumAmount: minimum,
  minimumCurrency: minimum && 'USD',
});

function bought(
  addons: readonly PricedAddon[],
  rule = aCommissionRule(),
  volume = 0,
): { purchase: ChargedPurchase; versions: StandingVersions } {
  const rate = aRate({ carrierCharge: Money.of('100', 'USD') });
  const { charges } = priceRate(rate, addons, rule);
  const versions = addons.map(
    (addon, order) => [versionKey(addon.id, addon.version), { addon, order, organizations: [] }] as const,
  );
  return { purchase: { organizationId: newId(), rate, charges, volume, overrideRate: null }, versions: new Map(versions) };
}

function instead(addon: PricedAddon, order: number, kind: SupposedAddon['kind'] = 'updated'): Supposition {
  return { ...NOTHING, addon: { kind, addonId: addon.id, standing: { addon, order, organizations: [] } } };
}

function comesTo({ purchase, versions }: ReturnType<typeof bought>, supposed: Supposition): [string, string] {
  const { revenue, commission } = repricePurchase(purchase, supposed, versions);
  return [revenue.toDecimalString(), commission.toDecimalString()];
}

const decimals = (most: number) => fc.integer({ min: 0, max: most }).map((hundredths) => (hundredths / 100).toFixed(2));
const addonArbitrary = fc.record({
  surchargeType: fc.constantFrom('fixed' as const, 'percentage' as const),
  amount: decimals(2_500),
  currency: fc.constantFrom('USD', 'EUR'),
  base: fc.constantFrom('carrier_charge' as const, 'running_total' as const),
  commissionEnabled: fc.boolean(),
  commissionRate: fc.option(decimals(100)),
});
const ruleArbitrary = fc.record({
  overrideRate: fc.option(decimals(100)),
  defaultRate: decimals(100),
  minimum: fc.option(decimals(300).map((amount) => Money.of(amount, 'USD'))),
});

test('when nothing is supposed, every purchase comes to exactly what was charged', () => {
  fc.assert(
    fc.property(fc.array(addonArbitrary, { maxLength: 6 }), ruleArbitrary, fc.nat(50), (drawn, rule, volume) => {
      const addons = drawn.map((each) =>
        aPricedAddon({ ...each, currency: each.surchargeType === 'fixed' ? each.currency : null }),
      );
      const past = bought(addons, aCommissionRule(rule), volume);
      const before = chargedSums(past.purchase);
      assert.deepEqual(comesTo(past, NOTHING), [before.revenue.toDecimalString(), before.commission.toDecimalString()]);
    }),
  );
});

test('the same addon again, and a new one of nothing, change nothing either', () => {
  const handling = aPricedAddon({ commissionEnabled: true, commissionRate: null });
  const past = bought([handling], aCommissionRule({ defaultRate: '0.2', minimum: Money.of('0.75', 'USD') }));
  assert.deepEqual(comesTo(past, instead({ ...handling, version: 2 }, 0)), ['5.00', '1.00']);
  assert.deepEqual(comesTo(past, instead(aPricedAddon({ amount: '0' }), 9, 'created')), ['5.00', '1.00']);
});

test('a raised amount keeps the frozen rate of its commission and moves what is taken of the running total', () => {
  const handling = aPricedAddon({ commissionEnabled: true, commissionRate: '0.1' });
  const fuel = aPricedAddon({ base: 'running_total', amount: '10' });
  const past = bought([handling, fuel], aCommissionRule({ overrideRate: '0.2' }));
  assert.deepEqual(comesTo(past, NOTHING), ['15.50', '1.00']);
  assert.deepEqual(comesTo(past, instead({ ...handling, amount: '8' }, 0)), ['18.80', '1.60']);
});

test('a deleted addon takes its revenue and commission with it, and what was taken of it', () => {
  const handling = aPricedAddon({ commissionEnabled: true, commissionRate: '0.2' });
  const past = bought([handling, aPricedAddon({ base: 'running_total', amount: '10' })]);
  const gone: Supposition = { ...NOTHING, addon: { kind: 'deleted', addonId: handling.id, standing: null } };
  assert.deepEqual(comesTo(past, gone), ['10.00', '0.00']);
});

test('other settings decide rates that settings had decided, by volume, and leave rates of addons and agreements alone', () => {
  const supposed: Supposition = {
    ...NOTHING,
    settings: settings('0.5', [{ volumeThreshold: 3, rate: '0.3' }]),
    areSettingsSupposed: true,
  };
  const byDefault = aPricedAddon({ commissionEnabled: true });
  const own = aPricedAddon({ commissionEnabled: true, commissionRate: '0.2' });
  assert.deepEqual(comesTo(bought([byDefault, own], aCommissionRule({ defaultRate: '0.1' }), 2), supposed), ['10.00', '3.50']);
  assert.deepEqual(comesTo(bought([byDefault, own], aCommissionRule({ defaultRate: '0.1' }), 3), supposed), ['10.00', '2.50']);
  assert.deepEqual(comesTo(bought([byDefault, own], aCommissionRule({ overrideRate: '0.1' }), 3), supposed), ['10.00', '1.00']);
});

test('counts what a foreign currency leaves out and what the minimum raises', () => {
  const handling = aPricedAddon({ commissionEnabled: true, commissionRate: '0.01' });
  const { purchase, versions } = bought([handling]);
  const foreign = instead(aPricedAddon({ surchargeType: 'fixed', amount: '3', currency: 'EUR' }), 1, 'created');
  assert.equal(repricePurchase(purchase, foreign, versions).isSkipped, true);
  const least: Supposition = { ...NOTHING, settings: settings('0', [], '2'), areSettingsSupposed: true };
  const price = repricePurchase(purchase, least, versions);
  assert.deepEqual([price.commission.toDecimalString(), price.minimumApplications], ['2.00', 1]);
});

test('an addon for other organizations is not supposed on this one’s purchases', () => {
  const past = bought([]);
  const addon = aPricedAddon();
  const elsewhere: Supposition = {
    ...NOTHING,
    addon: { kind: 'created', addonId: addon.id, standing: { addon, order: 0, organizations: [newId()] } },
  };
  assert.deepEqual(comesTo(past, elsewhere), ['0.00', '0.00']);
});

test('a cliff stands where a rate falls, and nowhere else', () => {
  const tiers = [
    { volumeThreshold: 10, rate: '0.05' },
    { volumeThreshold: 20, rate: '0.05' },
    { volumeThreshold: 50, rate: '0.02' },
  ];
  assert.deepEqual(
    priceCliffs(tiers, '0.04').map(({ volumeThreshold }) => volumeThreshold),
    [50],
  );
  assert.deepEqual(
    priceCliffs(tiers, '0.06').map(({ volumeThreshold }) => volumeThreshold),
    [10, 50],
  );
});
