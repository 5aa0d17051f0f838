import { hasPermission, requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { InvitationReach } from './invitations.query.ts';
import { InvitationClosedError } from './invitations.errors.ts';
import { lockInvitationInReach, type ListedInvitation } from './invitations.query.ts';

/** Which invitations the caller looks after: their organization's, or for staff all of the tenant. */
export function invitationReach(context: RequestContext): InvitationReach {
  return {
    tenantId: requireTenant(context).id,
    includesStaff: context.identity.organizationId === null && hasPermission(context, 'manage_tenant'),
    now: context.clock.now(),
  };
}

/** Locks an invitation that the caller looks after and that nobody has answered yet. */
export async function lockOwnInvitation(context: RequestContext, transaction: Transaction, id: Uuid): Promise<ListedInvitation> {
  const invitation = await lockInvitationInReach(transaction, invitationReach(context), id);
  if (!invitation) throw new NotFoundError('The invitation', 'id');
  if (invitation.status !== 'pending' && invitation.status !== 'expired') throw new InvitationClosedError();
  return invitation;
}
