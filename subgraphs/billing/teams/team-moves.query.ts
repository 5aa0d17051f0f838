import { sql, type RawBuilder } from 'kysely';
import { fetchPage, type KeysetOrder, type Page, type PageRequest } from '../../../platform/database/keyset.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { inScope, type ScopedQueryable } from '../scope.query.ts';

/** That a person went from one team to another, or a team from one entity to another. */
export interface TeamMove {
  id: Uuid;
  organizationId: Uuid;
  /** The team that moved, or that the person left. */
  teamId: Uuid;
  /** Null when the team itself moved. */
  userId: Uuid | null;
  /** The entities that the teams spent of; null for all of the organization's. */
  fromEntityId: Uuid | null;
  toEntityId: Uuid | null;
  /** Where the person went; null when the team itself moved. */
  toTeamId: Uuid | null;
  movedAt: Date;
}

/** Which moves to list; conditions add up. */
export interface TeamMoveFilter {
  organizationId?: Uuid | undefined;
  /** Of the team, from it or to it. */
  teamId?: Uuid | undefined;
  userId?: Uuid | undefined;
}

/** Sort orders of the list of moves. */
export const MOVE_ORDERS = {
  movedAtDesc: { column: 'moved_at', type: 'timestamptz', direction: 'desc' },
  movedAtAsc: { column: 'moved_at', type: 'timestamptz', direction: 'asc' },
} as const satisfies Record<string, KeysetOrder>;

/** Writes a move into the history. */
export async function insertTeamMove(db: ScopedQueryable, move: TeamMove): Promise<void> {
  await db.query(sql`
    insert into team_moves (id, organization_id, test_mode, team_id, user_id, from_entity_id, to_entity_id, to_team_id, moved_at)
    values (${move.id}, ${move.organizationId}, ${db.scope.testMode}, ${move.teamId}, ${move.userId}, ${move.fromEntityId}, ${move.toEntityId}, ${move.toTeamId},
      ${move.movedAt})`);
}

/** A page of the moves that the session may see. */
export async function listTeamMoves(
  db: ScopedQueryable,
  filter: TeamMoveFilter,
  order: KeysetOrder,
  request: PageRequest,
): Promise<Page<TeamMove>> {
  const conditions: RawBuilder<unknown>[] = [inScope(db, 'v')];
  if (filter.organizationId) conditions.push(sql`v.organization_id = ${filter.organizationId}`);
  if (filter.teamId) conditions.push(sql`${filter.teamId}::uuid in (v.team_id, v.to_team_id)`);
  if (filter.userId) conditions.push(sql`v.user_id = ${filter.userId}`);
  const statement = sql<TeamMove>`
    select v.id, v.organization_id as "organizationId", v.team_id as "teamId", v.user_id as "userId", v.from_entity_id as "fromEntityId",
      v.to_entity_id as "toEntityId", v.to_team_id as "toTeamId", v.moved_at as "movedAt", v.moved_at
    from team_moves v where ${sql.join(conditions, sql` and `)}`;
  return fetchPage(db, statement, order, request);
}

/** The currencies of the limits of a team, if it has any. */
export async function findLimitCurrencies(db: ScopedQueryable, teamId: Uuid): Promise<string[]> {
  const rows = await db.query(sql<{ currency: string }>`
    select distinct l.currency from credit_limits l where l.team_id = ${teamId} and l.user_id is null and l.entity_id is null and ${inScope(db, 'l')} order by l.currency`);
  return rows.map((row) => row.currency);
}
