import { auditFacts, type RequestContext } from '../../../platform/context/request-context.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { enqueueMail } from '../../../platform/mail/outbound-emails.query.ts';
import { TENANT_ADMIN_PERMISSIONS } from '../../../contracts/identity/permissions.ts';
import { requireLiveMode } from '../live-mode.ts';
import { holdGrantableRoles, holdsAll } from '../roles/hold-grantable-roles.ts';
import { permissionNotHeld } from '../roles/roles.errors.ts';
import { invitationMail } from './invitation-mail.ts';
import { STAFF_ROLE } from './invitation.entity.ts';
import { ResentTooSoonError } from './invitations.errors.ts';
import { findInvitationPlace, renewInvitation, type ListedInvitation } from './invitations.query.ts';
import { newSecret } from './invite.ts';
import { lockOwnInvitation } from './lock-own-invitation.ts';

const PAUSE_MS = 60_000;
const MOST_MAILS = 10;

/**
 * Sends an invitation again, with a fresh secret and 14 more days; the earlier secret is void. Once a minute, ten times at most,
 * so that nobody's mailbox is filled with it. The caller holds what it gives.
 */
export async function resendInvitation(
  context: RequestContext,
  id: Uuid,
): Promise<{ invitation: ListedInvitation; acceptToken: string }> {
  requireLiveMode(context);
  return context.session.transaction(async (transaction) => {
    const invitation = await lockOwnInvitation(context, transaction, id);
    const { organizationId, email, roles, timesSent } = invitation;
    if (!roles.includes(STAFF_ROLE)) await holdGrantableRoles(context, transaction, { keys: roles, field: 'id' });
    else if (!holdsAll(context, TENANT_ADMIN_PERMISSIONS)) throw permissionNotHeld('id', 'Inviting an administrator');
    const now = context.clock.now();
    if (timesSent >= MOST_MAILS || now.getTime() - invitation.sentAt.getTime() < PAUSE_MS) throw new ResentTooSoonError();
    const secret = newSecret(now);
    await renewInvitation(transaction, { id, ...secret, now });
    const place = await findInvitationPlace(transaction, invitation);
    await enqueueMail(transaction, invitationMail(place, { email, roles, ...secret }), now);
    transaction.audit({
      ...auditFacts(context),
      action: 'member.invitation_resent',
      resourceType: 'invitation',
      resourceId: id,
      organizationId,
      after: { email, timesSent: timesSent + 1 },
    });
    const renewed: ListedInvitation = {
      ...invitation,
      status: 'pending',
      expiresAt: secret.expiresAt,
      sentAt: now,
      timesSent: timesSent + 1,
    };
    return { invitation: renewed, acceptToken: secret.acceptToken };
  });
}
