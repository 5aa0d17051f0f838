import { sql, type RawBuilder } from 'kysely';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { inScope, type ScopedQueryable } from '../scope.query.ts';
import type { CreditLimit, LimitSubject } from './credit-limit.ts';

/** A limit that counts for somebody who spends, with what its subject is called. */
export interface LockedLimit extends Omit<CreditLimit, 'createdAt'> {
  entityName: string | null;
  teamName: string | null;
}

/** What counts against a limit in a period so far, and the highest share that was told. */
export interface LimitUsage {
  limitId: Uuid;
  period: string;
  used: string;
  toldLevel: number;
}

/** The columns of a limit (aliased `l`). */
export const LIMIT_COLUMNS = sql`l.id, l.organization_id as "organizationId", l.entity_id as "entityId", l.team_id as "teamId", l.user_id as "userId", l.currency,
  l.period, l.amount, l.alert_levels as "alertLevels"`;

/**
 * Locks, in the order of their ids, the limits that count for any of those who spend, of whatever currency. Call it under the locks of the balances;
 * what is used of them is read by a later statement.
 */
export async function lockLimits(db: ScopedQueryable, spenders: readonly LimitSubject[]): Promise<LockedLimit[]> {
  const each = <Value>(valueOf: (spender: LimitSubject) => Value): Value[] => spenders.map(valueOf);
  return db.query(sql<LockedLimit>`
    select ${LIMIT_COLUMNS}, (select e.name from entities e where e.id = l.entity_id) as "entityName",
      (select t.name from teams t where t.id = l.team_id) as "teamName"
    from credit_limits l
    where ${inScope(db, 'l')} and l.organization_id = any(${[...new Set(each((spender) => spender.organizationId))]}::uuid[]) and exists (
      select from unnest(${each((spender) => spender.organizationId)}::uuid[], ${each((spender) => spender.entityId)}::uuid[],
        ${each((spender) => spender.teamId)}::uuid[], ${each((spender) => spender.userId)}::uuid[]) as s (organization_id, entity_id, team_id, user_id)
      where ${countsFor(sql`s.organization_id`, { entityId: sql`s.entity_id`, teamId: sql`s.team_id`, userId: sql`s.user_id` })})
    order by l.id for no key update of l`);
}

/** The condition by which a limit (aliased `l`) counts for what somebody spends: all that it names is what was spent of, for and by. */
export function countsFor(
  organizationId: RawBuilder<unknown>,
  { entityId, teamId, userId }: { entityId: RawBuilder<unknown>; teamId: RawBuilder<unknown>; userId: RawBuilder<unknown> },
): RawBuilder<unknown> {
  return sql`l.organization_id = ${organizationId} and (l.entity_id is null or l.entity_id = ${entityId})
    and (l.team_id is null or l.team_id = ${teamId}) and (l.user_id is null or l.user_id = ${userId})`;
}

/** What counts against limits in some periods. Call it under the locks of the limits. */
export async function readLimitUsages(
  db: ScopedQueryable,
  limitIds: readonly Uuid[],
  periods: readonly string[],
): Promise<LimitUsage[]> {
  return db.query(sql<LimitUsage>`
    select u.limit_id as "limitId", u.period, u.used, u.told_level as "toldLevel" from credit_limit_usages u
    where u.limit_id = any(${limitIds}::uuid[]) and u.period = any(${periods}::text[]) and ${inScope(db, 'u')}`);
}
