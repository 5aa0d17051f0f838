import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { ValidationError } from '../../../platform/errors/errors.ts';
import { newEvent } from '../../../platform/events/new-event.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { MemberJoined } from '../../../contracts/events/organization-events.ts';
import { issueToken } from '../api-tokens/issue-token.ts';
import { announceIdentityChange } from '../identity/announce-identity-change.ts';
import { insertMember } from '../members/members.query.ts';
import { hashPassword, passwordFault } from '../passwords/password.ts';
import { proposePassword } from '../passwords/verify-email.ts';
import { checkName, Faults } from '../validation.ts';
import { AlreadyMemberError } from './invitations.errors.ts';
import { ensureUser, insertTenantMember, markAnswered, type OpenInvitation } from './invitations.query.ts';
import { answerInvitation } from './open-invitation.ts';

/** Who accepts. */
export interface AcceptInvitation {
  token: string;
  name: string;
  /** To sign in with, once the address is confirmed. */
  password?: string | null | undefined;
}

/** What accepting gives: a person's own token, shown once. */
export interface AcceptedInvitation {
  userId: Uuid;
  email: string;
  name: string;
  roles: string[];
  tenantId: Uuid;
  organizationId: Uuid | null;
  accessToken: string;
}

/** Makes whoever holds the token a member, exactly once, and gives them a live access token of their own. */
export async function acceptInvitation(context: RequestContext, command: AcceptInvitation): Promise<AcceptedInvitation> {
  const faults = new Faults();
  const name = faults.collect(checkName('name', command.name));
  faults.throwIfAny();
  const password = command.password ?? undefined;
  const passwordHash = password === undefined ? undefined : await hashPassword(password);
  return answerInvitation(context, command.token, async (transaction, invitation) => {
    const { id, tenantId, organizationId, roles } = invitation;
    const now = context.clock.now();
    const user = await ensureUser(transaction, { id: newId(), email: invitation.email, name, createdAt: now });
    if (password !== undefined) await propose(transaction, context, { ...user, password, passwordHash: passwordHash! });
    // The name just given, not the one in the directory: that one may come from another tenant.
    await join(transaction, invitation, { userId: user.id, name, now });
    await markAnswered(transaction, { id, status: 'accepted', now });
    const actor = `user/${user.id}`;
    const { token } = await issueToken(transaction, {
      tenantId,
      organizationId,
      userId: user.id,
      isPersonal: true,
      role: organizationId ? 'member' : 'tenant_admin',
      name: 'Personal access',
      testMode: false,
      permissions: null,
      expiresAt: null,
      createdBy: actor,
      createdAt: now,
    });
    announceIdentityChange(transaction, 'user', user.id);
    tellOf(transaction, context, invitation, user.id);
    return { userId: user.id, email: user.email, name, roles, tenantId, organizationId, accessToken: token };
  });
}

async function propose(
  transaction: Transaction,
  context: RequestContext,
  chosen: { id: Uuid; email: string; password: string; passwordHash: string },
): Promise<void> {
  const fault = passwordFault('password', chosen.password, chosen.email);
  if (fault) throw new ValidationError([fault]);
  await proposePassword(transaction, context, { userId: chosen.id, email: chosen.email, passwordHash: chosen.passwordHash });
}

async function join(
  transaction: Transaction,
  { tenantId, organizationId, email, roles }: OpenInvitation,
  person: { userId: Uuid; name: string; now: Date },
): Promise<void> {
  const { userId, name, now } = person;
  if (!organizationId) {
    await insertTenantMember(transaction, { tenantId, userId, role: roles[0]!, createdAt: now });
    return;
  }
  const member = { id: newId(), tenantId, organizationId, userId, email, name, roles, joinedAt: now };
  if (!(await insertMember(transaction, member))) throw new AlreadyMemberError(email, 'token');
}

function tellOf(transaction: Transaction, context: RequestContext, invitation: OpenInvitation, userId: Uuid): void {
  const { organizationId, tenantId, email, roles } = invitation;
  const actor = `user/${userId}`;
  const joined = newEvent(context, MemberJoined, {
    subject: `organization/${organizationId ?? tenantId}`,
    organizationId,
    data: { organizationId, userId, email, role: roles[0]!, roles },
  });
  transaction.publish({ ...joined, actor });
  transaction.audit({
    action: 'member.joined',
    resourceType: 'user',
    resourceId: userId,
    organizationId,
    after: { email, roles },
    actor,
    occurredAt: context.clock.now(),
    ipAddress: context.ipAddress,
    userAgent: context.userAgent,
  });
}
