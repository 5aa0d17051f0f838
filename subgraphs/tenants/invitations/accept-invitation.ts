import type { RequestContext } from '../../../platform/context/request-context.ts';
import { DomainError } from '../../../platform/errors/domain-error.ts';
import { newEvent } from '../../../platform/events/new-event.ts';
import { hashToken, isWellFormedToken } from '../../../platform/identity/api-token.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { MemberJoined } from '../../../contracts/events/organization-events.ts';
import { NO_SCOPE } from '../../../platform/database/database.ts';
import { issueToken } from '../api-tokens/issue-token.ts';
import { announceIdentityChange } from '../identity/announce-identity-change.ts';
import { insertMember } from '../organizations/members.query.ts';
import { checkName, Faults } from '../validation.ts';
import { ensureUser, insertTenantMember, lockInvitation, markAccepted, type OpenInvitation } from './invitations.query.ts';

/** The token fits no invitation that can still be accepted. */
export class InvitationUnusableError extends DomainError {
  readonly code = 'INVITATION_UNUSABLE';

  constructor() {
    super('This invitation is unknown, expired, revoked or accepted already; ask for a new one.', { field: 'token' });
  }
}

/** Who accepts. */
export interface AcceptInvitation {
  token: string;
  name: string;
}

/** What accepting gives: a person's own token, shown once. */
export interface AcceptedInvitation {
  userId: Uuid;
  email: string;
  name: string;
  role: string;
  tenantId: Uuid;
  organizationId: Uuid | null;
  accessToken: string;
}

/** Makes whoever holds the token a member, exactly once, and gives them a live access token of their own. */
export async function acceptInvitation(context: RequestContext, command: AcceptInvitation): Promise<AcceptedInvitation> {
  const faults = new Faults();
  const name = faults.collect(checkName('name', command.name));
  faults.throwIfAny();
  if (!isWellFormedToken(command.token)) throw new InvitationUnusableError();
  return context.openSession(NO_SCOPE).transaction(async (transaction) => {
    const now = context.clock.now();
    const invitation = await lockInvitation(transaction, hashToken(command.token));
    if (!isUsable(invitation, now)) throw new InvitationUnusableError();
    const { tenantId, organizationId, role } = invitation;
    await transaction.enter({
      tenant: { id: tenantId, schema: invitation.schemaName },
      organization: organizationId ?? 'all',
      testMode: false,
    });
    const user = await ensureUser(transaction, { id: newId(), email: invitation.email, name, createdAt: now });
    if (organizationId) {
      await insertMember(transaction, {
        id: newId(),
        tenantId,
        organizationId,
        userId: user.id,
        email: user.email,
        // The name just given, not the one in the directory: that one may come from another tenant.
        name,
        role,
        joinedAt: now,
      });
    } else {
      await insertTenantMember(transaction, { tenantId, userId: user.id, role, createdAt: now });
    }
    announceIdentityChange(transaction, 'user', user.id);
    await markAccepted(transaction, invitation.id, now);
    const actor = `user/${user.id}`;
    const { token } = await issueToken(transaction, {
      tenantId,
      organizationId,
      userId: user.id,
      isPersonal: true,
      role,
      name: 'Personal access',
      testMode: false,
      permissions: null,
      expiresAt: null,
      createdBy: actor,
      createdAt: now,
    });
    const joined = newEvent(context, MemberJoined, {
      subject: `organization/${organizationId ?? tenantId}`,
      organizationId,
      data: { organizationId, userId: user.id, email: user.email, role },
    });
    transaction.publish({ ...joined, actor });
    transaction.audit({
      action: 'member.joined',
      resourceType: 'user',
      resourceId: user.id,
      organizationId,
      after: { email: user.email, role },
      actor,
      occurredAt: now,
      ipAddress: context.ipAddress,
      userAgent: context.userAgent,
    });
    return { userId: user.id, email: user.email, name, role, tenantId, organizationId, accessToken: token };
  });
}

function isUsable(invitation: OpenInvitation | undefined, now: Date): invitation is OpenInvitation {
  return (
    invitation !== undefined &&
    invitation.status === 'pending' &&
    invitation.expiresAt > now &&
    invitation.tenantStatus === 'active'
  );
}
