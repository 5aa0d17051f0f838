import { ORGANIZATION_ROLES, type Permission } from '../../../contracts/identity/permissions.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';

/** What members of organizations may do by it: one of the four that every tenant has, or one that a tenant made. */
export interface Role {
  id: Uuid;
  /** By which members and invitations name it; unique in the tenant, never changed. */
  key: string;
  name: string;
  description: string | null;
  permissions: string[];
  /** Whether every tenant has it, and nobody can change it. */
  isSystem: boolean;
  createdAt: Date | null;
  updatedAt: Date | null;
}

const builtIn = (id: string, key: keyof typeof ORGANIZATION_ROLES, name: string, description: string): Role => ({
  id,
  key,
  name,
  description,
  permissions: [...ORGANIZATION_ROLES[key]],
  isSystem: true,
  createdAt: null,
  updatedAt: null,
});

/** The roles that every tenant has. Their ids are the same everywhere. */
export const SYSTEM_ROLES: readonly Role[] = [
  builtIn('00000000-0000-7000-8000-000000000001', 'owner', 'Owner', 'Everything, money and ownership included.'),
  builtIn('00000000-0000-7000-8000-000000000002', 'admin', 'Admin', 'Team, carriers, shipments and analytics; sees billing.'),
  builtIn('00000000-0000-7000-8000-000000000003', 'member', 'Member', 'Quotes and ships.'),
  builtIn('00000000-0000-7000-8000-000000000004', 'developer', 'Developer', 'API tokens and webhooks; sees shipments.'),
];

/** The role of whom an organization belongs to; it has one holder at least. */
export const OWNER_ROLE = 'owner';

/** The permission of ownership: no role but `owner` has it. */
export const OWNERSHIP: Permission = 'manage_org_owner';

/** What a role that a tenant makes can be made of. */
export const GRANTABLE_PERMISSIONS: readonly string[] = ORGANIZATION_ROLES.owner.filter((each) => each !== OWNERSHIP);

/** What somebody with these roles may do, in a stable order. `customPermissions` is what the roles made by the tenant give. */
export function permissionsOfRoles(roles: readonly string[], customPermissions: readonly string[]): string[] {
  const given = new Set<string>(customPermissions);
  for (const role of SYSTEM_ROLES) if (roles.includes(role.key)) for (const permission of role.permissions) given.add(permission);
  return [...given].toSorted();
}
