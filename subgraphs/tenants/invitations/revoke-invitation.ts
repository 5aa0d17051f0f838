import { auditFacts, type RequestContext } from '../../../platform/context/request-context.ts';
import { newEvent } from '../../../platform/events/new-event.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { InvitationDeclined, InvitationRevoked } from '../../../contracts/events/organization-events.ts';
import { requireLiveMode } from '../live-mode.ts';
import { markAnswered, type ListedInvitation, type OpenInvitation } from './invitations.query.ts';
import { lockOwnInvitation } from './lock-own-invitation.ts';
import { answerInvitation } from './open-invitation.ts';

/** Takes an invitation back; its secret opens nothing any more. */
export async function revokeInvitation(context: RequestContext, id: Uuid): Promise<ListedInvitation> {
  requireLiveMode(context);
  return context.session.transaction(async (transaction) => {
    const invitation = await lockOwnInvitation(context, transaction, id);
    await markAnswered(transaction, { id, status: 'revoked', now: context.clock.now() });
    transaction.publish(newEvent(context, InvitationRevoked, closing(invitation)));
    transaction.audit({ ...auditOf(context, invitation), action: 'member.invitation_revoked' });
    return { ...invitation, status: 'revoked' };
  });
}

/** Says no to an invitation, for whoever holds its secret; that ends it. */
export async function declineInvitation(context: RequestContext, token: string): Promise<OpenInvitation> {
  return answerInvitation(context, token, async (transaction, invitation) => {
    await markAnswered(transaction, { id: invitation.id, status: 'declined', now: context.clock.now() });
    transaction.publish(newEvent(context, InvitationDeclined, closing(invitation)));
    transaction.audit({ ...auditOf(context, invitation), action: 'member.invitation_declined' });
    return invitation;
  });
}

type Closed = Pick<OpenInvitation, 'id' | 'tenantId' | 'organizationId' | 'email' | 'roles'>;

function closing({ id, tenantId, organizationId, email }: Closed): {
  subject: string;
  organizationId: Uuid | null;
  data: { invitationId: Uuid; organizationId: Uuid | null; email: string };
} {
  const data = { invitationId: id, organizationId, email };
  return { subject: `organization/${organizationId ?? tenantId}`, organizationId, data };
}

function auditOf(
  context: RequestContext,
  { id, organizationId, email, roles }: Closed,
): ReturnType<typeof auditFacts> & { resourceType: string; resourceId: Uuid; organizationId: Uuid | null; before: object } {
  const before = { email, roles };
  return { ...auditFacts(context), resourceType: 'invitation', resourceId: id, organizationId, before };
}
