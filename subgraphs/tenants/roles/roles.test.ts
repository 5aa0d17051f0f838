import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { encodeId } from '../../../platform/ids/public-id.ts';
import { answerOf, askSubgraph } from '../../../test/support/ask-subgraph.ts';
import { createPeopleWorld, type PeopleWorld } from '../../../test/support/people-world.ts';
import { createApiToken } from '../api-tokens/create-api-token.ts';
import { acceptInvitation } from '../invitations/accept-invitation.ts';
import { inviteMembers } from '../invitations/invite-members.ts';
import { changeMemberRoles } from '../members/change-member-roles.ts';
import { deleteRole } from './delete-role.ts';
import { createRole, updateRole } from './save-role.ts';

let world: PeopleWorld;

before(async () => {
  world = await createPeopleWorld();
});
after(() => world.close());

const PACKER = { name: 'Packer', permissions: ['view_shipments', 'create_shipments'] };

test('a role of the tenant’s own gives what it says, and what it says later, at once', async () => {
  const market = await world.marketplaceOf();
  await world.takeEvents();
  const role = await createRole(market.admin.context, { ...PACKER, description: '  Packs  ' });
  assert.deepEqual([role.key, role.description, role.permissions], ['packer', 'Packs', ['create_shipments', 'view_shipments']]);
  const pia = await world.join(market.owner.context, market.organizationId, `pia@${market.name}.example`, ['packer']);
  assert.deepEqual((await world.identityOf(pia.token)).permissions, ['create_shipments', 'view_shipments']);
  await updateRole(market.admin.context, { id: role.id, permissions: ['view_shipments'] });
  assert.deepEqual((await world.identityOf(pia.token)).permissions, ['view_shipments']);
  assert.deepEqual(await world.takeEvents(), ['role.created', 'member.invited', 'member.joined', 'role.updated']);
  const audits = await world.inspect<{ action: string }>(
    `select action from platform.audit_log where resource_type = 'role' order by id`,
  );
  assert.deepEqual(
    audits.map(({ action }) => action),
    ['role.created', 'role.updated'],
  );
});

test('a role holds no ownership, nothing of staff, nothing made up, and no more than its maker', async () => {
  const market = await world.marketplaceOf();
  const { token } = await createApiToken(market.admin.context, {
    name: 'Lesser staff',
    testMode: false,
    permissions: ['manage_tenant', 'view_shipments', 'manage_team'],
  });
  const lesser = world.context('tenants', await world.identityOf(token));
  const refused = { code: 'PERMISSION_NOT_HELD', field: 'permissions' };
  for (const permissions of [['manage_org_owner'], ['manage_tenant'], ['manage_tenants'], ['internal'], ['fly'], []])
    await assert.rejects(createRole(market.admin.context, { name: 'Too much', permissions }), refused);
  await assert.rejects(createRole(lesser, { name: 'Too much', permissions: ['manage_billing'] }), refused);
  const own = await createRole(lesser, { name: 'Viewer', permissions: ['view_shipments'] });
  await assert.rejects(updateRole(lesser, { id: own.id, permissions: ['manage_billing'] }), refused);
  const above = await createRole(market.admin.context, { name: 'Cashier', permissions: ['manage_billing'] });
  await assert.rejects(updateRole(lesser, { id: above.id, name: 'Mine' }), { code: 'PERMISSION_NOT_HELD', field: 'id' });
  await assert.rejects(deleteRole(lesser, { id: above.id }), { code: 'PERMISSION_NOT_HELD', field: 'id' });
  const tester = world.context('tenants', { ...(await world.identityOf(market.admin.token)), testMode: true });
  await assert.rejects(createRole(tester, PACKER), { code: 'LIVE_MODE_ONLY' });
});

test('a key is one role’s in its tenant, also under a race, and never that of a built-in role; another tenant may have it', async () => {
  const [here, there] = [await world.marketplaceOf(), await world.marketplaceOf()];
  const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => createRole(here.admin.context, PACKER)));
  const reasons = outcomes.flatMap((each) => (each.status === 'rejected' ? [(each.reason as { code: string }).code] : []));
  assert.deepEqual(
    reasons,
    Array.from({ length: 4 }, () => 'ROLE_KEY_TAKEN'),
  );
  await assert.rejects(createRole(here.admin.context, { ...PACKER, name: 'Owner' }), { code: 'ROLE_KEY_TAKEN' });
  assert.equal((await createRole(there.admin.context, PACKER)).key, 'packer');
  const foreign = await createRole(there.admin.context, { ...PACKER, name: 'Night shift' });
  await assert.rejects(updateRole(here.admin.context, { id: foreign.id, name: 'Ours' }), { code: 'NOT_FOUND' });
  await assert.rejects(deleteRole(here.admin.context, { id: foreign.id }), { code: 'NOT_FOUND' });
  const mia = await world.join(here.owner.context, here.organizationId, `mia@${here.name}.example`, ['member']);
  const { id } = await world.memberOf(here.organizationId, mia);
  await assert.rejects(changeMemberRoles(here.owner.context, { memberId: id, roles: ['night-shift'] }), { code: 'UNKNOWN_ROLE' });
});

test('a role that somebody has or is invited to is deleted only for another, which they have then', async () => {
  const market = await world.marketplaceOf();
  const role = await createRole(market.admin.context, PACKER);
  const pia = await world.join(market.owner.context, market.organizationId, `pia@${market.name}.example`, ['packer']);
  const offers = [{ email: `next@${market.name}.example`, roles: ['packer', 'developer'] }];
  const sent = await inviteMembers(market.owner.context, { organizationId: market.organizationId, offers });
  await assert.rejects(deleteRole(market.admin.context, { id: role.id }), { code: 'ROLE_IN_USE', field: 'replacement' });
  for (const replacement of ['packer', 'nobody'])
    await assert.rejects(deleteRole(market.admin.context, { id: role.id, replacement }), { code: 'UNKNOWN_ROLE' });
  // Also when the request names an organization, people of all organizations get the other role.
  const elsewhere = world.context('tenants', {
    ...(await world.identityOf(market.admin.token)),
    organizationId: (await world.marketplaceOf()).organizationId,
  });
  await deleteRole(elsewhere, { id: role.id, replacement: 'member' });
  assert.deepEqual((await world.memberOf(market.organizationId, pia)).roles, ['member']);
  assert.deepEqual((await world.identityOf(pia.token)).permissions, ['create_shipments', 'view_shipments']);
  const accepted = await acceptInvitation(world.anonymous, { token: sent.invitations[0]!.acceptToken, name: 'Next' });
  assert.deepEqual(accepted.roles, ['developer', 'member']);
});

test('a role that is deleted while it is handed out is either kept or never given', async () => {
  for (let round = 0; round < 5; round += 1) {
    const market = await world.marketplaceOf();
    const role = await createRole(market.admin.context, PACKER);
    const offers = [{ email: `pia@${market.name}.example`, roles: ['packer'] }];
    const [sent, deleted] = await Promise.allSettled([
      inviteMembers(market.owner.context, { organizationId: market.organizationId, offers }),
      deleteRole(market.admin.context, { id: role.id }),
    ]);
    assert.notEqual(sent.status, deleted.status);
  }
});

test('the list shows the four built-in roles and the tenant’s own, with 3 statements however many there are', async () => {
  const market = await world.marketplaceOf();
  const list = `{ roles(first: 50) { totalCount edges { node { id key isSystem memberCount } } } }`;
  const identity = await world.identityOf(market.admin.token);
  const few = await askSubgraph<{ roles: { totalCount: number } }>(world, 'tenants', identity, { query: list });
  for (let index = 0; index < 20; index += 1)
    await createRole(market.admin.context, { name: `Role ${index}`, permissions: ['view_shipments'] });
  const many = await askSubgraph<{ roles: { totalCount: number; edges: { node: { key: string; memberCount: number } }[] } }>(
    world,
    'tenants',
    identity,
    { query: list },
  );
  assert.deepEqual([few.data.roles.totalCount, few.statements], [4, 3]);
  assert.deepEqual([many.data.roles.totalCount, many.statements], [24, 3]);
  assert.equal(many.data.roles.edges.find(({ node }) => node.key === 'owner')?.node.memberCount, 1);
  const owner = await world.identityOf(market.owner.token);
  const filtered = await answerOf<{ roles: { edges: { node: { id: string; key: string } }[] } }>(world, 'tenants', owner, {
    query: `{ roles(filter: { isSystem: true, permission: "manage_billing" }, sort: NAME_DESC) { edges { node { id key } } } }`,
  });
  assert.deepEqual(
    filtered.roles.edges.map(({ node }) => node),
    [{ id: encodeId('rol', '00000000-0000-7000-8000-000000000001'), key: 'owner' }],
  );
});
