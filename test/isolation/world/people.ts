import { accept } from './tenant-place.ts';
import type { Credentials } from './client.ts';
import type { Side } from './side.ts';
import type { TestWorld } from '../../support/test-world.ts';

/** The password of everybody who has one. */
export const PASSWORD = 'correct horse battery';

/** The people of a side: invited, joined, and the roles they have. They are the same in both modes. */
export class People {
  private readonly side: Side;
  private lastGuest: Credentials = {};
  private lastSession: Credentials = {};

  constructor(side: Side) {
    this.side = side;
  }

  /** Who joined last. */
  get guest(): Credentials {
    return this.lastGuest;
  }

  /** Who signed in last. */
  get signedIn(): Credentials {
    return this.lastSession;
  }

  /** A pending invitation into the organization, with its secret. */
  async invitation(role = 'member'): Promise<{ id: string; secret: string }> {
    const { invitations } = await this.side.performWith<{
      invitations: { invitation: { id: string }; acceptToken: string }[];
    }>(
      this.side.organization.owner,
      'sendOrganizationInvites',
      { emails: [`${this.side.name('guest')}@mail.example`], roles: [role] },
      'invitations { invitation { id } acceptToken }',
    );
    return { id: invitations[0]!.invitation.id, secret: invitations[0]!.acceptToken };
  }

  /** Somebody who joined the organization; answers the membership. */
  async member(role = 'member'): Promise<string> {
    const { client, organization } = this.side;
    const { secret } = await this.invitation(role);
    const { userId, ...credentials } = await accept(client, secret, this.side.name('person'));
    this.lastGuest = credentials;
    const { members } = await client.read<{ members: { id: string; userId: string }[] }>(
      organization.owner,
      'query ($id: ID!) { organization(id: $id) { members { id userId } } }',
      { id: organization.id },
    );
    return members.find((member) => member.userId === userId)!.id;
  }

  /** Somebody with a password that waits for the code that was mailed. */
  async proposesPassword(): Promise<{ email: string; code: string }> {
    const { client, organization, world } = this.side;
    const email = `${this.side.name('signer')}@mail.example`;
    const { invitations } = await client.perform<{ invitations: { acceptToken: string }[] }>(
      organization.owner,
      'sendOrganizationInvites',
      { emails: [email], roles: ['member'] },
      'invitations { acceptToken }',
    );
    const input = { token: invitations[0]!.acceptToken, name: this.side.name('signer'), password: PASSWORD };
    await client.perform({}, 'acceptInvitation', input, 'userId');
    return { email, code: await mailedCode(world, email) };
  }

  /** Somebody who can sign in. */
  async hasPassword(): Promise<string> {
    const { email, code } = await this.proposesPassword();
    await this.side.client.perform({}, 'verifyEmail', { token: code, password: PASSWORD }, 'email');
    return email;
  }

  /** Somebody who signed in. */
  async session(email?: string): Promise<{ email: string; id: string; refreshToken: string }> {
    const known = email ?? (await this.hasPassword());
    const input = { email: known, password: PASSWORD };
    const opened = await this.side.client.perform<{ session: { id: string }; accessToken: string; refreshToken: string }>(
      {},
      'signIn',
      input,
      'session { id } accessToken refreshToken',
    );
    this.lastSession = { token: opened.accessToken };
    return { email: known, id: opened.session.id, refreshToken: opened.refreshToken };
  }

  /** A code for a new password, as it was mailed. */
  async resetCode(): Promise<string> {
    const email = await this.hasPassword();
    await this.side.client.perform({}, 'requestPasswordReset', { email }, '__typename');
    return mailedCode(this.side.world, email);
  }

  /** Somebody who joined the tenant's staff; answers the person. */
  async colleague(): Promise<string> {
    const { client, organization } = this.side;
    const { invitation } = await this.side.performWith<{ invitation: { acceptToken: string } }>(
      organization.tenant.live.admin,
      'inviteStaff',
      { email: `${this.side.common('colleague')}@mail.example` },
      'invitation { acceptToken }',
    );
    return (await accept(client, invitation.acceptToken, this.side.common('colleague'))).userId;
  }

  /** A role that the tenant made. */
  async role(): Promise<string> {
    const { role } = await this.side.performWith<{ role: { id: string } }>(
      this.side.organization.tenant.live.admin,
      'createRole',
      { name: this.side.common('role'), permissions: ['view_shipments'] },
      'role { id }',
    );
    return role.id;
  }

  /** Another organization of the tenant. */
  async organization(): Promise<string> {
    const { organization } = await this.side.performWith<{ organization: { id: string } }>(
      this.side.organization.tenant.live.admin,
      'createOrganization',
      { name: this.side.name('guests'), slug: this.side.name('guests') },
      'organization { id }',
    );
    return organization.id;
  }

  /** An organization that was deleted just now. */
  async deletedOrganization(): Promise<string> {
    const id = await this.organization();
    await this.side.performWith(
      this.side.organization.tenant.live.admin,
      'deleteOrganizationAccount',
      { id },
      'deletedAccountId',
    );
    return id;
  }
}

// Told by mail alone.
async function mailedCode(world: TestWorld, email: string): Promise<string> {
  const mails = await world.inspect<{ text: string | null }>(
    'select body_text as text from platform.outbound_emails where recipient = $1 order by id desc',
    [email],
  );
  const code = mails.map(({ text }) => /\bwb_(?:verify|reset)\w*_[\w-]+/.exec(text ?? '')?.[0]).find(Boolean);
  if (!code) throw new Error(`no code was mailed to ${email}: ${JSON.stringify(mails)}`);
  return code;
}
