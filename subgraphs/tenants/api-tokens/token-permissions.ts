import {
  OPERATOR_PERMISSIONS,
  ORGANIZATION_ROLES,
  PARTNER_PERMISSIONS,
  TENANT_ADMIN_PERMISSIONS,
} from '../../../contracts/identity/permissions.ts';
import { permissionsOfRoles } from '../roles/role.ts';
import type { ApiToken, TokenRole } from './api-token.entity.ts';

const PERMISSIONS_BY_ROLE: Record<TokenRole, readonly string[]> = {
  operator: OPERATOR_PERMISSIONS,
  tenant_admin: TENANT_ADMIN_PERMISSIONS,
  ...ORGANIZATION_ROLES,
  partner: PARTNER_PERMISSIONS,
};

/** What a token may do: all that its role may, unless it lists fewer. */
export function tokenPermissions(token: Pick<ApiToken, 'role' | 'permissions'>): string[] {
  return [...(token.permissions ?? PERMISSIONS_BY_ROLE[token.role])];
}

/** A token with the present roles of the member who uses it or made it; null when it is no member's, or staff made it. */
export interface TokenOfMember extends Pick<ApiToken, 'role' | 'permissions'> {
  memberRoles: readonly string[] | null;
  /** What those of the roles give that the tenant made. */
  customPermissions: readonly string[];
}

/** What a token may do at present: a member's no more than the member, be it the member's own or one that the member made. */
export function presentPermissions(token: TokenOfMember): string[] {
  if (!token.memberRoles) return tokenPermissions(token);
  const own = permissionsOfRoles(token.memberRoles, token.customPermissions);
  return token.permissions ? own.filter((permission) => token.permissions?.includes(permission)) : own;
}
