import { auditFacts, requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { ConflictError, ForbiddenError, NotFoundError } from '../../../platform/errors/errors.ts';
import { newEvent } from '../../../platform/events/new-event.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { MemberRemoved } from '../../../contracts/events/organization-events.ts';
import { TENANT_ADMIN_PERMISSIONS } from '../../../contracts/identity/permissions.ts';
import { announceIdentityChange } from '../identity/announce-identity-change.ts';
import { requireLiveMode } from '../live-mode.ts';
import { holdsAll } from '../roles/hold-grantable-roles.ts';
import { countOtherAdministrators, deleteStaffMember, findAdministrator, lockStaff, type StaffMember } from './staff.query.ts';

/** Takes an administrator off the staff of the caller's tenant, at once, with their tokens. One administrator remains. */
export async function removeStaff(context: RequestContext, userId: Uuid): Promise<StaffMember> {
  const { id: tenantId } = requireTenant(context);
  requireLiveMode(context);
  if (!holdsAll(context, TENANT_ADMIN_PERMISSIONS))
    throw new ForbiddenError('An administrator may do more than you may; another one can do this.');
  return context.session.transaction(async (transaction) => {
    await lockStaff(transaction, tenantId);
    const place = { tenantId, userId };
    const administrator = await findAdministrator(transaction, place);
    if (!administrator) throw new NotFoundError('The administrator', 'userId');
    if ((await countOtherAdministrators(transaction, place)) === 0)
      throw new ConflictError('This is the tenant’s last administrator; invite another first.', {
        field: 'userId',
        code: 'LAST_ADMINISTRATOR',
      });
    const tokens = await deleteStaffMember(transaction, { ...place, now: context.clock.now() });
    announceIdentityChange(transaction, 'user', userId);
    for (const id of tokens) announceIdentityChange(transaction, 'token', id);
    const { email, role } = administrator;
    transaction.publish(
      newEvent(context, MemberRemoved, {
        subject: `tenant/${tenantId}`,
        organizationId: null,
        data: { organizationId: null, userId, email, hasLeft: context.identity.userId === userId },
      }),
    );
    transaction.audit({
      ...auditFacts(context),
      action: 'staff.removed',
      resourceType: 'user',
      resourceId: userId,
      organizationId: null,
      before: { email, role },
      after: { revokedTokens: tokens.length },
    });
    return administrator;
  });
}
