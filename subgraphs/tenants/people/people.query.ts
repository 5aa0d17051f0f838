import { sql } from 'kysely';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';

/** Somebody who can sign in. */
export interface Person {
  id: Uuid;
  email: string;
  name: string | null;
  createdAt: Date;
}

/** A person by id. */
export async function findPerson(db: Queryable, id: Uuid): Promise<Person | undefined> {
  return db.first(sql<Person>`select id, email, name, created_at as "createdAt" from tenants.users where id = ${id}`);
}

/** A place that a person belongs to: an organization, or the staff of a tenant (organizationId null). */
export interface Membership {
  tenantId: Uuid;
  tenantName: string;
  tenantSlug: string;
  organizationId: Uuid | null;
  organizationName: string | null;
  organizationSlug: string | null;
  roles: string[];
  /** What the roles that the tenant made give. */
  customPermissions: string[];
  isActive: boolean;
  joinedAt: Date;
}

/** The places of a person, over all tenants, in the order of joining. */
export async function findMemberships(db: Queryable, userId: Uuid): Promise<Membership[]> {
  return db.query(sql<Membership>`
    select t.id as "tenantId", t.name as "tenantName", t.slug as "tenantSlug", place.organization_id as "organizationId",
      o.name as "organizationName", o.slug as "organizationSlug", place.roles,
      array(select distinct unnest(r.permissions) from tenants.roles r where r.tenant_id = t.id and r.key = any(place.roles)) as "customPermissions",
      t.status = 'active' and coalesce(o.is_active, true) as "isActive", place.joined_at as "joinedAt"
    from (
      select tenant_id, organization_id, roles, joined_at from tenants.member_directory where user_id = ${userId}
      union all
      select tenant_id, null, array[role], created_at from tenants.tenant_members where user_id = ${userId}
    ) as place
    join tenants.tenants t on t.id = place.tenant_id
    left join tenants.organization_directory o on o.organization_id = place.organization_id
    where t.status in ('active', 'suspended')
    order by place.joined_at, t.id, place.organization_id`);
}
