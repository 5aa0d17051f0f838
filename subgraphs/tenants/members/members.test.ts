import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { encodeId } from '../../../platform/ids/public-id.ts';
import { askSubgraph } from '../../../test/support/ask-subgraph.ts';
import {
  createPeopleWorld,
  type PeopleWorld,
  type TestMarketplace,
  type TestPerson,
} from '../../../test/support/people-world.ts';
import { createApiToken } from '../api-tokens/create-api-token.ts';
import { changeMemberRoles } from './change-member-roles.ts';
import { findMembers } from './members.query.ts';
import { leaveOrganization, removeMember } from './remove-member.ts';
import { transferOwnership } from './transfer-ownership.ts';

let world: PeopleWorld;

before(async () => {
  world = await createPeopleWorld();
});
after(() => world.close());

/** What stands in the database about who is in an organization: the members, and the directory over all tenants. */
async function standing(market: TestMarketplace): Promise<object> {
  const members = await findMembers(market.admin.context.session, [market.organizationId]);
  const listed = await world.inspect<{ user_id: string; roles: string[] }>(
    'select user_id, roles from tenants.member_directory where organization_id = $1 order by joined_at, user_id',
    [market.organizationId],
  );
  const byUser = Object.fromEntries(members.map(({ userId, roles }) => [userId, roles]));
  assert.deepEqual(Object.fromEntries(listed.map((row) => [row.user_id, row.roles])), byUser, 'the directory says the same');
  return Object.fromEntries(members.map(({ email, roles }) => [email.split('@')[0]!, roles]));
}

const join = (market: TestMarketplace, name: string, roles: readonly string[]): Promise<TestPerson> =>
  world.join(market.owner.context, market.organizationId, `${name}@${market.name}.example`, roles);

test('another role counts at once, also for the tokens that the member made', async () => {
  const market = await world.marketplaceOf();
  const adam = await join(market, 'adam', ['admin']);
  const robot = await createApiToken(adam.context, { name: 'Robot', testMode: true });
  assert.ok((await world.identityOf(robot.token)).permissions.includes('manage_team'));
  const { id } = await world.memberOf(market.organizationId, adam);
  await world.takeEvents();
  const member = await changeMemberRoles(market.owner.context, { memberId: id, roles: ['member', 'developer'] });
  assert.deepEqual(member.roles, ['developer', 'member']);
  const expected = ['create_shipments', 'manage_api_keys', 'view_shipments', 'view_webhooks'];
  assert.deepEqual((await world.identityOf(adam.token)).permissions, expected);
  assert.deepEqual((await world.identityOf(robot.token)).permissions, expected);
  assert.deepEqual(await world.takeEvents(), ['member.roles_changed']);
  await changeMemberRoles(market.owner.context, { memberId: id, roles: ['developer', 'member'] });
  assert.deepEqual(await world.takeEvents(), [], 'the same roles again change nothing');
  assert.deepEqual(await standing(market), { owner: ['owner'], adam: ['developer', 'member'] });
});

test('nobody changes or removes those above them, nor raises anybody above themselves', async () => {
  const market = await world.marketplaceOf();
  const adam = await join(market, 'adam', ['admin']);
  const mia = await join(market, 'mia', ['member']);
  const owner = await world.memberOf(market.organizationId, market.owner);
  const minor = await world.memberOf(market.organizationId, mia);
  await assert.rejects(changeMemberRoles(adam.context, { memberId: owner.id, roles: ['member'] }), { code: 'FORBIDDEN' });
  await assert.rejects(removeMember(adam.context, owner.id), { code: 'FORBIDDEN' });
  await assert.rejects(changeMemberRoles(adam.context, { memberId: minor.id, roles: ['owner'] }), {
    code: 'PERMISSION_NOT_HELD',
    field: 'roles',
  });
  for (const roles of [[], ['tenant_admin'], ['operator'], ['nobody'], Array.from({ length: 11 }, (_, index) => `r${index}`)])
    await assert.rejects(changeMemberRoles(market.owner.context, { memberId: minor.id, roles }), { field: 'roles' });
  assert.deepEqual(await standing(market), { owner: ['owner'], adam: ['admin'], mia: ['member'] });
});

test('whoever is removed can do nothing from then on, with no token of theirs; the others stay', async () => {
  const market = await world.marketplaceOf();
  const adam = await join(market, 'adam', ['admin']);
  const mine = await createApiToken(adam.context, { name: 'Adam’s robot', testMode: false });
  const others = await createApiToken(market.owner.context, { name: 'Olga’s robot', testMode: false });
  await world.takeEvents();
  await removeMember(market.owner.context, (await world.memberOf(market.organizationId, adam)).id);
  for (const token of [adam.token, mine.token]) await assert.rejects(world.identityOf(token), { code: 'UNAUTHENTICATED' });
  assert.ok(await world.identityOf(others.token));
  assert.deepEqual(await world.takeEvents(), ['member.removed']);
  assert.deepEqual(await standing(market), { owner: ['owner'] });
  const [audit] = await world.inspect<{ changes: object }>(
    `select changes from platform.audit_log where action = 'member.removed'`,
  );
  assert.deepEqual(audit?.changes, { before: { email: adam.email, roles: ['admin'] }, after: { revokedTokens: 2 } });
  const back = await join(market, 'adam', ['member']);
  assert.equal(back.userId, adam.userId);
  await assert.rejects(world.identityOf(mine.token), { code: 'UNAUTHENTICATED' }, 'what was ended stays ended');
});

test('the last owner can neither leave nor be removed nor be demoted', async () => {
  const market = await world.marketplaceOf();
  await join(market, 'adam', ['admin']);
  const { id } = await world.memberOf(market.organizationId, market.owner);
  await world.takeEvents();
  for (const attempt of [
    () => leaveOrganization(market.owner.context, market.organizationId),
    () => removeMember(market.admin.context, id),
    () => changeMemberRoles(market.owner.context, { memberId: id, roles: ['admin'] }),
  ])
    await assert.rejects(attempt(), { code: 'LAST_OWNER' });
  assert.deepEqual(await standing(market), { owner: ['owner'], adam: ['admin'] });
  assert.deepEqual(await world.takeEvents(), []);
});

test('of two owners who leave at the same moment one stays, ten times out of ten', async () => {
  for (let round = 0; round < 10; round += 1) {
    const market = await world.marketplaceOf();
    const second = await join(market, 'olaf', ['owner']);
    const outcomes = await Promise.allSettled([
      leaveOrganization(market.owner.context, market.organizationId),
      leaveOrganization(second.context, market.organizationId),
    ]);
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    assert.deepEqual(
      refused.map(({ reason }) => (reason as { code: string }).code),
      ['LAST_OWNER'],
    );
    assert.deepEqual(Object.values(await standing(market)), [['owner']]);
  }
});

test('of three ways to end two ownerships at once, an owner remains', async () => {
  const market = await world.marketplaceOf();
  const second = await join(market, 'olaf', ['owner']);
  const [first, other] = [
    await world.memberOf(market.organizationId, market.owner),
    await world.memberOf(market.organizationId, second),
  ];
  await Promise.allSettled([
    removeMember(market.admin.context, first.id),
    changeMemberRoles(market.admin.context, { memberId: other.id, roles: ['member'] }),
    leaveOrganization(second.context, market.organizationId),
  ]);
  const owners = Object.values(await standing(market)).filter((roles) => (roles as string[]).includes('owner'));
  assert.equal(owners.length, 1);
});

test('ownership is handed over in one step; the former owner is an admin', async () => {
  const market = await world.marketplaceOf();
  const adam = await join(market, 'adam', ['developer']);
  const successor = await world.memberOf(market.organizationId, adam);
  const former = await world.memberOf(market.organizationId, market.owner);
  await assert.rejects(transferOwnership(market.owner.context, { memberId: former.id }), { field: 'memberId' });
  await assert.rejects(transferOwnership(market.admin.context, { memberId: successor.id }), { code: 'NOT_FOUND' });
  await transferOwnership(market.owner.context, { memberId: successor.id });
  assert.deepEqual(await standing(market), { owner: ['admin'], adam: ['developer', 'owner'] });
  assert.ok(!(await world.identityOf(market.owner.token)).permissions.includes('manage_org_owner'));
  await transferOwnership(market.admin.context, { memberId: former.id, fromMemberId: successor.id });
  assert.deepEqual(await standing(market), { owner: ['admin', 'owner'], adam: ['admin', 'developer'] });
});

test('members of another organization or tenant are nobody’s to change; a program leaves for nobody; a test token changes nothing', async () => {
  const [here, there] = [await world.marketplaceOf(), await world.marketplaceOf()];
  const stranger = await world.memberOf(there.organizationId, there.owner);
  for (const attempt of [
    () => changeMemberRoles(here.owner.context, { memberId: stranger.id, roles: ['member'] }),
    () => changeMemberRoles(here.admin.context, { memberId: stranger.id, roles: ['member'] }),
    () => removeMember(here.admin.context, stranger.id),
    () => transferOwnership(here.admin.context, { memberId: stranger.id, fromMemberId: stranger.id }),
    () => leaveOrganization(here.owner.context, there.organizationId),
  ])
    await assert.rejects(attempt(), { code: 'NOT_FOUND' });
  const robot = await createApiToken(here.owner.context, { name: 'Robot', testMode: false });
  const program = world.context('tenants', await world.identityOf(robot.token));
  await assert.rejects(leaveOrganization(program, here.organizationId), { code: 'FORBIDDEN' });
  const tester = world.context('tenants', { ...(await world.identityOf(here.owner.token)), testMode: true });
  const own = await world.memberOf(here.organizationId, here.owner);
  for (const attempt of [() => leaveOrganization(tester, here.organizationId), () => removeMember(tester, own.id)])
    await assert.rejects(attempt(), { code: 'LIVE_MODE_ONLY' });
  assert.deepEqual(await standing(there), { owner: ['owner'] });
});

test('the list shows each the people they look after, by role or name too, with 2 statements however many there are', async () => {
  const [here, there] = [await world.marketplaceOf(), await world.marketplaceOf()];
  for (const name of ['ann', 'bob', 'cid']) await join(here, name, name === 'bob' ? ['admin', 'developer'] : ['member']);
  const list = async (token: string, args: string): Promise<{ found: string[]; statements: number }> => {
    const answer = await askSubgraph<{ members: { edges: { node: { email: string; isAdmin: boolean } }[] } }>(
      world,
      'tenants',
      await world.identityOf(token),
      { query: `{ members(first: 50, ${args}) { totalCount edges { node { email roles isAdmin } } } }` },
    );
    assert.deepEqual(answer.errors, []);
    const found = answer.data.members.edges.map(({ node }) => `${node.email.split('@')[0]}${node.isAdmin ? '!' : ''}`);
    return { found, statements: answer.statements };
  };
  const sorted = 'sort: EMAIL_ASC';
  assert.deepEqual(await list(here.owner.token, sorted), { found: ['ann', 'bob!', 'cid', 'owner!'], statements: 2 });
  assert.deepEqual(await list(there.admin.token, sorted), { found: ['owner!'], statements: 2 });
  assert.deepEqual((await list(here.admin.token, 'filter: { role: "developer" }')).found, ['bob!']);
  assert.deepEqual((await list(here.admin.token, 'filter: { search: "CID" }')).found, ['cid']);
  const foreign = encodeId('org', there.organizationId);
  assert.deepEqual((await list(here.admin.token, `filter: { organizationId: "${foreign}" }`)).found, []);
});
