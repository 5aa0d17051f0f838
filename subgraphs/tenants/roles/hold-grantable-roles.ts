import { hasPermission, requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { ValidationError } from '../../../platform/errors/errors.ts';
import type { Role } from './role.ts';
import { permissionNotHeld } from './roles.errors.ts';
import { findRoles, holdRoles } from './roles.query.ts';

const MOST_ROLES = 10;

/** Whether the caller holds every one of the permissions. */
export function holdsAll(context: RequestContext, permissions: readonly string[]): boolean {
  return permissions.every((permission) => hasPermission(context, permission));
}

/**
 * The roles that the keys name, kept from being changed until the transaction ends. Throws a ValidationError for none, for one
 * that the tenant does not have, and PERMISSION_NOT_HELD for one that may do more than the caller.
 */
export async function holdGrantableRoles(
  context: RequestContext,
  transaction: Transaction,
  request: { keys: readonly string[]; field: string },
): Promise<Role[]> {
  const { field } = request;
  const tenant = requireTenant(context);
  const keys = [...new Set(request.keys)];
  if (keys.length < 1 || keys.length > MOST_ROLES) throw ValidationError.of(field, `Name 1 to ${MOST_ROLES} roles.`);
  await holdRoles(transaction, tenant.id, keys);
  const roles = await findRoles(transaction, tenant.id, keys);
  const unknown = keys.find((key) => !roles.some((role) => role.key === key));
  if (unknown !== undefined)
    throw ValidationError.of(field, `There is no role "${unknown.slice(0, 60)}"; "roles" lists those there are.`, 'UNKNOWN_ROLE');
  const excessive = roles.find((role) => !holdsAll(context, role.permissions));
  if (excessive) throw permissionNotHeld(field, `Giving somebody the role ${excessive.key}`);
  return roles;
}
