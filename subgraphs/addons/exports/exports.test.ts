import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ManualClock } from '../../../platform/context/clock.ts';
import type { RequestIdentity } from '../../../platform/context/request-context.ts';
import { encodeId, newId } from '../../../platform/ids/public-id.ts';
import { askSubgraph } from '../../../test/support/ask-subgraph.ts';
import { createTestWorld, type TestTenant, type TestWorld } from '../../../test/support/test-world.ts';
import { createAddon } from '../addons/create-addon.ts';
import { anAddon } from '../test-support/addon-fixtures.ts';
import { pinRates, tellOfCancellation, tellOfPurchase } from '../test-support/purchases.ts';

const clock = new ManualClock(new Date('2026-03-02T10:00:00Z'));
const organizationId = newId();
const shipmentId = newId();
let world: TestWorld;
let tenant: TestTenant;
let addonId: string;

before(async () => {
  world = await createTestWorld({ clock });
  tenant = await world.createTenant();
  const evil = anAddon({ name: '=HYPERLINK("http://x")', commissionEnabled: true, commissionRate: '0.2' });
  addonId = (await createAddon(world.context('addons', { tenant }), evil)).id;
  const shipper = world.context('addons', { tenant, organizationId });
  const purchase = { shipmentId, price: (await pinRates(clock, shipper, 1))[0]! };
  await tellOfPurchase(world, tenant, organizationId, [purchase]);
  await world.settle();
  const purchasedAt = clock.now();
  clock.advance(60_000);
  await tellOfCancellation(world, tenant, organizationId, [{ ...purchase, purchasedAt }]);
  await world.settle();
});
after(() => world.close());

const APPLICATIONS = 'query ($filter: AddonApplicationFilter) { addonApplicationsCsv(filter: $filter) }';
const COMMISSIONS = 'query ($filter: CommissionFilter) { commissionsCsv(filter: $filter) }';

async function rows(query: string, filter: object | null = null, identity: Partial<RequestIdentity> = {}): Promise<string[]> {
  const { data, errors } = await askSubgraph<Record<string, string>>(
    world,
    'addons',
    { tenant, ...identity },
    { query, variables: { filter } },
  );
  assert.deepEqual(errors, []);
  return Object.values(data)[0]!.trimEnd().split('\r\n');
}

test('applications and their reversals leave as rows, latest first, names defused, amounts as they are', async () => {
  const [names, reversal, charge, ...rest] = await rows(APPLICATIONS);
  assert.equal(
    names,
    'id,createdAt,organizationId,shipmentId,addonId,addonVersion,addonName,carrierName,service,currency,amount,commissionAmount,reversesId',
  );
  const [id] = charge!.split(',');
  const shared = `${encodeId('org', organizationId)},${encodeId('shp', shipmentId)},${encodeId('add', addonId)},1,"'=HYPERLINK(""http://x"")",usps,ground,USD`;
  assert.equal(charge, `${id},2026-03-02T10:00:00.000Z,${shared},5.00,1.00,`);
  assert.equal(reversal, `${reversal!.split(',')[0]},2026-03-02T10:01:00.000Z,${shared},-5.00,-1.00,${id}`);
  assert.deepEqual(rest, []);
});

test('commissions leave with rate and rule, and the filters of the list narrow both files', async () => {
  const [, reversal, earned] = await rows(COMMISSIONS);
  assert.match(earned!, /,USD,1\.00,5\.00,0\.2,addon_rate,$/);
  assert.match(reversal!, /,USD,-1\.00,-5\.00,0\.2,addon_rate,com_/);
  assert.equal((await rows(COMMISSIONS, { isReversal: false })).length, 2);
  assert.equal((await rows(APPLICATIONS, { isReversal: true })).length, 2);
  assert.equal((await rows(APPLICATIONS, { until: '2026-03-02T10:00:00Z' })).length, 1);
});

test('other tenants and test mode get the names of the columns alone, callers without manage_addons nothing', async () => {
  for (const identity of [{ tenant: await world.createTenant() }, { testMode: true }])
    for (const query of [APPLICATIONS, COMMISSIONS]) assert.equal((await rows(query, null, identity)).length, 1);
  for (const query of [APPLICATIONS, COMMISSIONS]) {
    const asked = { query, variables: { filter: null } };
    const { errors } = await askSubgraph(world, 'addons', { tenant, organizationId, permissions: ['view_analytics'] }, asked);
    assert.deepEqual(
      errors.map(({ code }) => code),
      ['FORBIDDEN'],
    );
  }
});

test('10,000 rows fit; of one more the export is refused and says what to do', async () => {
  const copy = `insert into ${tenant.schema}.addon_applications (id, organization_id, test_mode, addon_id, addon_version, addon_name, surcharge_type, base, is_folded,
      shipment_id, quote_id, rate_id, connection_id, carrier_name, service, currency, amount, commission_amount, created_at)
    select md5(i::text)::uuid, organization_id, test_mode, addon_id, addon_version, addon_name, surcharge_type, base, is_folded, md5(i::text)::uuid, quote_id,
      rate_id, connection_id, carrier_name, service, currency, amount, commission_amount, created_at
    from ${tenant.schema}.addon_applications, generate_series($1::int, $2::int) as i where reverses_id is null and shipment_id = $3`;
  await world.inspect(copy, [1, 9_998, shipmentId]);
  assert.equal((await rows(APPLICATIONS)).length, 10_001);
  await world.inspect(copy, [9_999, 9_999, shipmentId]);
  const { data, errors } = await askSubgraph(world, 'addons', { tenant }, { query: APPLICATIONS, variables: { filter: null } });
  assert.deepEqual(data, { addonApplicationsCsv: null });
  assert.deepEqual(
    errors.map(({ code, field }) => [code, field]),
    [['EXPORT_TOO_LARGE', 'filter']],
  );
});
