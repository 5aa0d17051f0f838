import { sql, type RawBuilder } from 'kysely';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { inScope, type ScopedQueryable } from '../scope.query.ts';
import type { OrganizationMembership } from './organization-membership.ts';

const MEMBERSHIP_COLUMNS = sql`o.id, o.organization_id as "organizationId", o.user_id as "userId", o.kind, o.has_seat as "hasSeat", o.ends_at as "endsAt",
  o.ended_at as "endedAt", o.created_at as "createdAt"`;

/** The condition by which a statement on memberships in organizations (aliased `o`) names whose it means. They exist in both modes. */
export function membershipsInScope(db: ScopedQueryable): RawBuilder<unknown> {
  const { organization } = db.scope;
  if (organization === null) return sql`false`;
  return organization === 'all' ? sql`true` : sql`o.organization_id = ${organization}`;
}

/** The membership of a person in an organization, locked until the transaction ends. */
export async function lockMembership(
  db: ScopedQueryable,
  place: { organizationId: Uuid; userId: Uuid },
): Promise<OrganizationMembership | undefined> {
  return db.first(sql<OrganizationMembership>`
    select ${MEMBERSHIP_COLUMNS} from organization_memberships o
    where o.organization_id = ${place.organizationId} and o.user_id = ${place.userId} and ${membershipsInScope(db)} for update`);
}

/** Writes a membership, or what it is from now on. */
export async function saveMembership(db: ScopedQueryable, membership: OrganizationMembership): Promise<OrganizationMembership> {
  const row = await db.first(sql<OrganizationMembership>`
    insert into organization_memberships as o (id, organization_id, user_id, kind, has_seat, ends_at, ended_at, created_at)
    values (${membership.id}, ${membership.organizationId}, ${membership.userId}, ${membership.kind}, ${membership.hasSeat}, ${membership.endsAt},
      ${membership.endedAt}, ${membership.createdAt})
    on conflict (organization_id, user_id) do update set kind = excluded.kind, has_seat = excluded.has_seat, ends_at = excluded.ends_at,
      ended_at = excluded.ended_at
    returning ${MEMBERSHIP_COLUMNS}`);
  return row!;
}

/** Memberships whose time is over and that nobody has ended yet, the earliest in front. They are ended in live mode, once for both. */
export async function findOverdueMemberships(db: ScopedQueryable, now: Date, limit: number): Promise<OrganizationMembership[]> {
  if (db.scope.testMode) return [];
  return db.query(sql<OrganizationMembership>`
    select ${MEMBERSHIP_COLUMNS} from organization_memberships o
    where o.ends_at <= ${now} and o.ended_at is null and ${membershipsInScope(db)} order by o.ends_at, o.id limit ${limit}`);
}

/** Ends a membership whose time is over; undefined when somebody was faster, or the time was changed. */
export async function endMembership(db: ScopedQueryable, id: Uuid, now: Date): Promise<OrganizationMembership | undefined> {
  return db.first(sql<OrganizationMembership>`
    update organization_memberships o set ended_at = ${now}, has_seat = false
    where o.id = ${id} and o.ends_at <= ${now} and o.ended_at is null and ${membershipsInScope(db)} returning ${MEMBERSHIP_COLUMNS}`);
}

/** Marks that a person left an organization, whatever the time that was set. */
export async function markLeft(db: ScopedQueryable, place: { organizationId: Uuid; userId: Uuid }, now: Date): Promise<void> {
  await db.query(sql`
    update organization_memberships o set ended_at = ${now}, has_seat = false
    where o.organization_id = ${place.organizationId} and o.user_id = ${place.userId} and o.ended_at is null and ${membershipsInScope(db)}`);
}

/** Marks that a person who had left is there again, until no date. */
export async function markThere(db: ScopedQueryable, place: { organizationId: Uuid; userId: Uuid }): Promise<void> {
  await db.query(sql`
    update organization_memberships o set ended_at = null, ends_at = null
    where o.organization_id = ${place.organizationId} and o.user_id = ${place.userId} and o.ended_at is not null and ${membershipsInScope(db)}`);
}

/** Takes a person out of every team and entity of an organization; answers the entity that paid for them by default. Call it under the balances' locks. */
export async function leaveTeamsAndEntities(
  db: ScopedQueryable,
  place: { organizationId: Uuid; userId: Uuid },
  now: Date,
): Promise<{ hadDefaultEntity: boolean }> {
  const row = await db.first(sql<{ hadDefaultEntity: boolean }>`
    with teams_left as (
      update team_members m set left_at = ${now}, is_default = false
      where m.organization_id = ${place.organizationId} and m.user_id = ${place.userId} and m.left_at is null and ${inScope(db, 'm')}
    ), entities_left as (
      delete from entity_members e where e.organization_id = ${place.organizationId} and e.user_id = ${place.userId} and ${inScope(db, 'e')}
      returning e.is_default
    )
    select coalesce(bool_or(is_default), false) as "hadDefaultEntity" from entities_left`);
  return row!;
}
