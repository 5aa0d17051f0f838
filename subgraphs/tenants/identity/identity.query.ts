import { sql } from 'kysely';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { Plan } from '../../../contracts/identity/identity.ts';
import type { TokenRole } from '../api-tokens/api-token.entity.ts';
import type { TenantStatus } from '../tenants/tenant.entity.ts';

/** Who holds a token, and what it opens. */
export interface TokenHolder {
  /** Of the API token or of the session. */
  id: Uuid;
  isSession: boolean;
  userId: Uuid | null;
  isPersonal: boolean;
  tenantId: Uuid;
  tenantStatus: TenantStatus;
  schemaName: string;
  plan: Plan;
  featureFlags: Record<string, boolean>;
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
  /** The networks that the tenant allows; null for all. */
  allowedIpRanges: string[] | null;
}

const ALLOWED_IP_RANGES = sql`(select array_agg(i.range::text) from tenants.ip_rules i where i.tenant_id = t.id) as "allowedIpRanges"`;

/** Whose the token with this hash is, also when its secret was replaced and is still good, and how things stand with the organization that is asked for, or with its own. */
export async function findTokenHolder(
  db: Queryable,
  request: { tokenHash: string; organizationId: Uuid | null; now: Date },
): Promise<TokenHolder | undefined> {
  const { tokenHash } = request;
  return db.first(sql<TokenHolder>`
    select k.id, false as "isSession", k.user_id as "userId", k.is_personal as "isPersonal", k.tenant_id as "tenantId", t.status as "tenantStatus",
      t.schema_name as "schemaName", t.plan, t.feature_flags as "featureFlags", k.organization_id as "organizationId", o.organization_id is not null as "isOrganizationKnown",
      coalesce(o.is_active, true) as "isOrganizationActive", k.partner_id as "partnerId",
      case when not k.is_personal or m.user_id is not null then k.role when k.organization_id is null then s.role end as role,
      case when k.is_personal or s.user_id is null then m.roles end as "memberRoles",
      array(select distinct unnest(r.permissions) from tenants.roles r where r.tenant_id = k.tenant_id and r.key = any(m.roles)) as "customPermissions",
      ${ALLOWED_IP_RANGES}, k.permissions, k.test_mode as "testMode", k.revoked_at as "revokedAt",
      case when k.token_hash = ${tokenHash} then k.expires_at else least(k.expires_at, k.previous_ends_at) end as "expiresAt"
    from tenants.api_tokens k
    join tenants.tenants t on t.id = k.tenant_id
    left join tenants.organization_directory o
      on o.organization_id = coalesce(${request.organizationId}::uuid, k.organization_id) and o.tenant_id = k.tenant_id
    left join tenants.member_directory m on m.organization_id = k.organization_id and m.user_id = k.user_id
    left join tenants.tenant_members s on s.tenant_id = k.tenant_id and s.user_id = k.user_id
    where k.token_hash = ${tokenHash} or (k.previous_token_hash = ${tokenHash} and k.previous_ends_at > ${request.now})`);
}

/** Who holds the access token of a session; the person's place is null when they have none of that kind any more. */
export type SessionHolder = TokenHolder | { id: Uuid; expiresAt: Date; revokedAt: Date | null; tenantId: null };

/**
 * Whose the access token with this hash is, in the place that is named, or else in that of the session: never in another one by
 * itself. Being of a tenant's staff comes before being a member.
 */
export async function findSessionHolder(
  db: Queryable,
  request: { tokenHash: string; organizationId: Uuid | null; tenantId: Uuid | null },
): Promise<SessionHolder | undefined> {
  const { tokenHash, organizationId, tenantId } = request;
  return db.first(sql<SessionHolder>`
    select s.id, true as "isSession", s.user_id as "userId", true as "isPersonal", t.id as "tenantId", t.status as "tenantStatus",
      t.schema_name as "schemaName", t.plan, t.feature_flags as "featureFlags", place.organization_id as "organizationId", o.organization_id is not null as "isOrganizationKnown",
      coalesce(o.is_active, true) as "isOrganizationActive", null as "partnerId", place.role, place.roles as "memberRoles",
      array(select distinct unnest(r.permissions) from tenants.roles r where r.tenant_id = t.id and r.key = any(place.roles)) as "customPermissions",
      ${ALLOWED_IP_RANGES}, null as permissions, s.test_mode as "testMode", s.access_expires_at as "expiresAt", s.ended_at as "revokedAt"
    from tenants.sessions s
    left join lateral (
      select * from (
        select m.tenant_id, null::uuid as organization_id, m.role, null::text[] as roles, m.created_at as since, 0 as rank
        from tenants.tenant_members m where m.user_id = s.user_id
        union all
        select m.tenant_id, m.organization_id, 'member', m.roles, m.joined_at, 1
        from tenants.member_directory m where m.user_id = s.user_id) as any_place
      where case
        when ${organizationId}::uuid is not null then coalesce(any_place.organization_id, ${organizationId}::uuid) = ${organizationId}::uuid
          and any_place.tenant_id = (select d.tenant_id from tenants.organization_directory d where d.organization_id = ${organizationId}::uuid)
        when ${tenantId}::uuid is not null then any_place.tenant_id = ${tenantId}::uuid
        else any_place.tenant_id = s.tenant_id and any_place.organization_id is not distinct from s.organization_id end
      order by any_place.rank, any_place.since limit 1) as place on true
    left join tenants.tenants t on t.id = place.tenant_id
    left join tenants.organization_directory o on o.organization_id = coalesce(${organizationId}::uuid, place.organization_id) and o.tenant_id = t.id
    where s.access_token_hash = ${tokenHash}`);
}
