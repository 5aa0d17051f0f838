import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { RequestIdentity } from '../../../platform/context/request-context.ts';
import { NO_SCOPE } from '../../../platform/database/database.ts';
import { encodeId, newId } from '../../../platform/ids/public-id.ts';
import { askSubgraph } from '../../../test/support/ask-subgraph.ts';
import { createTestWorld, type TestWorld } from '../../../test/support/test-world.ts';
import { signIn } from '../sign-in/sign-in.ts';
import { PASSWORD, TestPeople } from '../test-support/test-people.ts';
import { recordSecurityEvent } from './record-security-event.query.ts';

let world: TestWorld;
let people: TestPeople;

before(async () => {
  world = await createTestWorld({ startsWorkers: false });
  people = new TestPeople(world);
});
after(() => world.close());

interface Listed {
  securityEvents: { totalCount: number; edges: { node: { type: string; userId: string | null } }[] } | null;
}

async function seen(identity: Partial<RequestIdentity>, filter: object = {}): Promise<string[]> {
  const query = `query ($filter: SecurityEventFilter) { securityEvents(filter: $filter, sort: OCCURRED_AT_ASC) { totalCount edges { node { type userId } } } }`;
  const { data, errors } = await askSubgraph<Listed>(world, 'tenants', identity, { query, variables: { filter } });
  if (errors.length > 0) return errors.map(({ code }) => code);
  return data.securityEvents!.edges.map(({ node }) => node.type);
}

test('staff see what happened in their tenant, a member their own, and nobody another tenant’s', async () => {
  const [person, stranger] = [await people.member(), await people.member()];
  const place = { tenantId: null, organizationId: null, testMode: false };
  await assert.rejects(signIn(people.anonymous(), { ...place, email: person.email, password: 'not the password' }));
  await signIn(people.anonymous(), { ...place, email: person.email, password: PASSWORD });
  await recordSecurityEvent(world.context('tenants', {}).openSession(NO_SCOPE), people.anonymous(), {
    type: 'api_token.created',
    tenantId: person.tenant.id,
    organizationId: person.organizationId,
  });
  const { tenant, organizationId, userId } = person;
  const own = ['SIGN_IN_FAILED', 'SIGN_IN_SUCCEEDED'];
  assert.deepEqual(await seen({ tenant, level: 'tenant' }), [...own, 'API_TOKEN_CREATED']);
  assert.deepEqual(await seen({ tenant, organizationId, userId, permissions: ['view_shipments'] }), own);
  assert.deepEqual(await seen({ tenant, organizationId, userId, permissions: ['manage_api_keys'] }), [
    ...own,
    'API_TOKEN_CREATED',
  ]);
  assert.deepEqual(await seen({ tenant, organizationId: newId(), userId: newId() }), []);
  assert.deepEqual(await seen({ tenant, level: 'tenant', permissions: ['manage_addons'] }), []);
  assert.deepEqual(await seen({ tenant, level: 'partner' }), ['FORBIDDEN']);
  assert.deepEqual(await seen({ tenant: stranger.tenant, level: 'tenant' }, { userId: encodeId('usr', userId) }), []);
  assert.deepEqual(await seen({ tenant, level: 'tenant' }, { types: ['SIGN_IN_FAILED'] }), ['SIGN_IN_FAILED']);
});

test('what happens to somebody of two tenants is told to both; what happens to nobody known, to the platform', async () => {
  const person = await people.member();
  const second = await people.tenant();
  await people.joinStaff(person, second);
  const place = { tenantId: null, organizationId: null, testMode: false };
  await signIn(people.anonymous(), { ...place, email: person.email, password: PASSWORD });
  for (const tenant of [person.tenant, second]) assert.deepEqual(await seen({ tenant, level: 'tenant' }), ['SIGN_IN_SUCCEEDED']);
  const platform = await people.tenant();
  await world.inspect(`update tenants.tenants set kind = 'platform' where id = $1`, [platform.id]);
  await assert.rejects(signIn(people.anonymous(), { ...place, email: 'ghost@shop.example', password: PASSWORD }));
  assert.deepEqual(await seen({ tenant: platform, level: 'platform' }), ['SIGN_IN_FAILED']);
  assert.deepEqual(await seen({ tenant: second, level: 'tenant' }), ['SIGN_IN_SUCCEEDED']);
});

test('a page takes one statement, and the count one more', async () => {
  const { tenant } = await people.member();
  const ask = async (selection: string): Promise<number> =>
    (await askSubgraph(world, 'tenants', { tenant, level: 'tenant' }, { query: `{ securityEvents { ${selection} } }` }))
      .statements;
  assert.deepEqual([await ask('edges { node { id details } }'), await ask('totalCount edges { node { id } }')], [1, 2]);
});
