import { auditFacts, requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError, ValidationError } from '../../../platform/errors/errors.ts';
import { newEvent } from '../../../platform/events/new-event.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { RoleDeleted } from '../../../contracts/events/organization-events.ts';
import { announceIdentityChange } from '../identity/announce-identity-change.ts';
import { requireLiveMode } from '../live-mode.ts';
import { holdGrantableRoles, holdsAll } from './hold-grantable-roles.ts';
import type { Role } from './role.ts';
import { permissionNotHeld, RoleInUseError } from './roles.errors.ts';
import { deleteRoleRow, isRoleInUse, lockRole, replaceRole } from './roles.query.ts';

/** Which role to delete, and which takes its place with those who have it. */
export interface DeleteRole {
  id: Uuid;
  replacement?: string | null | undefined;
}

/** Deletes a role that the tenant made; one that somebody has only when another is named to take its place. */
export async function deleteRole(context: RequestContext, command: DeleteRole): Promise<Role> {
  const tenant = requireTenant(context);
  requireLiveMode(context);
  // Members of every organization may have it, whichever one the request names.
  const session = context.openSession({ ...context.session.scope, organization: 'all' });
  return session.transaction(async (transaction) => {
    const role = await lockRole(transaction, tenant.id, command.id);
    if (!role) throw new NotFoundError('A role of the tenant’s own with this id', 'id');
    if (!holdsAll(context, role.permissions)) throw permissionNotHeld('id', 'Deleting this role');
    const { replacement } = command;
    if (replacement === role.key)
      throw ValidationError.of('replacement', 'Name another role than the one that is deleted.', 'UNKNOWN_ROLE');
    if (replacement) {
      await holdGrantableRoles(context, transaction, { keys: [replacement], field: 'replacement' });
      await replaceRole(transaction, tenant.id, { from: role.key, to: replacement });
    } else if (await isRoleInUse(transaction, tenant.id, role.key)) {
      throw new RoleInUseError();
    }
    await deleteRoleRow(transaction, role.id);
    announceIdentityChange(transaction, 'tenant', tenant.id);
    transaction.audit({
      ...auditFacts(context),
      action: 'role.deleted',
      resourceType: 'role',
      resourceId: role.id,
      organizationId: null,
      before: { key: role.key, name: role.name, permissions: role.permissions },
      after: { replacement: replacement ?? null },
    });
    transaction.publish(
      newEvent(context, RoleDeleted, {
        subject: `role/${role.id}`,
        organizationId: null,
        data: { roleId: role.id, key: role.key, replacement: replacement ?? null },
      }),
    );
    return role;
  });
}
