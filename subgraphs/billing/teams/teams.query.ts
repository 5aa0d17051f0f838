import { sql, type RawBuilder } from 'kysely';
import { fetchPage, type KeysetOrder, type Page, type PageRequest } from '../../../platform/database/keyset.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { containing, inScope, type ScopedQueryable } from '../scope.query.ts';
import type { Team } from './team.ts';

/** Which teams to list; conditions add up. */
export interface TeamFilter {
  organizationId?: Uuid | undefined;
  /** Those that spend of the entity only. */
  entityId?: Uuid | undefined;
  /** Those that a person is in. */
  userId?: Uuid | undefined;
  isAcrossEntities?: boolean | null | undefined;
  /** Those that are there, or those that are no more. */
  isArchived?: boolean | null | undefined;
  search?: string | null | undefined;
}

/** Sort orders of the list of teams. */
export const TEAM_ORDERS = {
  nameAsc: { column: 'name', type: 'text', direction: 'asc' },
  createdAtDesc: { column: 'created_at', type: 'timestamptz', direction: 'desc' },
  createdAtAsc: { column: 'created_at', type: 'timestamptz', direction: 'asc' },
} as const satisfies Record<string, KeysetOrder>;

const TEAM_COLUMNS = sql`t.id, t.organization_id as "organizationId", t.entity_id as "entityId", t.name, t.description, t.archived_at as "archivedAt",
  t.created_at as "createdAt", t.version`;

/** A page of the teams that the session may see. */
export async function listTeams(
  db: ScopedQueryable,
  filter: TeamFilter,
  order: KeysetOrder,
  request: PageRequest,
): Promise<Page<Team>> {
  const conditions: RawBuilder<unknown>[] = [inScope(db, 't')];
  if (filter.organizationId) conditions.push(sql`t.organization_id = ${filter.organizationId}`);
  if (filter.entityId) conditions.push(sql`t.entity_id = ${filter.entityId}`);
  if (typeof filter.isAcrossEntities === 'boolean') conditions.push(sql`(t.entity_id is null) = ${filter.isAcrossEntities}`);
  if (typeof filter.isArchived === 'boolean') conditions.push(sql`(t.archived_at is not null) = ${filter.isArchived}`);
  if (filter.search) conditions.push(sql`t.name ilike ${containing(filter.search)}`);
  if (filter.userId)
    conditions.push(
      sql`exists (select from team_members m where m.team_id = t.id and m.user_id = ${filter.userId} and m.left_at is null)`,
    );
  const statement = sql<Team>`select ${TEAM_COLUMNS}, t.created_at from teams t where ${sql.join(conditions, sql` and `)}`;
  return fetchPage(db, statement, order, request);
}

/** Teams by id, as far as the session may see them. */
export async function findTeams(db: ScopedQueryable, ids: readonly Uuid[]): Promise<Team[]> {
  return db.query(sql<Team>`select ${TEAM_COLUMNS} from teams t where t.id = any(${ids}::uuid[]) and ${inScope(db, 't')}`);
}

/** Locks teams, in the order of their ids, until the transaction ends; those that are not in view are left out. */
export async function lockTeams(db: ScopedQueryable, ids: readonly Uuid[]): Promise<Team[]> {
  return db.query(
    sql<Team>`select ${TEAM_COLUMNS} from teams t where t.id = any(${ids}::uuid[]) and ${inScope(db, 't')} order by t.id for no key update`,
  );
}

/** Writes a new team. Another one of the organization that has its name makes it fail on `teams_one_name`. */
export async function insertTeam(db: ScopedQueryable, team: Team): Promise<void> {
  await db.query(sql`
    insert into teams (id, organization_id, test_mode, entity_id, name, description, created_at)
    values (${team.id}, ${team.organizationId}, ${db.scope.testMode}, ${team.entityId}, ${team.name}, ${team.description}, ${team.createdAt})`);
}

/** Writes what changed in a team, as its next version. Call it under the team's lock. */
export async function saveTeam(db: ScopedQueryable, team: Team): Promise<Team> {
  const row = await db.first(sql<Team>`
    update teams t set entity_id = ${team.entityId}, name = ${team.name}, description = ${team.description}, archived_at = ${team.archivedAt}, version = t.version + 1
    where t.id = ${team.id} and ${inScope(db, 't')} returning ${TEAM_COLUMNS}`);
  return row!;
}
