import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { askSubgraph } from '../../../test/support/ask-subgraph.ts';
import { createPeopleWorld, type PeopleWorld, type TestMarketplace } from '../../../test/support/people-world.ts';
import { findMembers } from '../members/members.query.ts';
import { deleteOrganization } from '../organizations/delete-organization.ts';
import { disableOrganization } from '../organizations/set-organization-activity.ts';
import { acceptInvitation } from './accept-invitation.ts';
import { inviteMembers } from './invite-members.ts';
import type { IssuedInvitation } from './invite.ts';
import { resendInvitation } from './resend-invitation.ts';
import { declineInvitation, revokeInvitation } from './revoke-invitation.ts';

const MINUTE_MS = 60_000;
let world: PeopleWorld;

before(async () => {
  world = await createPeopleWorld();
});
after(() => world.close());

async function send(market: TestMarketplace, ...names: string[]): Promise<IssuedInvitation[]> {
  const offers = names.map((name) => ({ email: `${name}@${market.name}.example`, roles: ['member'] }));
  return (await inviteMembers(market.owner.context, { organizationId: market.organizationId, offers })).invitations;
}

const accept = (token: string): Promise<unknown> => acceptInvitation(world.anonymous, { token, name: 'Somebody' });
const UNUSABLE = { code: 'INVITATION_UNUSABLE', field: 'token' };

test('an invitation leaves a mail with the secret, in the transaction of the invitation', async () => {
  const market = await world.marketplaceOf();
  const [sent] = await send(market, 'mia');
  const mails = await world.inspect<{ recipient: string; body_text: string; subject: string; status: string }>(
    `select recipient, body_text, subject, status from platform.outbound_emails where recipient = $1`,
    [`mia@${market.name}.example`],
  );
  assert.equal(mails.length, 1);
  assert.equal(mails[0]!.subject, `Invitation to Shop at ${market.name}`);
  assert.equal(mails[0]!.status, 'pending');
  assert.ok(mails[0]!.body_text.includes(sent!.acceptToken));
  const before = await world.inspect('select id from platform.outbound_emails');
  await assert.rejects(send(market, 'new', 'mia'), { code: 'ALREADY_INVITED' });
  assert.equal((await world.inspect('select id from platform.outbound_emails')).length, before.length);
});

test('declining ends an invitation, and so does revoking; both are told of', async () => {
  const market = await world.marketplaceOf();
  const [declined, revoked] = await send(market, 'dan', 'rita');
  await world.takeEvents();
  await declineInvitation(world.anonymous, declined!.acceptToken);
  await revokeInvitation(market.owner.context, revoked!.invitation.id);
  for (const { acceptToken } of [declined!, revoked!]) {
    await assert.rejects(accept(acceptToken), UNUSABLE);
    await assert.rejects(declineInvitation(world.anonymous, acceptToken), UNUSABLE);
  }
  for (const { invitation } of [declined!, revoked!]) {
    await assert.rejects(revokeInvitation(market.owner.context, invitation.id), { code: 'INVITATION_CLOSED' });
    await assert.rejects(resendInvitation(market.owner.context, invitation.id), { code: 'INVITATION_CLOSED' });
  }
  assert.deepEqual(await world.takeEvents(), ['member.invitation_declined', 'member.invitation_revoked']);
  await send(market, 'dan', 'rita');
});

test('of accepting, declining and revoking at the same moment one is heard', async () => {
  const market = await world.marketplaceOf();
  for (let round = 0; round < 5; round += 1) {
    const [sent] = await send(market, `racer-${round}`);
    const outcomes = await Promise.allSettled([
      accept(sent!.acceptToken),
      declineInvitation(world.anonymous, sent!.acceptToken),
      revokeInvitation(market.owner.context, sent!.invitation.id),
    ]);
    assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
    for (const outcome of outcomes)
      if (outcome.status === 'rejected')
        assert.match((outcome.reason as { code: string }).code, /^INVITATION_(UNUSABLE|CLOSED)$/);
  }
});

test('sending again makes the secret before void, gives 14 more days, and is not for filling mailboxes', async () => {
  const market = await world.marketplaceOf();
  const [sent] = await send(market, 'mia');
  const { id } = sent!.invitation;
  await assert.rejects(resendInvitation(market.owner.context, id), { code: 'RESENT_TOO_SOON' });
  world.clock.advance(15 * 24 * 60 * MINUTE_MS);
  const again = await resendInvitation(market.owner.context, id);
  await assert.rejects(accept(sent!.acceptToken), UNUSABLE);
  assert.equal(again.invitation.expiresAt.getTime() - world.clock.now().getTime(), 14 * 24 * 60 * MINUTE_MS);
  const mails = await world.inspect<{ body_text: string }>(
    'select body_text from platform.outbound_emails where recipient = $1 order by created_at',
    [sent!.invitation.email],
  );
  assert.deepEqual(
    mails.map(({ body_text }) => body_text.includes(again.acceptToken)),
    [false, true],
  );
  for (let mail = 3; mail <= 10; mail += 1) {
    world.clock.advance(MINUTE_MS);
    await resendInvitation(market.owner.context, id);
  }
  world.clock.advance(MINUTE_MS);
  await assert.rejects(resendInvitation(market.owner.context, id), { code: 'RESENT_TOO_SOON' });
});

test('a token that is cut, empty, huge or another kind of token opens nothing', async () => {
  const market = await world.marketplaceOf();
  const [sent] = await send(market, 'mia');
  const { acceptToken } = sent!;
  for (const token of [
    '',
    ' ',
    acceptToken.slice(0, -1),
    acceptToken.slice(1),
    `${acceptToken}x`,
    'x'.repeat(10_000_000),
    market.owner.token,
  ])
    await assert.rejects(accept(token), UNUSABLE);
  await accept(acceptToken);
  await assert.rejects(accept(acceptToken), UNUSABLE);
});

test('nobody joins an organization that is disabled or deleted', async () => {
  const market = await world.marketplaceOf();
  const [sent] = await send(market, 'mia');
  await disableOrganization(market.admin.context, { id: market.organizationId });
  await assert.rejects(accept(sent!.acceptToken), UNUSABLE);
  await deleteOrganization(market.admin.context, market.organizationId);
  await assert.rejects(accept(sent!.acceptToken), UNUSABLE);
  assert.equal((await findMembers(market.admin.context.session, [market.organizationId])).length, 1);
});

test('an organization that is deleted while people are invited keeps no open invitation', async () => {
  for (let round = 0; round < 5; round += 1) {
    const market = await world.marketplaceOf();
    await Promise.allSettled([send(market, 'mia', 'max'), deleteOrganization(market.admin.context, market.organizationId)]);
    const open = await world.inspect(`select id from tenants.invitations where status = 'pending' and organization_id = $1`, [
      market.organizationId,
    ]);
    assert.deepEqual(open, []);
  }
});

test('an address is the same in capitals, another with a plus, and none with letters that only look alike', async () => {
  const market = await world.marketplaceOf();
  const offer = (email: string): Promise<unknown> =>
    inviteMembers(market.owner.context, { organizationId: market.organizationId, offers: [{ email, roles: ['member'] }] });
  const address = market.owner.email;
  await assert.rejects(offer(address.toUpperCase()), { code: 'ALREADY_MEMBER' });
  for (const lookAlike of [address.replace('o', 'о'), address.replace('e', 'ｅ'), `${address}\u200b`, address.replace('@', '＠')])
    await assert.rejects(offer(lookAlike), { code: 'VALIDATION_FAILED', field: 'emails.0' });
  await offer(address.replace('@', '+2@'));
});

interface Listed {
  invitations: { totalCount: number; edges: { node: { email: string; status: string; roles: string[] } }[] };
}

test('the list shows each what is theirs to look after, by status too, with 2 statements however many there are', async () => {
  const [here, there] = [await world.marketplaceOf(), await world.marketplaceOf()];
  const sent = await send(here, 'ann', 'bob', 'cid');
  await send(there, 'zoe');
  await revokeInvitation(here.owner.context, sent[1]!.invitation.id);
  const list = async (token: string, filter: string): Promise<{ found: string[]; statements: number }> => {
    const answer = await askSubgraph<Listed>(world, 'tenants', await world.identityOf(token), {
      query: `{ invitations(first: 50, sort: EMAIL_ASC, filter: { ${filter} }) { totalCount edges { node { email status roles } } } }`,
    });
    assert.deepEqual(answer.errors, []);
    const { totalCount, edges } = answer.data.invitations;
    assert.equal(totalCount, edges.length);
    return { found: edges.map(({ node }) => `${node.email.split('@')[0]} ${node.status}`), statements: answer.statements };
  };
  const all = ['ann PENDING', 'bob REVOKED', 'cid PENDING', 'owner ACCEPTED'];
  assert.deepEqual(await list(here.owner.token, ''), { found: all, statements: 2 });
  assert.deepEqual(await list(here.admin.token, ''), { found: ['admin ACCEPTED', ...all], statements: 2 });
  assert.deepEqual((await list(there.owner.token, '')).found, ['owner ACCEPTED', 'zoe PENDING']);
  assert.deepEqual((await list(here.owner.token, 'status: PENDING')).found, ['ann PENDING', 'cid PENDING']);
  assert.deepEqual((await list(here.owner.token, 'role: "owner"')).found, ['owner ACCEPTED']);
  world.clock.advance(15 * 24 * 60 * MINUTE_MS);
  assert.deepEqual((await list(here.owner.token, 'status: EXPIRED')).found, ['ann EXPIRED', 'cid EXPIRED']);
  await assert.rejects(revokeInvitation(there.owner.context, sent[0]!.invitation.id), { code: 'NOT_FOUND' });
  await assert.rejects(resendInvitation(there.admin.context, sent[0]!.invitation.id), { code: 'NOT_FOUND' });
});
