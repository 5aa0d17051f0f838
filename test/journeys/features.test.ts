import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { FEATURES, featuresOf } from '../../contracts/identity/features.ts';
import { ManualClock } from '../../platform/context/clock.ts';
import { readyOrganization, type ReadyOrganization } from '../support/first-parcel-world.ts';
import { startTestGateway, type TestGateway } from '../support/test-gateway.ts';
import { createTestWorld, type TestWorld } from '../support/test-world.ts';

const clock = new ManualClock(new Date('2026-03-02T10:00:00Z'));
let world: TestWorld;
let gateway: TestGateway;
let shop: ReadyOrganization;
let tenantId: string;

before(async () => {
  world = await createTestWorld({ clock });
  gateway = await startTestGateway(world, clock);
  shop = await readyOrganization(gateway);
  tenantId = (await gateway.ask<{ tenantId: string }>('{ viewer { tenantId } }', { token: shop.adminToken })).tenantId;
});
after(async () => {
  await gateway.stop();
  await world.close();
});

interface Answer {
  data?: Record<string, { errors: { code: string }[] }> | null;
  errors?: { message: string; extensions: { code: string } }[];
}

/** What became of a mutation: the code of its refusal, or undefined when it was done. */
async function tried(field: string, input: object, token = shop.adminToken): Promise<string | undefined> {
  const type = `${field.charAt(0).toUpperCase()}${field.slice(1)}Input`;
  const query = `mutation ($input: ${type}!) { ${field}(input: $input) { errors { code } } }`;
  const response = await fetch(gateway.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables: { input } }),
  });
  const { data, errors = [] } = (await response.json()) as Answer;
  return errors[0]?.extensions.code ?? data?.[field]?.errors[0]?.code;
}

/** An operation of each feature that has some. */
const OPERATIONS: readonly [feature: string, field: string, input: object][] = [
  ['organizations', 'createOrganization', { name: 'Another' }],
  ['organizations', 'createOrganizationAccount', { name: 'One more' }],
  ['addons', 'createAddon', { name: 'Care', surchargeType: 'PERCENTAGE', amount: '1' }],
  ['addons', 'configurePlatformCommission', { defaultCommissionRate: '0.1' }],
  [
    'partners',
    'createPartner',
    {
      name: 'P',
      slug: 'p',
      contactEmail: 'p@p.example',
      currency: 'USD',
      commissionRule: { kind: 'FIXED', amount: '1.00', recurrence: 'RECURRING' },
    },
  ],
  ['custom_domains', 'addTenantDomain', { domain: 'ship.features.example', kind: 'APP' }],
  ['white_labeling', 'updateTenantBranding', { branding: { primaryColor: '#112233' } }],
  ['allowed_networks', 'setIpRules', { rules: [] }],
];

const setFlags = (isEnabled: boolean | null): Promise<string | undefined> =>
  tried('updateTenant', { id: tenantId, featureFlags: FEATURES.map((name) => ({ name, isEnabled })) }, gateway.operatorToken);

const refusedNow = async (): Promise<string[]> => {
  const refused: string[] = [];
  for (const [feature, field, input] of OPERATIONS)
    if ((await tried(field, input)) === 'FEATURE_NOT_ENABLED') refused.push(`${feature} ${field}`);
  return refused;
};

test('a flag decides, and without one the plan; a flag of another name is no feature', () => {
  assert.deepEqual(featuresOf({ plan: 'starter', flags: { custom_domains: true, addons: false, drones: true } }), [
    'organizations',
    'partners',
    'webhooks',
    'custom_domains',
  ]);
  assert.deepEqual(featuresOf({ plan: 'enterprise', flags: {} }), [...FEATURES]);
});

test('what a tenant’s features do not hold is refused by FEATURE_NOT_ENABLED, from the next request on, and nothing is done', async () => {
  assert.equal(await setFlags(false), undefined);
  const before = await world.inspect('select count(*)::int as count from platform.audit_log');
  assert.deepEqual(
    await refusedNow(),
    OPERATIONS.map(([feature, field]) => `${feature} ${field}`),
  );
  assert.deepEqual(await world.inspect('select count(*)::int as count from platform.audit_log'), before);
  const viewer = await gateway.ask<{ features: string[] }>('{ viewer { features } }', { token: shop.adminToken });
  assert.deepEqual(viewer.features, []);
  assert.equal(await setFlags(true), undefined);
  assert.deepEqual(await refusedNow(), []);
  const all = await gateway.ask<{ features: string[] }>('{ viewer { features } }', { token: shop.adminToken });
  assert.deepEqual(all.features, [...FEATURES]);
});

test('a plan brings its features and takes them away, at once; operators are asked for none', async () => {
  assert.equal(await setFlags(null), undefined);
  assert.equal(await tried('updateTenant', { id: tenantId, plan: 'STARTER' }, gateway.operatorToken), undefined);
  assert.deepEqual(await refusedNow(), [
    'custom_domains addTenantDomain',
    'white_labeling updateTenantBranding',
    'allowed_networks setIpRules',
  ]);
  const domain = { tenantId, domain: 'other.features.example', kind: 'APP' };
  assert.equal(await tried('addTenantDomain', domain, gateway.operatorToken), undefined);
  assert.equal(await tried('updateTenant', { id: tenantId, plan: 'PROFESSIONAL' }, gateway.operatorToken), undefined);
  assert.deepEqual(await refusedNow(), ['allowed_networks setIpRules']);
  const { features } = await gateway.ask<{ features: string[] }>('query ($id: ID!) { tenant(id: $id) { features } }', {
    token: gateway.operatorToken,
    variables: { id: tenantId },
  });
  assert.deepEqual(
    features,
    FEATURES.filter((feature) => feature !== 'allowed_networks'),
  );
});

test('a subgraph refuses it for itself, whatever the gateway let through', async () => {
  const { data, errors } = (await world.marketplace.subgraphs.get('addons')!.execute({
    query: 'mutation { createAddon(input: { name: "Care", surchargeType: PERCENTAGE, amount: "1" }) { errors { code } } }',
    identityToken: await world.marketplace.signer.sign({
      actor: 'user/1',
      level: 'tenant',
      userId: null,
      tenant: await tenantPlace(),
      organizationId: null,
      partnerId: null,
      testMode: false,
      permissions: ['manage_addons'],
      features: ['organizations'],
    }),
    requestId: 'test',
  })) as Answer;
  assert.deepEqual([data?.['createAddon'] ?? null, errors?.[0]?.extensions.code], [null, 'FEATURE_NOT_ENABLED']);
});

async function tenantPlace(): Promise<{ id: string; schema: string }> {
  const [tenant] = await world.inspect<{ id: string; schema: string }>(
    `select id, schema_name as schema from tenants.tenants where kind = 'customer' order by created_at limit 1`,
  );
  return tenant!;
}
