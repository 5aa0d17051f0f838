import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ManualClock } from '../../../platform/context/clock.ts';
import type { RequestContext, RequestIdentity } from '../../../platform/context/request-context.ts';
import { ORGANIZATION_ROLES, TENANT_ADMIN_PERMISSIONS, OPERATOR_PERMISSIONS } from '../../../contracts/identity/permissions.ts';
import type { Identity } from '../../../contracts/identity/identity.ts';
import { hashToken } from '../../../platform/identity/api-token.ts';
import { encodeId, newId } from '../../../platform/ids/public-id.ts';
import { answerOf, askSubgraph } from '../../../test/support/ask-subgraph.ts';
import { createTestWorld, type TestTenant, type TestWorld } from '../../../test/support/test-world.ts';
import { resolveIdentity } from '../identity/resolve-identity.ts';
import { signIn } from '../sign-in/sign-in.ts';
import { PASSWORD, TestPeople } from '../test-support/test-people.ts';
import { createApiToken } from './create-api-token.ts';
import { issueToken } from './issue-token.ts';
import { revokeApiToken } from './revoke-api-token.ts';
import { rotateApiToken } from './rotate-api-token.ts';
import { updateApiToken } from './update-api-token.ts';

const clock = new ManualClock(new Date('2026-03-01T00:00:00Z'));
let world: TestWorld;
let people: TestPeople;

before(async () => {
  world = await createTestWorld({ clock, startsWorkers: false });
  people = new TestPeople(world);
});
after(() => world.close());

async function staff(tenant?: TestTenant): Promise<RequestContext> {
  return world.context('tenants', {
    tenant: tenant ?? (await people.tenant()),
    level: 'tenant',
    permissions: TENANT_ADMIN_PERMISSIONS,
  });
}

async function holder(token: string): Promise<Identity> {
  const request = { tokenHash: hashToken(token), isSession: false, organizationId: null, tenantId: null };
  return (await resolveIdentity(people.anonymous(), request)).identity;
}

const GONE = { code: 'UNAUTHENTICATED' };
const make = (context: RequestContext, more: object = {}): ReturnType<typeof createApiToken> =>
  createApiToken(context, { name: 'Program', testMode: false, ...more });

test('an operator makes tokens of the platform, with permissions of operators only, in live mode', async () => {
  const operator = world.context('tenants', {
    tenant: await people.tenant(),
    level: 'platform',
    permissions: OPERATOR_PERMISSIONS,
  });
  const { token } = await make(operator, { permissions: ['manage_tenants'] });
  assert.match(token, /^wb_platform_live_/);
  assert.deepEqual([(await holder(token)).level, (await holder(token)).permissions], ['platform', ['manage_tenants']]);
  await assert.rejects(make(operator, { permissions: ['manage_billing'] }), { code: 'PERMISSION_NOT_HELD' });
  await assert.rejects(make(operator, { testMode: true }), { code: 'VALIDATION_FAILED', field: 'testMode' });
});

test('a secret is replaced at once, or after an overlap in which both open; everything else about the token stays', async () => {
  const context = await staff();
  const { apiToken, token: first } = await make(context, { permissions: ['manage_addons'] });
  const { token: second, apiToken: rotated } = await rotateApiToken(context, { id: apiToken.id, overlapSeconds: 0 });
  await assert.rejects(holder(first), GONE);
  assert.deepEqual((await holder(second)).permissions, ['manage_addons']);
  assert.deepEqual([rotated.id, rotated.hint.slice(-4), rotated.previousEndsAt], [apiToken.id, second.slice(-4), null]);
  const { token: third } = await rotateApiToken(context, { id: apiToken.id, overlapSeconds: 60 });
  clock.advance(59_999);
  assert.equal((await holder(second)).actor, (await holder(third)).actor);
  clock.advance(1);
  await assert.rejects(holder(second), GONE);
  await holder(third);
  for (const overlapSeconds of [-1, 604_801])
    await assert.rejects(rotateApiToken(context, { id: apiToken.id, overlapSeconds }), { code: 'VALIDATION_FAILED' });
});

test('revoking ends the secret that is being replaced too', async () => {
  const context = await staff();
  const { apiToken, token: first } = await make(context);
  const { token: second } = await rotateApiToken(context, { id: apiToken.id, overlapSeconds: 3_600 });
  await revokeApiToken(context, apiToken.id);
  for (const token of [first, second]) await assert.rejects(holder(token), GONE);
  for (const change of [
    updateApiToken(context, { id: apiToken.id, name: 'x' }),
    rotateApiToken(context, { id: apiToken.id, overlapSeconds: 0 }),
  ])
    await assert.rejects(change, { code: 'TOKEN_ENDED' });
});

test('an update narrows, widens as far as the caller may, renames and sets the end; what is left out stays', async () => {
  const context = await staff();
  const { apiToken, token } = await make(context, { permissions: ['manage_addons', 'manage_partners'] });
  await updateApiToken(context, { id: apiToken.id, permissions: ['manage_addons'] });
  assert.deepEqual((await holder(token)).permissions, ['manage_addons']);
  const expiresAt = new Date(clock.now().getTime() + 60_000);
  const updated = await updateApiToken(context, { id: apiToken.id, name: ' New name ', expiresAt });
  assert.deepEqual([updated.name, updated.permissions, updated.expiresAt], ['New name', ['manage_addons'], expiresAt]);
  await assert.rejects(updateApiToken(context, { id: apiToken.id, permissions: ['manage_tenants'] }), {
    code: 'PERMISSION_NOT_HELD',
  });
  await assert.rejects(updateApiToken(context, { id: apiToken.id, expiresAt: clock.now() }), { code: 'VALIDATION_FAILED' });
  clock.advance(60_000);
  await assert.rejects(holder(token), GONE);
  await updateApiToken(context, { id: apiToken.id, expiresAt: null });
  await holder(token);
});

test('nobody changes, replaces or ends a token of another tenant or organization, of live mode from test mode, or that may do more', async () => {
  const owner = await staff();
  const organizationId = await people.organization(owner.identity.tenant!);
  const { apiToken } = await make(owner);
  const { tenant } = owner.identity;
  const as = (identity: Partial<RequestIdentity>): RequestContext => world.context('tenants', { tenant, ...identity });
  const callers: [RequestContext, string][] = [
    [await staff(), 'NOT_FOUND'],
    [as({ organizationId, permissions: ORGANIZATION_ROLES.owner }), 'NOT_FOUND'],
    [as({ level: 'tenant', testMode: true, permissions: TENANT_ADMIN_PERMISSIONS }), 'NOT_FOUND'],
    [as({ level: 'tenant', permissions: ['manage_api_keys'] }), 'FORBIDDEN'],
  ];
  for (const [context, code] of callers) {
    await assert.rejects(revokeApiToken(context, apiToken.id), { code });
    await assert.rejects(rotateApiToken(context, { id: apiToken.id, overlapSeconds: 0 }), { code });
    await assert.rejects(updateApiToken(context, { id: apiToken.id, name: 'Mine' }), { code });
  }
  const [row] = await world.inspect('select name, revoked_at, rotated_at from tenants.api_tokens where id = $1', [apiToken.id]);
  assert.deepEqual(row, { name: 'Program', revoked_at: null, rotated_at: null });
});

test('a person’s own token is rotated by that person alone: not by staff, and not by a token that the person made', async () => {
  const person = await people.member();
  const { tenant, organizationId, userId } = person;
  const session = world.context('tenants', { tenant });
  const personal = await session.session.transaction((transaction) =>
    issueToken(transaction, {
      tenantId: tenant.id,
      organizationId,
      userId,
      isPersonal: true,
      role: 'member',
      permissions: null,
      name: 'Personal access',
      testMode: false,
      expiresAt: null,
      createdBy: `user/${userId}`,
      createdAt: clock.now(),
    }),
  );
  const rotation = { id: personal.apiToken.id, overlapSeconds: 0 };
  const program = world.context('tenants', { tenant, organizationId, userId, actor: `token/${newId()}` });
  for (const context of [await staff(tenant), program])
    await assert.rejects(rotateApiToken(context, rotation), { code: 'FORBIDDEN' });
  await holder(personal.token);
  const place = { tenantId: null, organizationId: null, testMode: false };
  const { accessToken } = await signIn(people.anonymous(), { email: person.email, password: PASSWORD, ...place });
  const { token } = await rotateApiToken(await people.signedIn(accessToken), rotation);
  assert.equal((await holder(token)).actor, `user/${userId}`);
});

test('lists with filters and sorting, in one statement, and each owner’s own alone', async () => {
  const context = await staff();
  const { tenant } = context.identity;
  const organizationId = await people.organization(tenant!);
  await world.inspect(
    `insert into "${tenant!.schema}".organizations (id, name, slug, is_active, created_at) values ($1, 'Shop', 'shop', true, now())`,
    [organizationId],
  );
  const made = [
    await make(context, { name: 'beta' }),
    await make(context, { name: 'alpha', testMode: true }),
    await make(context, { name: 'gamma', organizationId }),
    await make(context, { name: 'delta', expiresAt: new Date(clock.now().getTime() + 1_000) }),
  ];
  await revokeApiToken(context, made[0]!.apiToken.id);
  clock.advance(1_000);
  const list = async (args: string, identity: Partial<RequestIdentity> = context.identity): Promise<string[]> => {
    const query = `{ apiTokens(${args}) { edges { node { name status kind } } } }`;
    const data = await answerOf<{ apiTokens: { edges: { node: { name: string } }[] } }>(world, 'tenants', identity, { query });
    return data.apiTokens.edges.map(({ node }) => node.name);
  };
  assert.deepEqual(await list('sort: NAME_ASC'), ['alpha', 'beta', 'delta', 'gamma']);
  assert.deepEqual(await list('filter: { status: REVOKED }'), ['beta']);
  assert.deepEqual(await list('filter: { status: EXPIRED }'), ['delta']);
  assert.deepEqual(await list('sort: NAME_ASC, filter: { status: ACTIVE }'), ['alpha', 'gamma']);
  assert.deepEqual(await list('filter: { testMode: true }'), ['alpha']);
  assert.deepEqual(await list('filter: { kind: ORGANIZATION }'), ['gamma']);
  assert.deepEqual(await list(`filter: { organizationId: "${encodeId('org', organizationId)}" }`), ['gamma']);
  assert.deepEqual(await list('filter: { search: "ta" }, sort: NAME_ASC'), ['beta', 'delta']);
  assert.deepEqual(await list('sort: NAME_ASC', { tenant, organizationId }), ['gamma']);
  assert.deepEqual(await list('sort: NAME_ASC', (await staff()).identity), []);
  const { statements } = await askSubgraph(world, 'tenants', context.identity, {
    query: '{ apiTokens { edges { node { status kind lastUsedAt } } } }',
  });
  assert.equal(statements, 1);
});

test('what happens to a token is recorded for its owner', async () => {
  const context = await staff();
  const { apiToken } = await make(context);
  await updateApiToken(context, { id: apiToken.id, name: 'Renamed' });
  await rotateApiToken(context, { id: apiToken.id, overlapSeconds: 0 });
  await revokeApiToken(context, apiToken.id);
  await revokeApiToken(context, apiToken.id);
  const events = await world.inspect<{ type: string }>(
    'select type from tenants.security_events where tenant_id = $1 order by id',
    [context.identity.tenant!.id],
  );
  assert.deepEqual(
    events.map(({ type }) => type),
    ['api_token.created', 'api_token.updated', 'api_token.rotated', 'api_token.revoked'],
  );
});
