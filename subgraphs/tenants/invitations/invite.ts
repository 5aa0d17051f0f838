import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { hashToken, newToken } from '../../../platform/identity/api-token.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { InvitationEntity, type Invitation, type InvitationRole } from './invitation.entity.ts';
import { closeExpiredInvitation } from './invitations.query.ts';

const DAYS_VALID = 14;
const DAY_MS = 86_400_000;

/** An invitation with the secret that accepts it, which is known only now. */
export interface IssuedInvitation {
  invitation: Invitation;
  acceptToken: string;
}

/** Writes an invitation in the caller's transaction, in the place of one that expired. Its token is stored hashed. */
export async function invite(
  transaction: Transaction,
  context: RequestContext,
  offer: { tenantId: Uuid; organizationId: Uuid | null; email: string; role: InvitationRole },
): Promise<IssuedInvitation> {
  const acceptToken = newToken('invite', false);
  const now = context.clock.now();
  await closeExpiredInvitation(transaction, { ...offer, now });
  const invitation = transaction.em.create(InvitationEntity, {
    id: newId(),
    ...offer,
    tokenHash: hashToken(acceptToken),
    status: 'pending',
    invitedBy: context.identity.actor,
    createdAt: now,
    expiresAt: new Date(now.getTime() + DAYS_VALID * DAY_MS),
    acceptedAt: null,
  });
  await transaction.em.flush();
  return { invitation, acceptToken };
}
