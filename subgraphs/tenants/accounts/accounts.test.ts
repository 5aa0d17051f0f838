import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { encodeId } from '../../../platform/ids/public-id.ts';
import { answerOf, askSubgraph } from '../../../test/support/ask-subgraph.ts';
import { createPeopleWorld, type PeopleWorld, type TestMarketplace } from '../../../test/support/people-world.ts';
import { createApiToken } from '../api-tokens/create-api-token.ts';
import { inviteMembers } from '../invitations/invite-members.ts';
import { createOrganization } from '../organizations/create-organization.ts';
import { deleteOrganization } from '../organizations/delete-organization.ts';
import { findOrganizations } from '../organizations/organizations.query.ts';
import { disableOrganization, enableOrganization } from '../organizations/set-organization-activity.ts';
import { updateOrganization } from '../organizations/update-organization.ts';

let world: PeopleWorld;

before(async () => {
  world = await createPeopleWorld();
});
after(() => world.close());

const listed = (id: string): Promise<object[]> =>
  world.inspect('select name, slug, is_active from tenants.organization_directory where organization_id = $1', [id]);

test('a disabled organization’s people and tokens are told so, at once; enabling gives everything back', async () => {
  const market = await world.marketplaceOf();
  const { organizationId: id, admin, owner } = market;
  const robot = await createApiToken(owner.context, { name: 'Robot', testMode: true });
  await world.takeEvents();
  const disabled = await disableOrganization(admin.context, { id, reason: ' unpaid ' });
  assert.deepEqual([disabled.isActive, disabled.disabledReason], [false, 'unpaid']);
  for (const token of [owner.token, robot.token])
    await assert.rejects(world.identityOf(token), { code: 'ORGANIZATION_DISABLED' });
  assert.equal((await world.identityOf(admin.token, id)).organizationId, id, 'staff still look after it');
  await disableOrganization(admin.context, { id, reason: 'again' });
  assert.deepEqual(await world.takeEvents(), ['organization.suspended'], 'again changes nothing');
  assert.deepEqual(await listed(id), [{ name: 'Shop', slug: 'shop', is_active: false }]);
  const enabled = await enableOrganization(admin.context, id);
  assert.deepEqual([enabled.isActive, enabled.disabledReason, enabled.disabledAt], [true, null, null]);
  for (const token of [owner.token, robot.token]) assert.equal((await world.identityOf(token)).organizationId, id);
  assert.deepEqual(await world.takeEvents(), ['organization.activated']);
});

test('a deleted organization is nowhere to be seen, opens to no token, and leaves its slug to the next', async () => {
  const market = await world.marketplaceOf();
  const { organizationId: id, admin, owner } = market;
  await inviteMembers(owner.context, { organizationId: id, offers: [{ email: 'late@shop.example', roles: ['member'] }] });
  await world.takeEvents();
  await deleteOrganization(admin.context, id);
  assert.deepEqual(await world.takeEvents(), ['organization.deleted']);
  await assert.rejects(world.identityOf(owner.token), { code: 'UNAUTHENTICATED' });
  await assert.rejects(world.identityOf(admin.token, id), { code: 'FORBIDDEN' });
  assert.deepEqual([await findOrganizations(admin.context.session, [id]), await listed(id)], [[], []]);
  const publicId = encodeId('org', id);
  const seen = await answerOf<object>(world, 'tenants', await world.identityOf(admin.token), {
    query: `query ($id: ID!) { account(id: $id) { id } organization(id: $id) { id } accounts { totalCount }
      _entities(representations: [{ __typename: "Organization", id: $id }]) { ... on Organization { name } } }`,
    variables: { id: publicId },
  });
  assert.deepEqual(seen, { account: null, organization: null, accounts: { totalCount: 0 }, _entities: [null] });
  for (const attempt of [
    () => deleteOrganization(admin.context, id),
    () => disableOrganization(admin.context, { id }),
    () => updateOrganization(admin.context, { id, name: 'Back' }),
    () => inviteMembers(admin.context, { organizationId: id, offers: [{ email: 'a@b.example', roles: ['member'] }] }),
  ])
    await assert.rejects(attempt(), { code: 'NOT_FOUND' });
  const { organization } = await createOrganization(admin.context, { name: 'Shop' });
  assert.equal(organization.slug, 'shop');
  const [kept] = await world.inspect<{ count: string }>(
    `select count(*) from platform.audit_log where action = 'organization.deleted'`,
  );
  assert.equal(kept?.count, '1');
});

test('an organization gets another name; a slug is one organization’s, also under a race; faults change nothing', async () => {
  const market = await world.marketplaceOf();
  const { organizationId: id, admin, owner } = market;
  const updated = await updateOrganization(owner.context, { id, name: ' Big Shop ', slug: 'BIG' });
  assert.deepEqual([updated.name, updated.slug], ['Big Shop', 'big']);
  assert.deepEqual(await listed(id), [{ name: 'Big Shop', slug: 'big', is_active: true }]);
  const others = await Promise.all(
    ['a', 'b', 'c'].map(async (name) => (await createOrganization(admin.context, { name })).organization.id),
  );
  const outcomes = await Promise.allSettled(
    others.map((each) => updateOrganization(admin.context, { id: each, slug: 'wanted' })),
  );
  assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
  await assert.rejects(updateOrganization(owner.context, { id, slug: 'wanted' }), { code: 'SLUG_TAKEN', field: 'slug' });
  await assert.rejects(updateOrganization(owner.context, { id, name: 'x'.repeat(10_000_000) }), { field: 'name' });
  await assert.rejects(disableOrganization(admin.context, { id, reason: 'x'.repeat(501) }), { field: 'reason' });
  await assert.rejects(updateOrganization(owner.context, { id: others[0]!, name: 'Mine' }), { code: 'NOT_FOUND' });
  assert.deepEqual(await listed(id), [{ name: 'Big Shop', slug: 'big', is_active: true }]);
});

test('an organization and its invitations are made together or not at all', async () => {
  const { admin, name } = await world.marketplaceOf();
  const counts = (): Promise<object[]> =>
    world.inspect(`select (select count(*) from tenants.organization_directory) as organizations,
      (select count(*) from tenants.invitations) as invitations, (select count(*) from platform.outbound_emails) as mails`);
  const before = await counts();
  const command = { name: 'Team', ownerEmail: `boss@${name}.example` };
  await assert.rejects(
    createOrganization(admin.context, { ...command, inviteUsers: [{ email: 'not an address', roles: ['member'] }] }),
    {
      field: 'inviteUsers.0.email',
    },
  );
  await assert.rejects(
    createOrganization(admin.context, { ...command, inviteUsers: [{ email: 'a@b.example', roles: ['king'] }] }),
    {
      code: 'UNKNOWN_ROLE',
    },
  );
  assert.deepEqual(await counts(), before);
  const created = await createOrganization(admin.context, {
    ...command,
    inviteUsers: [
      { email: 'a@b.example', roles: ['admin', 'developer'] },
      { email: 'c@d.example', roles: ['member'] },
    ],
  });
  assert.equal(created.invitations.length, 3);
  assert.deepEqual(created.invitation?.invitation.roles, ['owner']);
});

test('an owner opens a second organization and is its owner; an admin, or a program of the owner’s, does not', async () => {
  const market = await world.marketplaceOf();
  const { organization } = await createOrganization(market.owner.context, { name: 'Second' });
  const [membership] = await world.inspect<{ roles: string[] }>(
    'select roles from tenants.member_directory where organization_id = $1 and user_id = $2',
    [organization.id, market.owner.userId],
  );
  assert.deepEqual(membership, { roles: ['owner'] });
  const { token } = await createApiToken(market.owner.context, { name: 'Robot', testMode: false });
  const program = world.context('tenants', await world.identityOf(token));
  await assert.rejects(createOrganization(program, { name: 'Third' }), { code: 'FORBIDDEN' });
  const adam = await world.join(market.owner.context, market.organizationId, `adam@${market.name}.example`, ['admin']);
  const answer = await askSubgraph(world, 'tenants', await world.identityOf(adam.token), {
    query: `mutation { createOrganization(input: { name: "Fourth" }) { errors { code } } }`,
  });
  assert.equal(answer.errors[0]?.code, 'FORBIDDEN');
});

async function accountsOf(market: TestMarketplace, args: string): Promise<{ names: string[]; statements: number }> {
  const answer = await askSubgraph<{ accounts: { edges: { node: { name: string } }[] } }>(
    world,
    'tenants',
    await world.identityOf(market.admin.token),
    {
      query: `{ accounts(first: 100 ${args}) { totalCount edges { node { name slug isActive disabledReason memberCount members { email roles isAdmin } } } } }`,
    },
  );
  assert.deepEqual(answer.errors, []);
  return { names: answer.data.accounts.edges.map(({ node }) => node.name), statements: answer.statements };
}

test('accounts are found by every filter, sorted, with 4 statements however many there are; for staff of the tenant alone', async () => {
  const market = await world.marketplaceOf();
  await world.marketplaceOf();
  assert.deepEqual(await accountsOf(market, ''), { names: ['Shop'], statements: 4 });
  world.clock.advance(1_000);
  const since = world.clock.now().toISOString();
  for (let index = 0; index < 9; index += 1) await createOrganization(market.admin.context, { name: `Branch ${index}` });
  await disableOrganization(market.admin.context, { id: market.organizationId });
  const all = await accountsOf(market, 'sort: NAME_DESC');
  assert.deepEqual([all.names[0], all.names.length, all.statements], ['Shop', 10, 4]);
  for (const [filter, expected] of [
    ['search: "ranch 3"', ['Branch 3']],
    ['name: "BRANCH 4"', ['Branch 4']],
    ['slug: "branch-5"', ['Branch 5']],
    ['isActive: false', ['Shop']],
    [`memberEmail: "${market.owner.email.toUpperCase()}"`, ['Shop']],
    [`createdBefore: "${since}"`, ['Shop']],
    [`createdAfter: "${since}", search: "8"`, ['Branch 8']],
  ] as const)
    assert.deepEqual((await accountsOf(market, `filter: { ${filter} }`)).names, expected, filter);
  await enableOrganization(market.admin.context, market.organizationId);
  const query = `{ accounts { totalCount } }`;
  assert.equal(
    (await askSubgraph(world, 'tenants', await world.identityOf(market.owner.token), { query })).errors[0]?.code,
    'FORBIDDEN',
  );
  const member = await askSubgraph<{ organizations: { edges: { node: { disabledReason: null } }[] } }>(
    world,
    'tenants',
    await world.identityOf(market.owner.token),
    { query: `{ organizations { edges { node { name disabledReason } } } }` },
  );
  assert.equal(member.errors[0]?.code, 'FORBIDDEN');
});
