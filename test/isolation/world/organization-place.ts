import { accept, makeToken, type TenantPlace } from './tenant-place.ts';
import type { Client, Credentials } from './client.ts';

/** An organization with a person of each role; every text that is its own carries its mark. */
export interface OrganizationPlace {
  tenant: TenantPlace;
  mark: string;
  id: string;
  ownerUserId: string;
  owner: Credentials;
  admin: Credentials;
  member: Credentials;
  developer: Credentials;
  /** The owner's token of test mode. */
  testOwner: Credentials;
}

/** Makes an organization with its people. */
export async function makeOrganization(client: Client, tenant: TenantPlace, mark: string): Promise<OrganizationPlace> {
  const created = await client.perform<{ organization: { id: string }; ownerInvitation: { acceptToken: string } }>(
    tenant.live.admin,
    'createOrganization',
    { name: `${mark} goods`, slug: mark, ownerEmail: `owner@${mark}.example` },
    'organization { id } ownerInvitation { acceptToken }',
  );
  const owner = await accept(client, created.ownerInvitation.acceptToken, `${mark} owner`);
  const join = async (role: string): Promise<Credentials> => {
    const { invitations } = await client.perform<{ invitations: { acceptToken: string }[] }>(
      owner,
      'sendOrganizationInvites',
      { emails: [`${role}@${mark}.example`], roles: [role] },
      'invitations { acceptToken }',
    );
    return accept(client, invitations[0]!.acceptToken, `${mark} ${role}`);
  };
  return {
    tenant,
    mark,
    id: created.organization.id,
    ownerUserId: owner.userId,
    owner,
    admin: await join('admin'),
    member: await join('member'),
    developer: await join('developer'),
    testOwner: await makeToken(client, owner, { name: `${mark} test`, testMode: true }),
  };
}
