import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { askSubgraph } from '../../../test/support/ask-subgraph.ts';
import {
  createPeopleWorld,
  type PeopleWorld,
  type TestMarketplace,
  type TestPerson,
} from '../../../test/support/people-world.ts';
import { createApiToken } from '../api-tokens/create-api-token.ts';
import { acceptInvitation } from '../invitations/accept-invitation.ts';
import { resendInvitation } from '../invitations/resend-invitation.ts';
import { inviteStaff } from './invite-staff.ts';
import { removeStaff } from './remove-staff.ts';

let world: PeopleWorld;

before(async () => {
  world = await createPeopleWorld();
});
after(() => world.close());

async function secondAdministrator(market: TestMarketplace): Promise<TestPerson> {
  const { acceptToken } = await inviteStaff(market.admin.context, `ben@${market.name}.example`);
  const { accessToken: token, userId, email } = await acceptInvitation(world.anonymous, { token: acceptToken, name: 'Ben' });
  return { context: world.context('tenants', await world.identityOf(token)), token, userId, email };
}

test('an administrator invites another, who may do as much; twice at once, or who is one already, is refused', async () => {
  const market = await world.marketplaceOf();
  await world.takeEvents();
  const ben = await secondAdministrator(market);
  assert.deepEqual(await world.takeEvents(), ['member.invited', 'member.joined']);
  assert.deepEqual((await world.identityOf(ben.token)).permissions, (await world.identityOf(market.admin.token)).permissions);
  await assert.rejects(inviteStaff(market.admin.context, ben.email.toUpperCase()), { code: 'ALREADY_MEMBER' });
  await inviteStaff(market.admin.context, 'cora@person.example');
  await assert.rejects(inviteStaff(ben.context, 'cora@person.example'), { code: 'ALREADY_INVITED', field: 'email' });
  await assert.rejects(inviteStaff(ben.context, 'nobody'), { code: 'VALIDATION_FAILED', field: 'email' });
});

test('a token that may do less than an administrator makes, resends and removes none', async () => {
  const market = await world.marketplaceOf();
  const ben = await secondAdministrator(market);
  const { invitation } = await inviteStaff(market.admin.context, 'dora@person.example');
  const { token } = await createApiToken(market.admin.context, {
    name: 'Lesser',
    testMode: false,
    permissions: ['manage_tenant', 'manage_team'],
  });
  const lesser = world.context('tenants', await world.identityOf(token));
  world.clock.advance(60_000);
  await assert.rejects(inviteStaff(lesser, 'eve@person.example'), { code: 'PERMISSION_NOT_HELD' });
  await assert.rejects(resendInvitation(lesser, invitation.id), { code: 'PERMISSION_NOT_HELD' });
  await assert.rejects(removeStaff(lesser, ben.userId), { code: 'FORBIDDEN' });
  assert.ok((await resendInvitation(market.admin.context, invitation.id)).acceptToken);
});

test('whoever is taken off the staff can do nothing from then on, with no token they have or made', async () => {
  const market = await world.marketplaceOf();
  const ben = await secondAdministrator(market);
  const ofTenant = await createApiToken(ben.context, { name: 'Robot', testMode: false });
  const ofShop = await createApiToken(ben.context, { name: 'Robot', testMode: true, organizationId: market.organizationId });
  await removeStaff(market.admin.context, ben.userId);
  for (const token of [ben.token, ofTenant.token, ofShop.token])
    await assert.rejects(world.identityOf(token), { code: 'UNAUTHENTICATED' });
  await assert.rejects(removeStaff(market.admin.context, ben.userId), { code: 'NOT_FOUND' });
});

test('of two administrators who remove each other at the same moment one stays; the last one cannot go', async () => {
  for (let round = 0; round < 5; round += 1) {
    const market = await world.marketplaceOf();
    const ben = await secondAdministrator(market);
    const outcomes = await Promise.allSettled([
      removeStaff(market.admin.context, ben.userId),
      removeStaff(ben.context, market.admin.userId),
    ]);
    const codes = outcomes.flatMap((each) => (each.status === 'rejected' ? [(each.reason as { code: string }).code] : []));
    assert.deepEqual(codes, ['LAST_ADMINISTRATOR']);
  }
});

test('the list shows the tenant’s own staff, with 2 statements however many there are; members see none', async () => {
  const [here] = [await world.marketplaceOf(), await world.marketplaceOf()];
  await secondAdministrator(here);
  const list = async (
    token: string,
    args: string,
  ): Promise<{ emails: string[]; statements: number; code: string | undefined }> => {
    const answer = await askSubgraph<{ staff: { edges: { node: { email: string } }[] } | null }>(
      world,
      'tenants',
      await world.identityOf(token),
      { query: `{ staff(first: 50 ${args}) { totalCount edges { node { email role } } } }` },
    );
    const emails = answer.data.staff?.edges.map(({ node }) => node.email.split('@')[0]!) ?? [];
    return { emails, statements: answer.statements, code: answer.errors[0]?.code };
  };
  assert.deepEqual(await list(here.admin.token, ''), { emails: ['admin', 'ben'], statements: 2, code: undefined });
  assert.deepEqual((await list(here.admin.token, 'filter: { search: "BEN" }, sort: EMAIL_ASC')).emails, ['ben']);
  assert.equal((await list(here.owner.token, '')).code, 'FORBIDDEN');
});
