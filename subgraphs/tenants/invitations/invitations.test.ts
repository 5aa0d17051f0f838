import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createTestWorld, type TestWorld } from '../../../test/support/test-world.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { ManualClock } from '../../../platform/context/clock.ts';
import { ANONYMOUS, type Identity } from '../../../contracts/identity/identity.ts';
import { hashToken } from '../../../platform/identity/api-token.ts';
import { createApiToken } from '../api-tokens/create-api-token.ts';
import { revokeApiToken } from '../api-tokens/revoke-api-token.ts';
import { resolveIdentity } from '../identity/resolve-identity.ts';
import { createOrganization } from '../organizations/create-organization.ts';
import { findMembers } from '../members/members.query.ts';
import { ensurePlatformTenant } from '../operators/create-operator.ts';
import { createTenant } from '../tenants/create-tenant.ts';
import { acceptInvitation } from './accept-invitation.ts';
import { inviteMembers } from './invite-members.ts';

const clock = new ManualClock(new Date('2026-03-01T00:00:00Z'));
let world: TestWorld;
let anonymous: RequestContext;

before(async () => {
  world = await createTestWorld({ clock });
  anonymous = world.context('tenants', { ...ANONYMOUS, permissions: [] });
});
after(() => world.close());

async function identityOf(token: string, organizationId: string | null = null): Promise<Identity> {
  return (await resolveIdentity(anonymous, { tokenHash: hashToken(token), isSession: false, organizationId, tenantId: null }))
    .identity;
}

let tenantCount = 0;

/** Invites people who all get one role. */
function send(
  context: RequestContext,
  { organizationId, emails, role }: { organizationId: string; emails: readonly string[]; role: string },
): ReturnType<typeof inviteMembers> {
  return inviteMembers(context, { organizationId, offers: emails.map((email) => ({ email, roles: [role] })) });
}

/** A tenant whose administrator has accepted, with one organization. */
async function marketplace(): Promise<{ admin: RequestContext; organizationId: string; ownerToken: string }> {
  const platform = await ensurePlatformTenant(world.context('tenants', { level: 'internal' }));
  const domain = `tenant-${(tenantCount += 1)}`;
  const { tenant, invitation } = await createTenant(world.context('tenants', { level: 'platform', tenant: platform }), {
    name: domain,
    domain,
    adminEmail: `admin@${domain}.example`,
    plan: 'starter',
  });
  const accepted = await acceptInvitation(anonymous, { token: invitation!.acceptToken, name: 'Ada' });
  const identity = await identityOf(accepted.accessToken);
  assert.equal(identity.tenant?.id, tenant.id);
  const admin = world.context('tenants', identity);
  const created = await createOrganization(admin, { name: 'Shop', ownerEmail: `owner@${domain}.example` });
  const owner = await acceptInvitation(anonymous, { token: created.invitation!.acceptToken, name: 'Olga' });
  return { admin, organizationId: created.organization.id, ownerToken: owner.accessToken };
}

test('accepting makes the person a member and opens exactly that organization', async () => {
  const { organizationId, ownerToken } = await marketplace();
  const identity = await identityOf(ownerToken);
  assert.equal(identity.organizationId, organizationId);
  assert.equal(identity.level, 'organization');
  assert.ok(identity.permissions.includes('manage_billing'));
  assert.ok(!identity.permissions.includes('manage_organizations'));
});

test('an invitation is accepted once, also when ten accept at the same time', async () => {
  const { admin, organizationId } = await marketplace();
  const sent = await send(admin, { organizationId, emails: ['mia@shop.example'], role: 'member' });
  const token = sent.invitations[0]!.acceptToken;
  const outcomes = await Promise.allSettled(
    Array.from({ length: 10 }, () => acceptInvitation(anonymous, { token, name: 'Mia' })),
  );
  assert.equal(outcomes.filter((outcome) => outcome.status === 'fulfilled').length, 1);
  await assert.rejects(acceptInvitation(anonymous, { token, name: 'Mia' }), { code: 'INVITATION_UNUSABLE' });
});

test('an invitation that is expired, altered or made up cannot be accepted', async () => {
  const { admin, organizationId } = await marketplace();
  const sent = await send(admin, { organizationId, emails: ['late@shop.example'], role: 'member' });
  const token = sent.invitations[0]!.acceptToken;
  await assert.rejects(acceptInvitation(anonymous, { token: `${token.slice(0, -1)}x`, name: 'Late' }), {
    code: 'INVITATION_UNUSABLE',
  });
  clock.advance(15 * 86_400_000);
  await assert.rejects(acceptInvitation(anonymous, { token, name: 'Late' }), { code: 'INVITATION_UNUSABLE' });
});

test('a member or an invited person is not invited again, and none of the batch is', async () => {
  const { admin, organizationId } = await marketplace();
  await send(admin, { organizationId, emails: ['one@shop.example'], role: 'member' });
  const before = await world.inspect('select id from tenants.invitations');
  await assert.rejects(send(admin, { organizationId, emails: ['two@shop.example', 'ONE@shop.example'], role: 'member' }), {
    code: 'ALREADY_INVITED',
  });
  const owner = `owner@tenant-${tenantCount}.example`;
  await assert.rejects(send(admin, { organizationId, emails: [owner], role: 'member' }), {
    code: 'ALREADY_MEMBER',
  });
  assert.equal((await world.inspect('select id from tenants.invitations')).length, before.length);
});

test('an organization of another tenant cannot be invited into, nor spoken for', async () => {
  const first = await marketplace();
  const second = await marketplace();
  await assert.rejects(
    send(first.admin, { organizationId: second.organizationId, emails: ['spy@shop.example'], role: 'owner' }),
    { code: 'NOT_FOUND' },
  );
  await assert.rejects(identityOf(first.ownerToken, second.organizationId), { code: 'FORBIDDEN' });
});

test('a token holds at most what its maker holds, sees one mode, and is dead once revoked', async () => {
  const { organizationId, ownerToken } = await marketplace();
  const owner = world.context('tenants', await identityOf(ownerToken));
  await assert.rejects(createApiToken(owner, { name: 'Too much', testMode: false, permissions: ['manage_tenants'] }), {
    code: 'PERMISSION_NOT_HELD',
  });
  const { apiToken, token } = await createApiToken(owner, { name: 'Robot', testMode: true, permissions: ['create_shipments'] });
  const identity = await identityOf(token);
  assert.deepEqual(identity.permissions, ['create_shipments']);
  assert.equal(identity.testMode, true);
  assert.equal(identity.organizationId, organizationId);
  await revokeApiToken(owner, apiToken.id);
  await assert.rejects(identityOf(token), {
    code: 'UNAUTHENTICATED',
  });
});

test('a token carries its maker, so that the maker’s limits hold for it; a lesser token cannot end it', async () => {
  const { ownerToken } = await marketplace();
  const owner = await identityOf(ownerToken);
  const made = await createApiToken(world.context('tenants', owner), { name: 'Robot', testMode: false });
  const identity = await identityOf(made.token);
  assert.deepEqual([identity.userId, identity.actor], [owner.userId, `token/${made.apiToken.id}`]);
  const lesser = world.context('tenants', { ...owner, permissions: ['manage_api_keys'] });
  await assert.rejects(revokeApiToken(lesser, made.apiToken.id), { code: 'FORBIDDEN' });
  assert.ok(await identityOf(made.token));
});

test('a token that is unknown or expired opens nothing', async () => {
  const { ownerToken } = await marketplace();
  const owner = world.context('tenants', await identityOf(ownerToken));
  const { token } = await createApiToken(owner, {
    name: 'Short',
    testMode: false,
    expiresAt: new Date(clock.now().getTime() + 1_000),
  });
  clock.advance(1_000);
  await assert.rejects(identityOf(token), {
    code: 'UNAUTHENTICATED',
  });
  await assert.rejects(
    resolveIdentity(anonymous, { tokenHash: '0'.repeat(64), isSession: false, organizationId: null, tenantId: null }),
    {
      code: 'UNAUTHENTICATED',
    },
  );
});

/** A caller who holds the token. */
async function holderOf(token: string): Promise<RequestContext> {
  return world.context('tenants', await identityOf(token));
}

test('nobody invites into a role that may do more than they may', async () => {
  const { admin, organizationId, ownerToken } = await marketplace();
  const owner = await holderOf(ownerToken);
  const sent = await send(owner, { organizationId, emails: ['adam@shop.example'], role: 'admin' });
  const accepted = await acceptInvitation(anonymous, { token: sent.invitations[0]!.acceptToken, name: 'Adam' });
  const organizationAdmin = await holderOf(accepted.accessToken);
  const robot = await holderOf(
    (await createApiToken(organizationAdmin, { name: 'Inviter', testMode: false, permissions: ['manage_team'] })).token,
  );
  const before = await world.inspect('select id from tenants.invitations');
  const friend = { organizationId, emails: ['friend@shop.example'] };
  for (const [caller, role] of [
    [organizationAdmin, 'owner'],
    [robot, 'admin'],
    [robot, 'member'],
  ] as const)
    await assert.rejects(send(caller, { ...friend, role }), { code: 'PERMISSION_NOT_HELD', field: 'roles' });
  assert.equal((await world.inspect('select id from tenants.invitations')).length, before.length);
  for (const [caller, role] of [
    [organizationAdmin, 'admin'],
    [organizationAdmin, 'member'],
    [organizationAdmin, 'developer'],
    [owner, 'owner'],
    [admin, 'owner'],
  ] as const) {
    const address = `${role}-${before.length}-${caller === organizationAdmin}-${caller === owner}@shop.example`;
    const { invitations } = await send(caller, { organizationId, emails: [address], role });
    assert.deepEqual(invitations[0]?.invitation.roles, [role]);
  }
});

test('a test token makes no live token, neither by itself nor by inviting somebody, and ends none', async () => {
  const { organizationId, ownerToken } = await marketplace();
  const owner = await holderOf(ownerToken);
  const live = await createApiToken(owner, { name: 'Live', testMode: false });
  const { token } = await createApiToken(owner, { name: 'Test', testMode: true });
  const tester = await holderOf(token);
  const refused = { code: 'LIVE_MODE_ONLY' };
  await assert.rejects(createApiToken(tester, { name: 'Escape', testMode: false }), refused);
  await assert.rejects(send(tester, { organizationId, emails: ['e@shop.example'], role: 'member' }), refused);
  await assert.rejects(createOrganization(tester, { name: 'Escape', ownerEmail: 'e@shop.example' }), refused);
  await assert.rejects(revokeApiToken(tester, live.apiToken.id), { code: 'NOT_FOUND' });
  assert.equal((await holderOf(live.token)).identity.organizationId, organizationId);
  const further = await createApiToken(tester, { name: 'Test too', testMode: true });
  assert.ok((await revokeApiToken(tester, further.apiToken.id)).revokedAt);
});

test('an invitation that expired does not stand in the way of the next', async () => {
  const { admin, organizationId } = await marketplace();
  const offer = { organizationId, emails: ['again@shop.example'], role: 'member' } as const;
  const first = await send(admin, offer);
  clock.advance(14 * 86_400_000 - 1);
  await assert.rejects(send(admin, offer), { code: 'ALREADY_INVITED' });
  clock.advance(1);
  const second = await send(admin, offer);
  await assert.rejects(acceptInvitation(anonymous, { token: first.invitations[0]!.acceptToken, name: 'Aga' }), {
    code: 'INVITATION_UNUSABLE',
  });
  const accepted = await acceptInvitation(anonymous, { token: second.invitations[0]!.acceptToken, name: 'Aga' });
  assert.equal(accepted.organizationId, organizationId);
});

test('inviting an address does not tell the name its holder has in another tenant', async () => {
  const first = await marketplace();
  const second = await marketplace();
  const emails = ['known@person.example'];
  const there = await send(first.admin, { organizationId: first.organizationId, emails, role: 'member' });
  await acceptInvitation(anonymous, { token: there.invitations[0]!.acceptToken, name: 'Secret Identity' });
  const here = await send(second.admin, { organizationId: second.organizationId, emails, role: 'member' });
  const accepted = await acceptInvitation(anonymous, { token: here.invitations[0]!.acceptToken, name: 'Mallory' });
  assert.equal(accepted.name, 'Mallory');
  const members = await findMembers(second.admin.session, [second.organizationId]);
  assert.deepEqual(
    members.map(({ name }) => name),
    ['Olga', 'Mallory'],
  );
});

test('a name with half a character or a control character is refused', async () => {
  const { admin } = await marketplace();
  for (const name of ['a\ud800b', 'a\u0000b', 'a\u0085b'])
    await assert.rejects(createApiToken(admin, { name, testMode: true }), { code: 'VALIDATION_FAILED', field: 'name' });
});
