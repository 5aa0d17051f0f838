import { sql, type RawBuilder } from 'kysely';
import { fetchPage, type KeysetOrder, type Page, type PageRequest } from '../../../platform/database/keyset.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { inScope, type ScopedQueryable } from '../scope.query.ts';
import type { MembershipKind } from './organization-membership.ts';
import { membershipsInScope } from './organization-memberships.query.ts';

/** At what somebody is a member: an organization, an entity, a team. */
export type MembershipLevel = 'organization' | 'entity' | 'team';

/** That a person is a member somewhere. */
export interface Membership {
  id: Uuid;
  level: MembershipLevel;
  organizationId: Uuid;
  entityId: Uuid | null;
  teamId: Uuid | null;
  userId: Uuid;
  /** Of entities and teams; what somebody is in an organization follows from the roles there. */
  role: string | null;
  /** Of organizations. */
  kind: MembershipKind | null;
  hasSeat: boolean;
  isDefault: boolean;
  since: Date;
  /** When it ends or ended; null for no date. */
  until: Date | null;
}

/** Which memberships to list; conditions add up. */
export interface MembershipFilter {
  organizationId?: Uuid | undefined;
  entityId?: Uuid | undefined;
  teamId?: Uuid | undefined;
  userId?: Uuid | undefined;
  level?: MembershipLevel | null | undefined;
  kind?: MembershipKind | null | undefined;
  hasSeat?: boolean | null | undefined;
}

/** Sort orders of the list of memberships. */
export const MEMBERSHIP_ORDERS = {
  sinceDesc: { column: 'since', type: 'timestamptz', direction: 'desc' },
  sinceAsc: { column: 'since', type: 'timestamptz', direction: 'asc' },
} as const satisfies Record<string, KeysetOrder>;

/** A page of the memberships that last, at every level, that the session may see. */
export async function listMemberships(
  db: ScopedQueryable,
  filter: MembershipFilter,
  order: KeysetOrder,
  request: PageRequest,
): Promise<Page<Membership>> {
  const conditions: RawBuilder<unknown>[] = [sql`true`];
  if (filter.organizationId) conditions.push(sql`m."organizationId" = ${filter.organizationId}`);
  if (filter.entityId) conditions.push(sql`m."entityId" = ${filter.entityId}`);
  if (filter.teamId) conditions.push(sql`m."teamId" = ${filter.teamId}`);
  if (filter.userId) conditions.push(sql`m."userId" = ${filter.userId}`);
  if (filter.level) conditions.push(sql`m.level = ${filter.level}`);
  if (filter.kind) conditions.push(sql`m.kind = ${filter.kind}`);
  if (typeof filter.hasSeat === 'boolean') conditions.push(sql`m."hasSeat" = ${filter.hasSeat}`);
  const statement = sql<Membership>`select m.* from (${everyMembership(db)}) as m where ${sql.join(conditions, sql` and `)}`;
  return fetchPage(db, statement, order, request);
}

function everyMembership(db: ScopedQueryable): RawBuilder<unknown> {
  return sql`
    select o.id, 'organization' as level, o.organization_id as "organizationId", null::uuid as "entityId", null::uuid as "teamId", o.user_id as "userId",
      null as role, o.kind, o.has_seat as "hasSeat", false as "isDefault", o.created_at as since, o.ends_at as until
    from organization_memberships o where o.ended_at is null and ${membershipsInScope(db)}
    union all
    select e.id, 'entity', e.organization_id, e.entity_id, null, e.user_id, e.role, null, e.has_seat, e.is_default, e.created_at, null
    from entity_members e where ${inScope(db, 'e')}
    union all
    select t.id, 'team', t.organization_id, null, t.team_id, t.user_id, t.role, null, t.has_seat, t.is_default, t.joined_at, null
    from team_members t where t.left_at is null and ${inScope(db, 't')}`;
}
