import {
  OPERATOR_PERMISSIONS,
  ORGANIZATION_ROLES,
  PARTNER_PERMISSIONS,
  TENANT_ADMIN_PERMISSIONS,
} from '../../../contracts/identity/permissions.ts';
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
