import { auditFacts, requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { newEvent } from '../../../platform/events/new-event.ts';
import { onUniqueViolation } from '../../../platform/database/database-error.ts';
import { ConflictError, NotFoundError } from '../../../platform/errors/errors.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { RoleCreated, RoleUpdated } from '../../../contracts/events/organization-events.ts';
import { announceIdentityChange } from '../identity/announce-identity-change.ts';
import { requireLiveMode } from '../live-mode.ts';
import { checkName, checkSlug, checkRemark, Faults, slugOf } from '../validation.ts';
import { holdsAll } from './hold-grantable-roles.ts';
import { GRANTABLE_PERMISSIONS, SYSTEM_ROLES, type Role } from './role.ts';
import { permissionNotHeld, RoleKeyTakenError } from './roles.errors.ts';
import { countRoles, lockRole, saveRole } from './roles.query.ts';

const MOST_ROLES_OF_A_TENANT = 100;

/** What a new role is made of. */
export interface CreateRole {
  name: string;
  /** Made of the name when left out. */
  key?: string | null | undefined;
  description?: string | null | undefined;
  permissions: readonly string[];
}

/** What to change about a role; what is left out stays. */
export interface UpdateRole {
  id: Uuid;
  name?: string | null | undefined;
  description?: string | null | undefined;
  permissions?: readonly string[] | null | undefined;
}

/** Makes a role of permissions that the caller holds, for the organizations of the caller's tenant. */
export async function createRole(context: RequestContext, command: CreateRole): Promise<Role> {
  const tenant = requireTenant(context);
  requireLiveMode(context);
  const faults = new Faults();
  const name = faults.collect(checkName('name', command.name));
  const key = faults.collect(checkSlug('key', command.key ?? slugOf(command.name.slice(0, 200))));
  const description = faults.collect(checkRemark('description', command.description));
  faults.throwIfAny();
  const permissions = grantable(context, command.permissions);
  if (SYSTEM_ROLES.some((role) => role.key === key)) throw new RoleKeyTakenError(key);
  const now = context.clock.now();
  const role: Role = { id: newId(), key, name, description, permissions, isSystem: false, createdAt: now, updatedAt: now };
  return onUniqueViolation(
    'roles_key',
    () => new RoleKeyTakenError(key),
    () =>
      context.session.transaction(async (transaction) => {
        if ((await countRoles(transaction, tenant.id)) >= MOST_ROLES_OF_A_TENANT)
          throw new ConflictError(`A tenant has at most ${MOST_ROLES_OF_A_TENANT} roles.`, { code: 'TOO_MANY_ROLES' });
        await saveRole(transaction, tenant.id, role);
        transaction.audit({ ...auditOf(context, role), action: 'role.created', after: facts(role) });
        transaction.publish(newEvent(context, RoleCreated, eventFacts(role)));
        return role;
      }),
  );
}

/** Changes a role that the tenant made, at once for everybody who has it. The caller holds what it gives, before and after. */
export async function updateRole(context: RequestContext, command: UpdateRole): Promise<Role> {
  const tenant = requireTenant(context);
  requireLiveMode(context);
  return context.session.transaction(async (transaction) => {
    const before = await lockRole(transaction, tenant.id, command.id);
    if (!before) throw new NotFoundError('A role of the tenant’s own with this id', 'id');
    if (!holdsAll(context, before.permissions)) throw permissionNotHeld('id', 'Changing this role');
    const faults = new Faults();
    const name = faults.collect(checkName('name', command.name ?? before.name));
    const remark = command.description === undefined ? before.description : command.description;
    const description = faults.collect(checkRemark('description', remark));
    faults.throwIfAny();
    const permissions = command.permissions ? grantable(context, command.permissions) : before.permissions;
    const role: Role = { ...before, name, description, permissions, updatedAt: context.clock.now() };
    await saveRole(transaction, tenant.id, role);
    announceIdentityChange(transaction, 'tenant', tenant.id);
    transaction.audit({ ...auditOf(context, role), action: 'role.updated', before: facts(before), after: facts(role) });
    transaction.publish(newEvent(context, RoleUpdated, eventFacts(role)));
    return role;
  });
}

function grantable(context: RequestContext, asked: readonly string[]): string[] {
  const permissions = [...new Set(asked)].toSorted();
  const foreign = permissions.filter((permission) => !GRANTABLE_PERMISSIONS.includes(permission));
  if (permissions.length === 0 || foreign.length > 0 || !holdsAll(context, permissions)) {
    const what = foreign.length > 0 ? `A role with ${foreign.slice(0, 3).join(', ').slice(0, 200)}` : 'A role';
    throw permissionNotHeld('permissions', what);
  }
  return permissions;
}

function facts({ key, name, description, permissions }: Role): object {
  return { key, name, description, permissions };
}

function eventFacts({ id, key, permissions }: Role): {
  subject: string;
  organizationId: null;
  data: { roleId: Uuid; key: string; permissions: string[] };
} {
  return { subject: `role/${id}`, organizationId: null, data: { roleId: id, key, permissions } };
}

function auditOf(
  context: RequestContext,
  role: Role,
): ReturnType<typeof auditFacts> & { resourceType: string; resourceId: Uuid; organizationId: null } {
  return { ...auditFacts(context), resourceType: 'role', resourceId: role.id, organizationId: null };
}
