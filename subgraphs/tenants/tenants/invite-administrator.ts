import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { STAFF_ROLE } from '../invitations/invitation.entity.ts';
import { findInvitationPlace } from '../invitations/invitations.query.ts';
import { invite, type IssuedInvitation } from '../invitations/invite.ts';
import type { Tenant } from './tenant.entity.ts';

/** Invites somebody as a tenant's administrator. */
export async function inviteAdministrator(
  transaction: Transaction,
  context: RequestContext,
  tenant: Pick<Tenant, 'id'>,
  email: string,
): Promise<IssuedInvitation> {
  const place = await findInvitationPlace(transaction, { tenantId: tenant.id, organizationId: null });
  return invite(transaction, context, place, { email, roles: [STAFF_ROLE] });
}
