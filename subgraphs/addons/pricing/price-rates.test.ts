import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { FindPinnedPrice, PriceRates } from '../../../contracts/operations/addon-operations.ts';
import { ManualClock } from '../../../platform/context/clock.ts';
import type { RequestContext, RequestIdentity } from '../../../platform/context/request-context.ts';
import { NotFoundError, ValidationError } from '../../../platform/errors/errors.ts';
import { encodeId, newId } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import type { OperationRefusedError } from '../../../platform/operations/operation-client.ts';
import { answerOf, askSubgraph } from '../../../test/support/ask-subgraph.ts';
import { createTestWorld, type TestTenant, type TestWorld } from '../../../test/support/test-world.ts';
import { createAddon } from '../addons/create-addon.ts';
import { updateAddon } from '../addons/update-addon.ts';
import { applyAddons } from '../applications/apply-addons.ts';
import { configurePlatformCommission } from '../commission/configure-platform-commission.ts';
import { setOrganizationCommission } from '../commission/set-organization-commission.ts';
import { anAddon, anOrganization, aRate } from '../test-support/addon-fixtures.ts';
import type { RateToPrice } from './price-rate.ts';
import { pinnedPrice } from './pinned-price.ts';
import { priceRates } from './price-rates.ts';
import { QuoteExpiredError } from './pricing.errors.ts';
import type { RatePrice } from './rate-price.query.ts';

const clock = new ManualClock(new Date('2026-03-02T09:00:00Z'));
const FIVE_MINUTES = 300_000;
let world: TestWorld;
let tenant: TestTenant;

before(async () => {
  world = await createTestWorld({ clock, startsWorkers: false });
});
after(() => world.close());

function asStaff(identity: Partial<RequestIdentity> = {}): RequestContext {
  return world.context('addons', { tenant, ...identity });
}

function asShipper(organizationId: string, identity: Partial<RequestIdentity> = {}): RequestContext {
  return world.context('addons', { tenant, organizationId, permissions: ['create_shipments', 'view_shipments'], ...identity });
}

async function price(
  context: RequestContext,
  rates: RateToPrice[],
  organizationId = context.identity.organizationId!,
): Promise<RatePrice[]> {
  return priceRates(context, {
    quoteId: newId(),
    organizationId,
    expiresAt: new Date(clock.now().getTime() + FIVE_MINUTES),
    rates,
  });
}

async function totalOf(context: RequestContext): Promise<string> {
  const [priced] = await price(context, [aRate()]);
  return `${priced!.totalCharge.toDecimalString()} of which ${priced!.commission.toDecimalString()}`;
}

test('prices over the contract between subgraphs: 10.00 with 5 % handling and 1.20 insurance is 11.70, of which 0.24 commission', async () => {
  tenant = await world.createTenant();
  await createAddon(asStaff(), anAddon());
  await createAddon(
    asStaff(),
    anAddon({
      name: 'Insurance',
      surchargeType: 'fixed',
      amount: '1.20',
      currency: 'USD',
      order: 2,
      commissionEnabled: true,
      commissionRate: '0.2',
    }),
  );
  const organizationId = newId();
  const rate = { ...aRate(), carrierCharge: { amount: '10.00', currency: 'USD' } };
  const expiresAt = new Date(clock.now().getTime() + FIVE_MINUTES);
  const shipping = world.context('shipping', { tenant, organizationId, permissions: ['create_shipments'] });
  const { prices } = await shipping.operations.call(PriceRates, { quoteId: newId(), organizationId, expiresAt, rates: [rate] });
  const usd = (amount: string) => ({ amount, currency: 'USD' });
  const expected = {
    rateId: rate.rateId,
    carrierCharge: usd('10.00'),
    addonTotal: usd('1.70'),
    commission: usd('0.24'),
    totalCharge: usd('11.70'),
    expiresAt,
  };
  assert.deepEqual(prices, [expected]);
  assert.deepEqual(await shipping.operations.call(FindPinnedPrice, { rateId: rate.rateId }), expected);
  await assert.rejects(
    shipping.operations.call(FindPinnedPrice, { rateId: newId() }),
    (error: OperationRefusedError) => error.code === 'NOT_FOUND',
  );
});

test('the operations between subgraphs are closed to everybody else', async () => {
  const answer = await askSubgraph(
    world,
    'addons',
    { tenant, permissions: ['manage_addons'] },
    { query: FindPinnedPrice.document, variables: { input: { rateId: newId() } } },
  );
  assert.deepEqual(
    answer.errors.map(({ code }) => code),
    ['FORBIDDEN'],
  );
});

test('a pin keeps its price, its charges and their version when the addon changes', async () => {
  tenant = await world.createTenant();
  const { id } = await createAddon(asStaff(), anAddon());
  const shipper = asShipper(newId());
  const rate = aRate();
  await price(shipper, [rate]);
  await updateAddon(asStaff(), { id, changes: { amount: '50', name: 'Dear handling' } });
  const pinned = await pinnedPrice(shipper, { rateId: rate.rateId });
  assert.equal(pinned.totalCharge.toString(), '10.50 USD');
  assert.deepEqual([pinned.charges[0]?.addonVersion, pinned.charges[0]?.name], [1, 'Handling']);
  const [again] = await price(shipper, [rate]);
  assert.equal(again?.totalCharge.toString(), '10.50 USD');
  assert.equal(await totalOf(shipper), '15.00 of which 0.00');
});

test('a pinned price is honoured until its last instant and refused with QUOTE_EXPIRED from then on', async () => {
  const shipper = asShipper(newId());
  const rate = aRate();
  await price(shipper, [rate]);
  clock.advance(FIVE_MINUTES - 1);
  await pinnedPrice(shipper, { rateId: rate.rateId });
  clock.advance(1);
  await assert.rejects(pinnedPrice(shipper, { rateId: rate.rateId }), QuoteExpiredError);
});

test('only addons in force for the organization, the mode and the instant are charged', async () => {
  tenant = await world.createTenant();
  const [own, other] = [await anOrganization(world, tenant), await anOrganization(world, tenant)];
  const later = new Date(clock.now().getTime() + 60_000);
  await createAddon(asStaff(), anAddon({ amount: '1', organizations: [own] }));
  await createAddon(asStaff(), anAddon({ amount: '2', organizations: [other] }));
  await createAddon(asStaff(), anAddon({ amount: '4', active: false }));
  await createAddon(asStaff(), anAddon({ amount: '8', effectiveFrom: later }));
  await createAddon(asStaff(), anAddon({ amount: '16', effectiveUntil: later }));
  await createAddon(asStaff({ testMode: true }), anAddon({ amount: '32' }));
  assert.equal(await totalOf(asShipper(own)), '11.70 of which 0.00');
  assert.equal(await totalOf(asShipper(other)), '11.80 of which 0.00');
  assert.equal(await totalOf(asShipper(own, { testMode: true })), '13.20 of which 0.00');
  clock.advance(60_000);
  assert.equal(await totalOf(asShipper(own)), '10.90 of which 0.00');
});

test('the commission follows override, addon, tier and default, and the third shipment of the month reaches the tier', async () => {
  tenant = await world.createTenant();
  const [organizationId, agreed] = [newId(), await anOrganization(world, tenant)];
  const shipper = asShipper(organizationId);
  const { id } = await createAddon(asStaff(), anAddon({ amount: '100', commissionEnabled: true }));
  assert.equal(await totalOf(shipper), '20.00 of which 0.00');
  await configurePlatformCommission(asStaff(), {
    defaultCommissionRate: '0.04',
    minimumCommissionAmount: { amount: '0.25', currency: 'USD' },
    commissionTiers: [{ volumeThreshold: 2, rate: '0.03' }],
  });
  assert.equal(await totalOf(shipper), '20.00 of which 0.40');
  for (const _shipment of [1, 2]) {
    const rate = aRate();
    await price(shipper, [rate]);
    await applyAddons(shipper, { shipmentId: newId(), rateId: rate.rateId, organizationId });
  }
  assert.equal(await totalOf(shipper), '20.00 of which 0.30');
  assert.equal(await totalOf(asShipper(newId())), '20.00 of which 0.40');
  await updateAddon(asStaff(), { id, changes: { commissionRate: '0.05' } });
  assert.equal(await totalOf(shipper), '20.00 of which 0.50');
  await setOrganizationCommission(asStaff(), { organizationId: agreed, customCommissionRate: '0.01', commissionOverride: true });
  assert.equal(await totalOf(asShipper(agreed)), '20.00 of which 0.25');
  await setOrganizationCommission(asStaff(), { organizationId: agreed, customCommissionRate: '0.01', commissionOverride: false });
  assert.equal(await totalOf(asShipper(agreed)), '20.00 of which 0.50');
});

test('the volume of a month does not count in the next', async () => {
  tenant = await world.createTenant();
  const organizationId = newId();
  const shipper = asShipper(organizationId);
  await createAddon(asStaff(), anAddon({ amount: '100', commissionEnabled: true }));
  await configurePlatformCommission(asStaff(), {
    defaultCommissionRate: '0.04',
    minimumCommissionAmount: null,
    commissionTiers: [{ volumeThreshold: 1, rate: '0.03' }],
  });
  const rate = aRate();
  await price(shipper, [rate]);
  await applyAddons(shipper, { shipmentId: newId(), rateId: rate.rateId, organizationId });
  assert.equal(await totalOf(shipper), '20.00 of which 0.30');
  clock.advance(31 * 86_400_000);
  assert.equal(await totalOf(shipper), '20.00 of which 0.40');
});

test('fifty rates and one rate both take two statements, a repetition three', async () => {
  tenant = await world.createTenant();
  for (const order of [1, 2, 3]) await createAddon(asStaff(), anAddon({ order }));
  const shipper = asShipper(newId());
  const count = async (rates: RateToPrice[]): Promise<number> => {
    const before = world.statements();
    await price(shipper, rates);
    return world.statements() - before;
  };
  const rates = Array.from({ length: 50 }, () => aRate());
  assert.deepEqual([await count([aRate()]), await count(rates), await count(rates), await count([])], [2, 2, 3, 0]);
});

test('pricing the same rates twenty times at once pins each rate once and answers one price', async () => {
  tenant = await world.createTenant();
  await createAddon(asStaff(), anAddon());
  const organizationId = newId();
  const rates = Array.from({ length: 5 }, () => aRate());
  const answers = await Promise.all(Array.from({ length: 20 }, () => price(asShipper(organizationId), rates.toReversed())));
  assert.deepEqual(
    new Set(answers.map((prices) => JSON.stringify(prices.map(({ rateId, totalCharge }) => [rateId, totalCharge])))).size,
    1,
  );
  const [row] = await world.inspect(`select count(*)::int as pins from ${tenant.schema}.rate_prices`);
  assert.deepEqual(row, { pins: 5 });
});

test('an addon in another currency is left out and the pin says why', async () => {
  tenant = await world.createTenant();
  const { id } = await createAddon(asStaff(), anAddon({ surchargeType: 'fixed', amount: '3', currency: 'EUR' }));
  const shipper = asShipper(newId());
  assert.equal(await totalOf(shipper), '10.00 of which 0.00');
  const [yen] = await price(shipper, [aRate({ carrierCharge: Money.of('1010', 'JPY') })]);
  assert.equal(yen?.totalCharge.toString(), '1010 JPY');
  const pins = await world.inspect<{ skipped: unknown }>(`select skipped from ${tenant.schema}.rate_prices`);
  assert.deepEqual(
    pins.map(({ skipped }) => skipped),
    [1, 2].map(() => [{ addonId: id, addonVersion: 1, reason: 'CURRENCY_MISMATCH' }]),
  );
});

test('refuses doubled and negative rates and foreign organizations, and pins nothing', async () => {
  tenant = await world.createTenant();
  const shipper = asShipper(newId());
  const rate = aRate();
  await assert.rejects(price(shipper, [rate, rate]), ValidationError);
  await assert.rejects(price(shipper, [aRate({ carrierCharge: Money.of('-1', 'USD') })]), ValidationError);
  await assert.rejects(price(shipper, [rate], newId()), NotFoundError);
  const [row] = await world.inspect(`select count(*)::int as pins from ${tenant.schema}.rate_prices`);
  assert.deepEqual(row, { pins: 0 });
});

test('another organization, the other mode and another tenant find no pin and cannot take its rate over', async () => {
  tenant = await world.createTenant();
  const [owner, stranger] = [newId(), newId()];
  const rate = aRate();
  await price(asShipper(owner), [rate]);
  const other = await world.createTenant();
  const strangers = [
    asShipper(stranger),
    asShipper(owner, { testMode: true }),
    world.context('addons', { tenant: other, organizationId: owner }),
  ];
  for (const context of strangers) await assert.rejects(pinnedPrice(context, { rateId: rate.rateId }), NotFoundError);
  await assert.rejects(price(asShipper(stranger), [rate]), NotFoundError);
  await assert.rejects(price(asStaff(), [rate], stranger), NotFoundError);
  assert.equal((await pinnedPrice(asStaff(), { rateId: rate.rateId })).organizationId, owner);
});

const RATE_FIELDS = `query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Rate {
  addonCharges { name addonVersion surchargeType base isFolded amount { amount } commissionAmount { amount } }
  foldedCharge { amount } addonTotal { amount } commission { amount } totalCharge { amount currency } } } }`;

test('a rate shows its pinned price: folded addons and commission by name only to those who may, totals to all', async () => {
  tenant = await world.createTenant();
  const organizationId = newId();
  await createAddon(asStaff(), anAddon({ commissionEnabled: true, commissionRate: '0.2' }));
  await createAddon(
    asStaff(),
    anAddon({ name: 'Margin', surchargeType: 'fixed', amount: '0.75', currency: 'USD', visibility: 'folded', order: 2 }),
  );
  const rate = aRate();
  await price(asShipper(organizationId), [rate]);
  const representations = [{ __typename: 'Rate', id: encodeId('rat', rate.rateId) }];
  const read = async (identity: Partial<RequestIdentity>): Promise<unknown> =>
    structuredClone(
      (
        await answerOf<{ _entities: unknown[] }>(
          world,
          'addons',
          { tenant, ...identity },
          { query: RATE_FIELDS, variables: { representations } },
        )
      )._entities[0],
    );
  const handling = {
    name: 'Handling',
    addonVersion: 1,
    surchargeType: 'PERCENTAGE',
    base: 'CARRIER_CHARGE',
    isFolded: false,
    amount: { amount: '0.50' },
  };
  const margin = {
    name: 'Margin',
    addonVersion: 1,
    surchargeType: 'FIXED',
    base: null,
    isFolded: true,
    amount: { amount: '0.75' },
    commissionAmount: { amount: '0.00' },
  };
  const totals = { addonTotal: { amount: '1.25' }, totalCharge: { amount: '11.25', currency: 'USD' } };
  const hidden = { ...totals, foldedCharge: { amount: '0.75' } };
  assert.deepEqual(await read({ organizationId, permissions: ['view_shipments'] }), {
    ...hidden,
    addonCharges: [{ ...handling, commissionAmount: null }],
    commission: null,
  });
  assert.deepEqual(await read({ organizationId, permissions: ['view_shipments', 'view_analytics'] }), {
    ...hidden,
    addonCharges: [{ ...handling, commissionAmount: { amount: '0.10' } }],
    commission: { amount: '0.10' },
  });
  assert.deepEqual(await read({}), {
    ...totals,
    foldedCharge: { amount: '0.00' },
    addonCharges: [{ ...handling, commissionAmount: { amount: '0.10' } }, margin],
    commission: { amount: '0.10' },
  });
});

test('rates of others, of the other mode and unknown ones answer nulls, never an error', async () => {
  const [pin] = await world.inspect<{ id: string; organization_id: string }>(
    `select id, organization_id from ${tenant.schema}.rate_prices`,
  );
  const other = await world.createTenant();
  const representations = [pin!.id, newId()].map((id) => ({ __typename: 'Rate', id: encodeId('rat', id) }));
  const nothing = { addonCharges: null, foldedCharge: null, addonTotal: null, commission: null, totalCharge: null };
  const identities = [
    { tenant, organizationId: newId() },
    { tenant, organizationId: pin!.organization_id, testMode: true },
    { tenant: other, organizationId: pin!.organization_id },
    { level: 'platform' as const },
  ];
  for (const identity of identities) {
    const { _entities: found } = await answerOf<{ _entities: unknown[] }>(world, 'addons', identity, {
      query: RATE_FIELDS,
      variables: { representations },
    });
    assert.deepEqual(structuredClone(found), [nothing, nothing]);
  }
});

test('fifty rates of a quote are read in one statement', async () => {
  const organizationId = newId();
  const rates = Array.from({ length: 50 }, () => aRate());
  await price(asShipper(organizationId), rates);
  const representations = rates.map(({ rateId }) => ({ __typename: 'Rate', id: encodeId('rat', rateId) }));
  const answer = await askSubgraph<{ _entities: { totalCharge: { amount: string } }[] }>(
    world,
    'addons',
    { tenant, organizationId },
    { query: RATE_FIELDS, variables: { representations } },
  );
  assert.deepEqual([answer.errors.length, answer.statements, answer.data._entities.length], [0, 1, 50]);
  assert.ok(answer.data._entities.every(({ totalCharge }) => totalCharge.amount === '11.25'));
});
