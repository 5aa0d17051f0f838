import type { RequestContext } from '../../../platform/context/request-context.ts';
import { ValidationError } from '../../../platform/errors/errors.ts';
import type { TokenRole } from './api-token.entity.ts';
import { tokenPermissions } from './token-permissions.ts';

/**
 * What a token of the role is given: what is asked for, or else all that the caller can give. Nobody gives more than they hold; what a
 * partner's user may do is given by who manages partners. Throws a ValidationError that names what is too much.
 */
export function grantedPermissions(
  context: RequestContext,
  role: TokenRole,
  asked: readonly string[] | null | undefined,
): string[] {
  const ofRole = tokenPermissions({ role, permissions: null });
  const { permissions } = context.identity;
  const own = role === 'partner' ? ofRole : ofRole.filter((permission) => permissions.includes(permission));
  const missing = (asked ?? []).filter((permission) => !own.includes(permission));
  if (missing.length === 0) return [...new Set(asked ?? own)].toSorted();
  const whose = role === 'partner' ? 'A partner’s token' : 'A token of yours';
  throw ValidationError.of('permissions', `${whose} cannot hold ${missing.slice(0, 5).join(', ')}.`, 'PERMISSION_NOT_HELD');
}
