import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestGateway, type TestGateway } from '../../../test/support/test-gateway.ts';
import { createTestWorld, type TestWorld } from '../../../test/support/test-world.ts';
import { ManualClock } from '../../../platform/context/clock.ts';

const clock = new ManualClock(new Date('2026-03-10T12:00:00Z'));
let world: TestWorld;
let gateway: TestGateway;

interface Made {
  tenant: { id: string; name: string; status: string };
  adminInvitation: { acceptToken: string };
}

const CREATE = `mutation ($input: CreateTenantInput!) {
  createTenant(input: $input) { tenant { id name status } adminInvitation { acceptToken } errors { code field message } }
}`;
const LIST = `query ($filter: TenantFilter, $sort: TenantSort, $first: Int) {
  tenants(filter: $filter, sort: $sort, first: $first) { totalCount edges { node {
    id name status isActive region featureFlags { name isEnabled } branding { primaryColor } appDomains apiDomains
    domains { id domain kind isPrimary isVerified verificationRecord { name value } }
    counts { organizations activeOrganizations members apiTokens }
    provisioning { step attempts } usage { apiCalls shipments revenue { amount currency } }
  } } }
}`;

async function create(domain: string, facts: Record<string, unknown> = {}): Promise<Made> {
  const input = { name: `The ${domain}`, domain, adminEmail: `a@${domain}.example`, ...facts };
  return gateway.ask<Made>(CREATE, { token: gateway.operatorToken, variables: { input } });
}

async function tokenOf(made: Made): Promise<string> {
  const accepted = await gateway.ask<{ accessToken: string }>(
    `mutation ($token: String!) { acceptInvitation(input: { token: $token, name: "Ada" }) { accessToken errors { code } } }`,
    { variables: { token: made.adminInvitation.acceptToken } },
  );
  return accepted.accessToken;
}

before(async () => {
  world = await createTestWorld({ clock });
  gateway = await startTestGateway(world, clock);
});
after(async () => {
  await gateway.stop();
  await world.close();
});

interface Listed {
  totalCount: number;
  edges: { node: Record<string, unknown> & { name: string; counts: unknown; usage: unknown } }[];
}

async function list(variables: Record<string, unknown> = {}): Promise<{ names: string[]; statements: number; listed: Listed }> {
  const answer = await gateway.send<{ tenants: Listed }>(LIST, { token: gateway.operatorToken, variables });
  assert.deepEqual(answer.errors, []);
  const listed = answer.data!.tenants;
  return { names: listed.edges.map(({ node }) => node.name), statements: answer.statements, listed };
}

test('tenants are listed with what is in them by as many statements for twelve as for two, and found by every filter', async () => {
  const maple = await create('maple', { region: 'eu-central', features: ['webhooks'], branding: { primaryColor: '#1A365D' } });
  await create('birch', { plan: 'ENTERPRISE' });
  const token = await tokenOf(maple);
  await gateway.ask(
    `mutation { createOrganization(input: { name: "Shop", ownerEmail: "o@shop.example" }) { organization { id } errors { code } } }`,
    { token },
  );
  await gateway.ask(`mutation { createApiToken(input: { name: "Robot" }) { token errors { code } } }`, { token });
  await world.settle();
  const two = await list({ sort: 'NAME_ASC' });
  assert.deepEqual(two.names, ['The birch', 'The maple']);
  const { node } = two.listed.edges[1]!;
  assert.deepEqual(
    [
      node['isActive'],
      node['region'],
      node['featureFlags'],
      node['branding'],
      node['counts'],
      node['usage'],
      node['provisioning'],
    ],
    [
      true,
      'eu-central',
      [{ name: 'webhooks', isEnabled: true }],
      { primaryColor: '#1a365d' },
      { organizations: 1, activeOrganizations: 1, members: 0, apiTokens: 1 },
      { apiCalls: 0, shipments: 0, revenue: [] },
      { step: 'DONE', attempts: 0 },
    ],
  );
  assert.deepEqual(node['apiDomains'], ['maple.waybill.localhost']);
  for (let more = 0; more < 10; more += 1) await create(`more-${more}`);
  const twelve = await list();
  assert.deepEqual([twelve.listed.totalCount, twelve.statements], [12, two.statements]);
  for (const [filter, names] of [
    [{ search: 'MAPLE' }, ['The maple']],
    [{ search: '%' }, []],
    [{ plan: 'ENTERPRISE' }, ['The birch']],
    [{ region: 'eu-central' }, ['The maple']],
    [{ feature: 'webhooks' }, ['The maple']],
    [{ status: 'SUSPENDED' }, []],
    [{ createdBefore: '2026-03-10T12:00:00Z' }, []],
    [
      { search: 'more-', createdAfter: '2026-03-10T12:00:00Z', status: 'ACTIVE' },
      Array.from({ length: 10 }, (_, index) => `The more-${index}`),
    ],
  ] as const)
    assert.deepEqual((await list({ filter, sort: 'NAME_ASC' })).names, names, JSON.stringify(filter));
  assert.equal((await list({ sort: 'NAME_DESC', first: 1 })).names[0], 'The more-9');
});

test('the usage of tenants and the traffic of the platform are what their organizations did, live, of all of them', async () => {
  const ids = await world.inspect<{ id: string; name: string }>(
    `select id, name from tenants.tenants where slug in ('maple', 'birch') order by slug`,
  );
  for (const [index, { id }] of ids.entries())
    await world.inspect(
      `insert into analytics.daily_tenant_usage (tenant_id, test_mode, day, metric, currency, event_count, error_count, amount) values
        ($1, false, '2026-03-10', 'usage.api_request.made', '', 40, 10, 0), ($1, true, '2026-03-10', 'usage.api_request.made', '', 7, 7, 0),
        ($1, false, '2026-02-20', 'usage.shipment.purchased', 'USD', $2, 0, 12.50), ($1, false, '2025-12-31', 'usage.shipment.purchased', 'USD', 99, 0, 999)`,
      [id, index + 1],
    );
  const { listed } = await list({ filter: { search: 'The maple' } });
  assert.deepEqual(listed.edges[0]!.node.usage, { apiCalls: 40, shipments: 2, revenue: [{ amount: '12.50', currency: 'USD' }] });
  const health = await gateway.ask<{ traffic: unknown }>(
    `{ systemHealth { traffic { apiCalls errorRate shipments revenue { amount currency } } } }`,
    { token: gateway.operatorToken },
  );
  assert.deepEqual(health.traffic, { apiCalls: 80, errorRate: '0.25', shipments: 0, revenue: [] });
});

test('only operators see and change tenants; staff see their own, and change its looks and its domains', async () => {
  const oak = await create('oak', { plan: 'PROFESSIONAL' });
  const elm = await create('elm');
  const staff = await tokenOf(oak);
  const id = elm.tenant.id;
  for (const query of [
    `{ tenants { totalCount } }`,
    `{ tenant(id: "${id}") { name } }`,
    `{ systemHealth { isHealthy } }`,
    `mutation { createTenant(input: { name: "X", domain: "x", adminEmail: "x@x.example" }) { tenant { id } } }`,
    ...['suspendTenant', 'reactivateTenant', 'deleteTenant', 'restoreTenant', 'updateTenant'].map(
      (name) => `mutation { ${name}(input: { id: "${id}" }) { tenant { id } } }`,
    ),
  ]) {
    const answer = await gateway.send(query, { token: staff });
    assert.equal(answer.errors[0]?.extensions.code, 'FORBIDDEN', query);
    const anonymous = await gateway.send(query);
    assert.equal(anonymous.errors[0]?.extensions.code, 'UNAUTHENTICATED', query);
  }
  const own = await gateway.ask<{ name: string }>(`{ currentTenant { name counts { members } } }`, { token: staff });
  assert.equal(own.name, 'The oak');
  const usage = await gateway.send(`{ currentTenant { usage { apiCalls } } }`, { token: staff });
  assert.equal(usage.errors[0]?.extensions.code, 'FORBIDDEN');
  const looks = `mutation { updateTenantBranding(input: { branding: { logoUrl: "https://cdn.example.com/oak.svg" } }) { tenant { branding { logoUrl } } errors { code } } }`;
  await gateway.ask(looks, { token: staff });
  const shown = await gateway.ask<{ name: string; branding: unknown }>(
    `{ tenantOfHost(host: "OAK.waybill.localhost") { name branding { logoUrl primaryColor } } }`,
  );
  assert.deepEqual(shown, { name: 'The oak', branding: { logoUrl: 'https://cdn.example.com/oak.svg', primaryColor: null } });
  const add = (tenantId?: string): string =>
    `mutation { addTenantDomain(input: { domain: "ship.oak.example" ${tenantId ? `tenantId: "${tenantId}"` : ''} }) { domain { domain kind isVerified verificationRecord { name } } errors { code field } } }`;
  const foreign = await gateway.send<{ addTenantDomain: { errors: unknown } }>(add(id), { token: staff });
  assert.deepEqual(foreign.data!.addTenantDomain.errors, [{ code: 'NOT_FOUND', field: 'tenantId' }]);
  const added = await gateway.ask<{ domain: unknown }>(add(), { token: staff });
  assert.deepEqual(added.domain, {
    domain: 'ship.oak.example',
    kind: 'APP',
    isVerified: false,
    verificationRecord: { name: '_waybill.ship.oak.example' },
  });
});
