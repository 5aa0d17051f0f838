/** Every permission there is; the scopes of the schema's `@requiresScopes` are these names. */
export const PERMISSIONS = [
  // Of the platform's operators.
  'manage_tenants',
  'manage_users',
  'manage_system',
  'view_platform',
  // Of a tenant's staff.
  'manage_tenant',
  'manage_organizations',
  'manage_addons',
  'manage_partners',
  'manage_credits',
  // Of an organization's members.
  'manage_org_owner',
  'manage_team',
  'manage_billing',
  'view_billing',
  'manage_carriers',
  'manage_shipments',
  'create_shipments',
  'view_shipments',
  'view_analytics',
  'manage_api_keys',
  'view_webhooks',
  'view_audit_log',
  // Of a partner's users.
  'view_partner',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

const MEMBER = ['create_shipments', 'view_shipments'] as const;
const DEVELOPER = ['view_shipments', 'manage_api_keys', 'view_webhooks'] as const;
const ADMIN = [
  ...MEMBER,
  'manage_team',
  'manage_shipments',
  'manage_carriers',
  'view_billing',
  'view_analytics',
  'manage_api_keys',
  'view_webhooks',
  'view_audit_log',
] as const;
const OWNER = [...ADMIN, 'manage_org_owner', 'manage_billing'] as const;

/** What each role in an organization may do. */
export const ORGANIZATION_ROLES = { owner: OWNER, admin: ADMIN, member: MEMBER, developer: DEVELOPER } as const satisfies Record<
  string,
  readonly Permission[]
>;
export type OrganizationRole = keyof typeof ORGANIZATION_ROLES;

/** What a tenant's administrator may do, in every organization of the tenant. */
export const TENANT_ADMIN_PERMISSIONS = [
  ...OWNER,
  'manage_tenant',
  'manage_organizations',
  'manage_addons',
  'manage_partners',
  'manage_credits',
] as const satisfies readonly Permission[];

/** What a platform operator may do; reading and changing a tenant's own data is not among it. */
export const OPERATOR_PERMISSIONS = [
  'manage_tenants',
  'manage_users',
  'manage_system',
  'view_platform',
  'view_audit_log',
] as const satisfies readonly Permission[];

/** What a partner's user may do. */
export const PARTNER_PERMISSIONS = ['view_partner'] as const satisfies readonly Permission[];
