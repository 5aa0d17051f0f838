import { auditFacts, type RequestContext } from '../../../platform/context/request-context.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { newEvent } from '../../../platform/events/new-event.ts';
import { hashToken, newToken } from '../../../platform/identity/api-token.ts';
import { newId } from '../../../platform/ids/public-id.ts';
import { enqueueMail } from '../../../platform/mail/outbound-emails.query.ts';
import { MemberInvited } from '../../../contracts/events/organization-events.ts';
import { invitationMail, type InvitationPlace } from './invitation-mail.ts';
import { InvitationEntity, type Invitation } from './invitation.entity.ts';
import { closeExpiredInvitation } from './invitations.query.ts';

const DAYS_VALID = 14;
const DAY_MS = 86_400_000;

/** An invitation with the secret that accepts it, which is known only now. */
export interface IssuedInvitation {
  invitation: Invitation;
  acceptToken: string;
}

/**
 * Writes an invitation with its mail, event and audit entry in the caller's transaction, in the place of one that expired. Its
 * secret is stored hashed.
 */
export async function invite(
  transaction: Transaction,
  context: RequestContext,
  place: InvitationPlace,
  offer: { email: string; roles: string[] },
): Promise<IssuedInvitation> {
  const { tenantId, organizationId } = place;
  const { email, roles } = offer;
  const now = context.clock.now();
  await closeExpiredInvitation(transaction, { tenantId, organizationId, email, now });
  const secret = newSecret(now);
  const invitation = transaction.em.create(InvitationEntity, {
    id: newId(),
    tenantId,
    organizationId,
    email,
    roles,
    tokenHash: secret.tokenHash,
    status: 'pending',
    invitedBy: context.identity.actor,
    createdAt: now,
    expiresAt: secret.expiresAt,
    acceptedAt: null,
    sentAt: now,
    timesSent: 1,
  });
  await transaction.em.flush();
  await enqueueMail(transaction, invitationMail(place, { ...offer, ...secret }), now);
  tellOf(transaction, context, invitation);
  return { invitation, acceptToken: secret.acceptToken };
}

/** A fresh secret of an invitation, and until when it is good. */
export function newSecret(now: Date): { acceptToken: string; tokenHash: string; expiresAt: Date } {
  const acceptToken = newToken('invite', false);
  return { acceptToken, tokenHash: hashToken(acceptToken), expiresAt: new Date(now.getTime() + DAYS_VALID * DAY_MS) };
}

function tellOf(transaction: Transaction, context: RequestContext, invitation: Invitation): void {
  const { id, tenantId, organizationId, email, roles } = invitation;
  // The first administrator is invited by whoever makes the tenant; that is told of there, among the platform's events.
  if (transaction.scope.tenant?.id !== tenantId) return;
  transaction.publish(
    newEvent(context, MemberInvited, {
      subject: `organization/${organizationId ?? tenantId}`,
      organizationId,
      data: { invitationId: id, organizationId, email, role: roles[0]!, roles },
    }),
  );
  transaction.audit({
    action: 'member.invited',
    resourceType: 'invitation',
    resourceId: id,
    organizationId,
    after: { email, roles },
    ...auditFacts(context),
  });
}
