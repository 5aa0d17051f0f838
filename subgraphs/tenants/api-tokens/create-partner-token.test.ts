import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { RequestIdentity } from '../../../platform/context/request-context.ts';
import { decodeId, encodeId, newId } from '../../../platform/ids/public-id.ts';
import { answerOf, askSubgraph } from '../../../test/support/ask-subgraph.ts';
import { createTestWorld, type TestTenant, type TestWorld } from '../../../test/support/test-world.ts';
import { resolveIdentity } from '../identity/resolve-identity.ts';
import { ensurePlatformTenant } from '../operators/create-operator.ts';
import { createTenant } from '../tenants/create-tenant.ts';
import { createPartnerToken } from './create-partner-token.ts';

let world: TestWorld;
let tenant: TestTenant;
before(async () => {
  world = await createTestWorld({ startsWorkers: false });
  tenant = await aTenant('first');
});
after(() => world.close());

async function aTenant(domain: string): Promise<TestTenant> {
  const platform = await ensurePlatformTenant(world.context('tenants', { level: 'internal' }));
  const operator = world.context('tenants', { level: 'platform', tenant: platform });
  const created = await createTenant(operator, { name: domain, domain, adminEmail: `a@${domain}.example`, plan: 'starter' });
  return { id: created.tenant.id, schema: created.tenant.schemaName };
}

async function aPartner(of = tenant, testMode = false): Promise<string> {
  const input = {
    name: 'Harbor',
    slug: `harbor-${newId()}`,
    contactEmail: 'ada@harbor.example',
    currency: 'USD',
    commissionRule: { kind: 'PERCENTAGE', rate: '0.1', recurrence: 'RECURRING' },
  };
  const { createPartner } = await answerOf<{ createPartner: { partner: { id: string } } }>(
    world,
    'partners',
    { tenant: of, testMode },
    {
      query: `mutation ($input: CreatePartnerInput!) { createPartner(input: $input) { partner { id } errors { code } } }`,
      variables: { input },
    },
  );
  return decodeId('ptn', createPartner.partner.id);
}

function asStaff(identity: Partial<RequestIdentity> = {}) {
  return world.context('tenants', { tenant, ...identity });
}

const PLAIN = { name: 'Harbor portal', testMode: false };

test('makes a token by which a partner’s user sees that partner and nothing else', async () => {
  const partnerId = await aPartner();
  const query = `mutation ($input: CreateApiTokenInput!) { createApiToken(input: $input) {
    token apiToken { partnerId organizationId permissions testMode } errors { code field } } }`;
  const variables = { input: { name: 'Harbor portal', partnerId: encodeId('ptn', partnerId) } };
  interface Created {
    createApiToken: { token: string; apiToken: object; errors: object[] };
  }
  const { createApiToken } = await answerOf<Created>(world, 'tenants', { tenant }, { query, variables });
  assert.deepEqual(
    [createApiToken.apiToken, createApiToken.errors],
    [{ partnerId: variables.input.partnerId, organizationId: null, permissions: ['view_partner'], testMode: false }, []],
  );
  const tokenHash = createHash('sha256').update(createApiToken.token).digest('hex');
  const anonymous = world.context('tenants', { level: 'internal' });
  const { identity } = await resolveIdentity(anonymous, { tokenHash, isSession: false, organizationId: null, tenantId: null });
  assert.deepEqual(
    [identity.level, identity.partnerId, identity.organizationId, identity.permissions, identity.testMode],
    ['partner', partnerId, null, ['view_partner'], false],
  );
  const mine = await answerOf<object>(world, 'partners', identity, { query: `{ partners { edges { node { id } } } }` });
  assert.deepEqual(mine, { partners: { edges: [{ node: { id: variables.input.partnerId } }] } });
  await assert.rejects(resolveIdentity(anonymous, { tokenHash, isSession: false, organizationId: newId(), tenantId: null }), {
    code: 'FORBIDDEN',
  });
  const refused = await askSubgraph(world, 'tenants', identity, { query, variables });
  assert.equal(refused.errors[0]?.code, 'FORBIDDEN');
  const audited = await world.inspect<{ partner: string }>(
    `select changes->'after'->>'partnerId' as partner from platform.audit_log where tenant_id = $1 and action = 'api_token.created'`,
    [tenant.id],
  );
  assert.deepEqual(audited, [{ partner: partnerId }]);
});

test('refuses partners that are unknown, of another tenant or of the other mode, and writes nothing', async () => {
  const [foreign, tested, mine] = [await aPartner(await aTenant('second')), await aPartner(tenant, true), await aPartner()];
  const before = await world.inspect(`select id from tenants.api_tokens`);
  for (const partnerId of [newId(), foreign, tested])
    await assert.rejects(createPartnerToken(asStaff(), { ...PLAIN, partnerId }), { code: 'NOT_FOUND', field: 'partnerId' });
  await assert.rejects(createPartnerToken(asStaff(), { ...PLAIN, partnerId: mine, testMode: true }), { field: 'testMode' });
  await assert.rejects(createPartnerToken(asStaff(), { ...PLAIN, partnerId: mine, organizationId: newId() }), {
    code: 'VALIDATION_FAILED',
    field: 'organizationId',
  });
  await assert.rejects(createPartnerToken(asStaff(), { ...PLAIN, partnerId: mine, permissions: ['manage_partners'] }), {
    code: 'PERMISSION_NOT_HELD',
    field: 'permissions',
  });
  await assert.rejects(createPartnerToken(asStaff(), { ...PLAIN, partnerId: mine, expiresAt: new Date(0) }), {
    field: 'expiresAt',
  });
  assert.equal((await world.inspect(`select id from tenants.api_tokens`)).length, before.length);
  const { apiToken } = await createPartnerToken(asStaff({ testMode: true }), { ...PLAIN, partnerId: tested, testMode: true });
  assert.match(apiToken.hint, /^wb_partner_test/);
});

test('only staff who manage partners make partners’ tokens', async () => {
  const partnerId = await aPartner();
  const others: Partial<RequestIdentity>[] = [
    { permissions: ['manage_api_keys', 'manage_tenant'] },
    { level: 'organization', organizationId: newId() },
    { level: 'partner', partnerId },
    { level: 'platform' },
  ];
  for (const identity of others)
    await assert.rejects(createPartnerToken(asStaff(identity), { ...PLAIN, partnerId }), { code: 'FORBIDDEN' });
});
