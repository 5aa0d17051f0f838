import type { RequestContext } from '../../../platform/context/request-context.ts';
import { NO_SCOPE } from '../../../platform/database/database.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { hashToken, isWellFormedToken } from '../../../platform/identity/api-token.ts';
import { lockOrganization } from '../organizations/organizations.query.ts';
import { InvitationUnusableError } from './invitations.errors.ts';
import { findInvitationByToken, lockInvitation, type OpenInvitation } from './invitations.query.ts';

/**
 * Does what an invitation's holder answers, in the place it leads to, with the invitation locked: of several answers at once
 * one is heard. Throws an InvitationUnusableError for a token that fits none that is open, in a place that may act.
 */
export async function answerInvitation<Result>(
  context: RequestContext,
  token: string,
  answer: (transaction: Transaction, invitation: OpenInvitation) => Promise<Result>,
): Promise<Result> {
  if (!isWellFormedToken(token)) throw new InvitationUnusableError();
  return context.openSession(NO_SCOPE).transaction(async (transaction) => {
    const tokenHash = hashToken(token);
    const seen = await findInvitationByToken(transaction, tokenHash);
    if (!seen) throw new InvitationUnusableError();
    await transaction.enter({
      tenant: { id: seen.tenantId, schema: seen.schemaName },
      organization: seen.organizationId ?? 'all',
      testMode: false,
    });
    // The organization first, as everybody does who changes what belongs to it.
    const isPlaceOpen = !seen.organizationId || (await lockOrganization(transaction, seen.organizationId))?.isActive === true;
    const invitation = await lockInvitation(transaction, { id: seen.id, tokenHash });
    if (!isPlaceOpen || !isOpen(invitation, context.clock.now())) throw new InvitationUnusableError();
    return answer(transaction, invitation);
  });
}

function isOpen(invitation: OpenInvitation | undefined, now: Date): invitation is OpenInvitation {
  return (
    invitation !== undefined &&
    invitation.status === 'pending' &&
    invitation.expiresAt > now &&
    invitation.tenantStatus === 'active'
  );
}
