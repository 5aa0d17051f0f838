import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ManualClock } from '../../../platform/context/clock.ts';
import type { RequestIdentity } from '../../../platform/context/request-context.ts';
import { encodeId, newId } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import { answerOf, askSubgraph } from '../../../test/support/ask-subgraph.ts';
import { createTestWorld, type TestTenant, type TestWorld } from '../../../test/support/test-world.ts';
import type { AddonDefinition } from '../addons/addon-rules.ts';
import { createAddon } from '../addons/create-addon.ts';
import { deleteAddon } from '../addons/delete-addon.ts';
import { updateAddon } from '../addons/update-addon.ts';
import { priceRates } from '../pricing/price-rates.ts';
import { anAddon, anOrganization, aRate } from '../test-support/addon-fixtures.ts';

const clock = new ManualClock(new Date('2026-03-02T09:00:00Z'));
let world: TestWorld;
let tenant: TestTenant;

before(async () => {
  world = await createTestWorld({ clock, startsWorkers: false });
  tenant = await world.createTenant();
});
after(() => world.close());

const EXPLAIN = `query($rate: ID!) { explainRate(rateId: $rate) { pricedAt carrierCharge { amount } totalCharge { amount }
  considerations { name addonVersion isApplied skipReason amount { amount } base baseAmount { amount } commissionAmount { amount } commissionRate commissionRuleSource } } }`;

interface Explanation {
  pricedAt: string;
  carrierCharge: { amount: string };
  totalCharge: { amount: string };
  considerations: { name: string; isApplied: boolean; skipReason: string | null }[];
}

async function create(order: number, terms: Partial<AddonDefinition>): Promise<string> {
  const addon = await createAddon(world.context('addons', { tenant }), anAddon({ ...terms, order }), {
    acceptsUnknownNames: true,
  });
  return addon.id;
}

async function explain(rateId: string, identity: Partial<RequestIdentity> = {}): Promise<Explanation> {
  const variables = { rate: encodeId('rat', rateId) };
  const answer = await answerOf<{ explainRate: Explanation }>(
    world,
    'addons',
    { tenant, ...identity },
    { query: EXPLAIN, variables },
  );
  return structuredClone(answer.explainRate);
}

test('every addon there was is named in the order of charging, with what it came to or why it was skipped', async () => {
  const [organizationId, other] = [newId(), await anOrganization(world, tenant)];
  const now = clock.now();
  const later = new Date(now.getTime() + 3_600_000);
  await create(1, { name: 'Handling', commissionEnabled: true, commissionRate: '0.2' });
  await create(2, { name: 'Elsewhere', organizations: [other] });
  await create(3, { name: 'Paused', active: false });
  await create(4, { name: 'Ended', effectiveUntil: now });
  await create(5, { name: 'Coming', effectiveFrom: later });
  await create(6, { name: 'By air', services: ['express'] });
  await create(7, { name: 'Of UPS', carriers: ['ups'] });
  await create(8, { name: 'In euros', surchargeType: 'fixed', amount: '1', currency: 'EUR' });
  await create(9, { name: 'Protection', amount: '10', base: 'running_total' });
  const deleted = await create(10, { name: 'Gone' });
  await deleteAddon(world.context('addons', { tenant }), { id: deleted });
  clock.advance(1_000);
  const shipper = world.context('addons', { tenant, organizationId, permissions: ['create_shipments'] });
  const rate = aRate({ carrierCharge: Money.of('100', 'USD') });
  const expiresAt = new Date(clock.now().getTime() + 900_000);
  await priceRates(shipper, { quoteId: newId(), organizationId, expiresAt, rates: [rate] });
  const pricedAt = clock.now().toISOString();
  const expected = await explain(rate.rateId);
  assert.deepEqual(expected, {
    pricedAt,
    carrierCharge: { amount: '100.00' },
    totalCharge: { amount: '115.50' },
    considerations: [
      {
        name: 'Handling',
        addonVersion: 1,
        isApplied: true,
        skipReason: null,
        amount: { amount: '5.00' },
        base: 'CARRIER_CHARGE',
        baseAmount: { amount: '100.00' },
        commissionAmount: { amount: '1.00' },
        commissionRate: '0.2',
        commissionRuleSource: 'ADDON_RATE',
      },
      ...[
        ['Elsewhere', 1, 'OTHER_ORGANIZATION'],
        ['Paused', 1, 'INACTIVE'],
        ['Ended', 1, 'NO_LONGER_EFFECTIVE'],
        ['Coming', 1, 'NOT_YET_EFFECTIVE'],
        ['By air', 1, 'OTHER_SERVICE'],
        ['Of UPS', 1, 'OTHER_CARRIER'],
        ['In euros', 1, 'CURRENCY_MISMATCH'],
      ].map(([name, addonVersion, skipReason]) => skipped(name, addonVersion, skipReason)),
      {
        name: 'Protection',
        addonVersion: 1,
        isApplied: true,
        skipReason: null,
        amount: { amount: '10.50' },
        base: 'RUNNING_TOTAL',
        baseAmount: { amount: '105.00' },
        commissionAmount: null,
        commissionRate: null,
        commissionRuleSource: null,
      },
      skipped('Gone', 2, 'DELETED'),
    ],
  });
  clock.advance(60_000);
  await create(0, { name: 'After the fact' });
  const [handling] = await world.inspect<{ id: string }>(`select id from ${tenant.schema}.addons where name = 'Handling'`);
  await updateAddon(world.context('addons', { tenant }), { id: handling!.id, changes: { name: 'Renamed', amount: '50' } });
  assert.deepEqual(await explain(rate.rateId), expected, 'what comes later changes no explanation');
});

function skipped(name: unknown, addonVersion: unknown, skipReason: unknown): object {
  const nothing = { amount: null, base: null, baseAmount: null, commissionAmount: null, commissionRate: null };
  return { name, addonVersion, isApplied: false, skipReason, ...nothing, commissionRuleSource: null };
}

test('rates that were never priced, of others or of the other mode are not found, and members may not ask', async () => {
  const rate = await world.inspect<{ id: string }>(`select id from ${tenant.schema}.rate_prices`);
  const variables = { rate: encodeId('rat', rate[0]!.id) };
  const codeFor = async (identity: Partial<RequestIdentity>, asked = variables): Promise<string | undefined> =>
    (await askSubgraph(world, 'addons', { tenant, ...identity }, { query: EXPLAIN, variables: asked })).errors[0]?.code;
  assert.equal(await codeFor({}, { rate: encodeId('rat', newId()) }), 'NOT_FOUND');
  assert.equal(await codeFor({ testMode: true }), 'NOT_FOUND');
  assert.equal(await codeFor({ organizationId: newId() }), 'NOT_FOUND');
  assert.equal(await codeFor({ tenant: await world.createTenant() }), 'NOT_FOUND');
  assert.equal(await codeFor({ permissions: ['view_shipments', 'view_analytics'] }), 'FORBIDDEN');
  assert.equal(await codeFor({}), undefined);
});
