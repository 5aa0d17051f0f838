import { sql } from 'kysely';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { Plan } from '../../../contracts/identity/identity.ts';
import type { TokenRole } from '../api-tokens/api-token.entity.ts';
import type { TenantStatus } from '../tenants/tenant.entity.ts';

/** Who holds a token, and what it opens. */
export interface TokenHolder {
  id: Uuid;
  userId: Uuid | null;
  isPersonal: boolean;
  tenantId: Uuid;
  tenantStatus: TenantStatus;
  schemaName: string;
  plan: Plan;
  /** The organization of the token; null for one of the tenant, or of the platform. */
  organizationId: Uuid | null;
  /** Whether the organization in whose name the request is made is one of the tenant. */
  isOrganizationKnown: boolean;
  isOrganizationActive: boolean;
  partnerId: Uuid | null;
  /** The role of the token; null when the person whose own it is no longer belongs to its place. */
  role: TokenRole | null;
  /** The present roles of the member who uses it or made it; null when it is no member's, or staff made it. */
  memberRoles: string[] | null;
  /** What those of the roles give that the tenant made. */
  customPermissions: string[];
  permissions: string[] | null;
  testMode: boolean;
  expiresAt: Date | null;
  revokedAt: Date | null;
}

/** Whose the token with this hash is, and how things stand with the organization that is asked for, or with its own. */
export async function findTokenHolder(
  db: Queryable,
  request: { tokenHash: string; organizationId: Uuid | null },
): Promise<TokenHolder | undefined> {
  return db.first(sql<TokenHolder>`
    select k.id, k.user_id as "userId", k.is_personal as "isPersonal", k.tenant_id as "tenantId", t.status as "tenantStatus",
      t.schema_name as "schemaName", t.plan, k.organization_id as "organizationId", o.organization_id is not null as "isOrganizationKnown",
      coalesce(o.is_active, true) as "isOrganizationActive", k.partner_id as "partnerId",
      case when not k.is_personal or m.user_id is not null then k.role when k.organization_id is null then s.role end as role,
      case when k.is_personal or s.user_id is null then m.roles end as "memberRoles",
      array(select distinct unnest(r.permissions) from tenants.roles r where r.tenant_id = k.tenant_id and r.key = any(m.roles)) as "customPermissions",
      k.permissions, k.test_mode as "testMode",
      k.expires_at as "expiresAt", k.revoked_at as "revokedAt"
    from tenants.api_tokens k
    join tenants.tenants t on t.id = k.tenant_id
    left join tenants.organization_directory o
      on o.organization_id = coalesce(${request.organizationId}::uuid, k.organization_id) and o.tenant_id = k.tenant_id
    left join tenants.member_directory m on m.organization_id = k.organization_id and m.user_id = k.user_id
    left join tenants.tenant_members s on s.tenant_id = k.tenant_id and s.user_id = k.user_id
    where k.token_hash = ${request.tokenHash}`);
}
