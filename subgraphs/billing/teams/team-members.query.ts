import { sql } from 'kysely';
import { fetchPages, type KeysetOrder, type Page, type PageRequest } from '../../../platform/database/keyset.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { inScope, type ScopedQueryable } from '../scope.query.ts';
import type { TeamMember } from './team.ts';

const MEMBER_COLUMNS = sql`m.id, m.team_id as "teamId", m.organization_id as "organizationId", m.user_id as "userId", m.role, m.has_seat as "hasSeat",
  m.is_default as "isDefault", m.joined_at as "joinedAt", m.left_at as "leftAt"`;

const BY_JOINING = { column: 'joined_at', type: 'timestamptz', direction: 'asc' } as const satisfies KeysetOrder;

/** A page of the people of each team, earliest first; of those who left as well when it is asked for. One statement for all teams. */
export async function listTeamMembers(
  db: ScopedQueryable,
  teamIds: readonly Uuid[],
  request: PageRequest & { includesFormer?: boolean },
): Promise<Map<Uuid, Page<TeamMember>>> {
  const present = request.includesFormer ? sql`` : sql`and m.left_at is null`;
  const statement = sql<TeamMember>`
    select ${MEMBER_COLUMNS}, m.team_id as parent_id, m.joined_at from team_members m where ${inScope(db, 'm')} ${present}`;
  return fetchPages(db, teamIds, statement, BY_JOINING, request);
}

/** The membership of a person who is in a team. */
export async function findTeamMember(db: ScopedQueryable, teamId: Uuid, userId: Uuid): Promise<TeamMember | undefined> {
  return db.first(sql<TeamMember>`
    select ${MEMBER_COLUMNS} from team_members m
    where m.team_id = ${teamId} and m.user_id = ${userId} and m.left_at is null and ${inScope(db, 'm')}`);
}

/** Writes that somebody joined a team. Call it under the team's lock. */
export async function insertTeamMember(db: ScopedQueryable, member: TeamMember): Promise<void> {
  await db.query(sql`
    insert into team_members (id, organization_id, test_mode, team_id, user_id, role, has_seat, is_default, joined_at)
    values (${member.id}, ${member.organizationId}, ${db.scope.testMode}, ${member.teamId}, ${member.userId}, ${member.role}, ${member.hasSeat}, ${member.isDefault},
      ${member.joinedAt})`);
}

/** Writes what changed in a membership. Call it under the team's lock. */
export async function saveTeamMember(db: ScopedQueryable, member: TeamMember): Promise<void> {
  await db.query(sql`
    update team_members m set role = ${member.role}, has_seat = ${member.hasSeat}, is_default = ${member.isDefault}, left_at = ${member.leftAt}
    where m.id = ${member.id} and ${inScope(db, 'm')}`);
}

/** Takes the default from whichever team of the organization a person has it at. */
export async function clearDefaultTeam(db: ScopedQueryable, place: { organizationId: Uuid; userId: Uuid }): Promise<void> {
  await db.query(sql`
    update team_members m set is_default = false
    where m.organization_id = ${place.organizationId} and m.user_id = ${place.userId} and m.is_default and ${inScope(db, 'm')}`);
}

/** Lets everybody leave a team, and answers who was in it. Call it under the team's lock. */
export async function endTeamMemberships(db: ScopedQueryable, teamId: Uuid, now: Date): Promise<TeamMember[]> {
  return db.query(sql<TeamMember>`
    update team_members m set left_at = ${now}, is_default = false
    where m.team_id = ${teamId} and m.left_at is null and ${inScope(db, 'm')} returning ${MEMBER_COLUMNS}`);
}
