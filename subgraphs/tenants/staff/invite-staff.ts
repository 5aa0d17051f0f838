import { requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { TENANT_ADMIN_PERMISSIONS } from '../../../contracts/identity/permissions.ts';
import { STAFF_ROLE } from '../invitations/invitation.entity.ts';
import { AlreadyMemberError } from '../invitations/invitations.errors.ts';
import { findInvitationPlace } from '../invitations/invitations.query.ts';
import { invite, type IssuedInvitation } from '../invitations/invite.ts';
import { refusingSecondInvitation } from '../invitations/invite-members.ts';
import { requireLiveMode } from '../live-mode.ts';
import { holdsAll } from '../roles/hold-grantable-roles.ts';
import { permissionNotHeld } from '../roles/roles.errors.ts';
import { checkEmail, Faults } from '../validation.ts';
import { isStaffEmail } from './staff.query.ts';

/** Invites somebody to the caller's tenant as an administrator; for administrators who may do all that one may. */
export async function inviteStaff(context: RequestContext, address: string): Promise<IssuedInvitation> {
  const { id: tenantId } = requireTenant(context);
  requireLiveMode(context);
  const faults = new Faults();
  const email = faults.collect(checkEmail('email', address));
  faults.throwIfAny();
  if (!holdsAll(context, TENANT_ADMIN_PERMISSIONS)) throw permissionNotHeld('email', 'Inviting an administrator');
  return refusingSecondInvitation('email', () =>
    context.session.transaction(async (transaction) => {
      if (await isStaffEmail(transaction, tenantId, email)) throw new AlreadyMemberError(email, 'email');
      const place = await findInvitationPlace(transaction, { tenantId, organizationId: null });
      return invite(transaction, context, place, { email, roles: [STAFF_ROLE] });
    }),
  );
}
