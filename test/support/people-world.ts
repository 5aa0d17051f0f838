import assert from 'node:assert/strict';
import { ANONYMOUS, type Identity } from '../../contracts/identity/identity.ts';
import { ManualClock } from '../../platform/context/clock.ts';
import type { RequestContext } from '../../platform/context/request-context.ts';
import { hashToken } from '../../platform/identity/api-token.ts';
import { resolveIdentity } from '../../subgraphs/tenants/identity/resolve-identity.ts';
import { acceptInvitation } from '../../subgraphs/tenants/invitations/accept-invitation.ts';
import { inviteMembers } from '../../subgraphs/tenants/invitations/invite-members.ts';
import { findMembers, type Member } from '../../subgraphs/tenants/members/members.query.ts';
import { createOrganization } from '../../subgraphs/tenants/organizations/create-organization.ts';
import { ensurePlatformTenant } from '../../subgraphs/tenants/operators/create-operator.ts';
import { createTenant } from '../../subgraphs/tenants/tenants/create-tenant.ts';
import { createTestWorld, type TestWorld } from './test-world.ts';

/** Somebody of an organization, with the token they hold. */
export interface TestPerson {
  context: RequestContext;
  token: string;
  userId: string;
  email: string;
}

/** A tenant with its administrator and one organization with its owner. */
export interface TestMarketplace {
  name: string;
  admin: TestPerson;
  organizationId: string;
  owner: TestPerson;
}

/** A world in which people accept invitations as they would, on a clock that stands still. */
export interface PeopleWorld extends TestWorld {
  clock: ManualClock;
  anonymous: RequestContext;
  /** Who holds a token; throws what the gateway would be told. */
  identityOf(token: string, organizationId?: string | null): Promise<Identity>;
  marketplaceOf(): Promise<TestMarketplace>;
  /** Invites somebody in the caller's name and has them accept. */
  join(inviter: RequestContext, organizationId: string, email: string, roles: readonly string[]): Promise<TestPerson>;
  memberOf(organizationId: string, person: TestPerson): Promise<Member>;
  /** Types of the events that wait in the outbox, oldest first; forgets them. */
  takeEvents(): Promise<string[]>;
}

/** Opens such a world; nothing runs in its background. */
export async function createPeopleWorld(): Promise<PeopleWorld> {
  const clock = new ManualClock(new Date('2026-03-01T00:00:00Z'));
  const world = await createTestWorld({ clock, startsWorkers: false });
  const anonymous = world.context('tenants', { ...ANONYMOUS, permissions: [] });
  const identityOf = async (token: string, organizationId: string | null = null): Promise<Identity> =>
    (await resolveIdentity(anonymous, { tokenHash: hashToken(token), isSession: false, tenantId: null, organizationId }))
      .identity;
  const accept = async (acceptToken: string, name: string): Promise<TestPerson> => {
    const { accessToken: token, userId, email } = await acceptInvitation(anonymous, { token: acceptToken, name });
    return { context: world.context('tenants', await identityOf(token)), token, userId, email };
  };
  let count = 0;
  return {
    ...world,
    clock,
    anonymous,
    identityOf,
    async marketplaceOf() {
      const platform = await ensurePlatformTenant(world.context('tenants', { level: 'internal' }));
      const name = `market-${(count += 1)}`;
      const { invitation } = await createTenant(world.context('tenants', { level: 'platform', tenant: platform }), {
        name,
        domain: name,
        adminEmail: `admin@${name}.example`,
        plan: 'starter',
      });
      const admin = await accept(invitation!.acceptToken, 'Ada');
      const created = await createOrganization(admin.context, { name: 'Shop', ownerEmail: `owner@${name}.example` });
      const owner = await accept(created.invitation!.acceptToken, 'Olga');
      return { name, admin, organizationId: created.organization.id, owner };
    },
    async join(inviter, organizationId, email, roles) {
      const sent = await inviteMembers(inviter, { organizationId, offers: [{ email, roles }] });
      return accept(sent.invitations[0]!.acceptToken, email.split('@')[0]!);
    },
    async memberOf(organizationId, person) {
      const members = await findMembers(person.context.session, [organizationId]);
      const member = members.find(({ userId }) => userId === person.userId);
      assert.ok(member, `${person.email} is no member`);
      return member;
    },
    async takeEvents() {
      const rows = await world.inspect<{ type: string }>(
        'with taken as (delete from platform.outbox returning *) select type from taken order by position',
      );
      return rows.map(({ type }) => type);
    },
  };
}
