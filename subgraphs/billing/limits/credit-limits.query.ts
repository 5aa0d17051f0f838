import { sql, type RawBuilder } from 'kysely';
import { fetchPage, type KeysetOrder, type Page, type PageRequest } from '../../../platform/database/keyset.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { inScope, type ScopedQueryable } from '../scope.query.ts';
import type { CreditLimit, LimitPeriod, LimitSubject } from './credit-limit.ts';
import { LIMIT_COLUMNS } from './locked-limits.query.ts';

/** Which limits to list; conditions add up. */
export interface CreditLimitFilter {
  organizationId?: Uuid | undefined;
  entityId?: Uuid | undefined;
  teamId?: Uuid | undefined;
  userId?: Uuid | undefined;
  period?: LimitPeriod | null | undefined;
  currency?: string | null | undefined;
}

/** Sort orders of the list of limits. */
export const LIMIT_ORDERS = {
  createdAtDesc: { column: 'created_at', type: 'timestamptz', direction: 'desc' },
  createdAtAsc: { column: 'created_at', type: 'timestamptz', direction: 'asc' },
  amountDesc: { column: 'amount', type: 'numeric', direction: 'desc' },
} as const satisfies Record<string, KeysetOrder>;

/** A page of the limits that the session may see. */
export async function listLimits(
  db: ScopedQueryable,
  filter: CreditLimitFilter,
  order: KeysetOrder,
  request: PageRequest,
): Promise<Page<CreditLimit>> {
  const conditions: RawBuilder<unknown>[] = [inScope(db, 'l')];
  if (filter.organizationId) conditions.push(sql`l.organization_id = ${filter.organizationId}`);
  if (filter.entityId) conditions.push(sql`l.entity_id = ${filter.entityId}`);
  if (filter.teamId) conditions.push(sql`l.team_id = ${filter.teamId}`);
  if (filter.userId) conditions.push(sql`l.user_id = ${filter.userId}`);
  if (filter.period) conditions.push(sql`l.period = ${filter.period}`);
  if (filter.currency) conditions.push(sql`l.currency = ${filter.currency}`);
  const statement = sql<CreditLimit>`
    select ${LIMIT_COLUMNS}, l.created_at as "createdAt", l.created_at from credit_limits l where ${sql.join(conditions, sql` and `)}`;
  return fetchPage(db, statement, order, request);
}

/** What counts against limits by period, the latest month in front. */
export async function findLimitUsages(
  db: ScopedQueryable,
  limitIds: readonly Uuid[],
): Promise<{ limitId: Uuid; period: string; used: string }[]> {
  return db.query(sql<{ limitId: Uuid; period: string; used: string }>`
    select u.limit_id as "limitId", u.period, u.used from credit_limit_usages u
    where u.limit_id = any(${limitIds}::uuid[]) and ${inScope(db, 'u')} order by u.period desc`);
}

/** The limits of subjects that are exactly these: an organization without more, a team, a person in a team and so on. */
export async function findLimitsOf(db: ScopedQueryable, subjects: readonly LimitSubject[]): Promise<CreditLimit[]> {
  return db.query(sql<CreditLimit>`
    select ${LIMIT_COLUMNS}, l.created_at as "createdAt"
    from jsonb_to_recordset(${JSON.stringify(subjects)}::jsonb) as s ("organizationId" uuid, "entityId" uuid, "teamId" uuid, "userId" uuid)
    join credit_limits l on l.organization_id = s."organizationId" and l.entity_id is not distinct from s."entityId"
      and l.team_id is not distinct from s."teamId" and l.user_id is not distinct from s."userId"
    where ${inScope(db, 'l')} order by l.currency, l.period`);
}

/** Locks every balance of an organization in the session's mode, in the order of their ids: nobody spends of it until the transaction ends. */
export async function lockBalancesOfOrganization(db: ScopedQueryable, organizationId: Uuid): Promise<void> {
  await db.query(sql`
    select from credit_balances b where b.organization_id = ${organizationId} and ${inScope(db, 'b')} order by b.id for update`);
}

/** Writes a limit, or another amount and other levels of the one that its subject has for the currency and period. Answers it with whether it is new. */
export async function upsertLimit(db: ScopedQueryable, limit: CreditLimit): Promise<CreditLimit & { isNew: boolean }> {
  const row = await db.first(sql<CreditLimit & { isNew: boolean }>`
    insert into credit_limits as l (id, organization_id, test_mode, entity_id, team_id, user_id, currency, period, amount, alert_levels, created_at)
    values (${limit.id}, ${limit.organizationId}, ${db.scope.testMode}, ${limit.entityId}, ${limit.teamId}, ${limit.userId}, ${limit.currency}, ${limit.period},
      ${limit.amount}, ${limit.alertLevels}::int[], ${limit.createdAt})
    on conflict on constraint credit_limits_one do update set amount = excluded.amount, alert_levels = excluded.alert_levels
    returning ${LIMIT_COLUMNS}, l.created_at as "createdAt", l.id = ${limit.id}::uuid as "isNew"`);
  return row!;
}

/** Counts what was spent before a limit was set, by period: it counts as if the limit had always been there. Call it under the locks of the balances. */
export async function countEarlierSpending(db: ScopedQueryable, limit: CreditLimit): Promise<void> {
  const { organizationId, entityId, teamId, userId, currency } = limit;
  const tenantId = db.scope.tenant!.id;
  const monthOf = (alias: string, at: string): RawBuilder<unknown> =>
    limit.period === 'total'
      ? sql`'total'`
      : sql`coalesce(${sql.ref(`${alias}.month`)}, to_char(${sql.ref(`${alias}.${at}`)} at time zone e.time_zone, 'YYYY-MM'))`;
  const isOfSubject = (alias: string): RawBuilder<unknown> => sql`e.currency = ${currency}
      and (${entityId}::uuid is null or ${sql.ref(`${alias}.entity_id`)} = ${entityId}::uuid)
      and (${teamId}::uuid is null or ${sql.ref(`${alias}.team_id`)} = ${teamId}::uuid)
      and (${userId}::uuid is null or ${sql.ref(`${alias}.user_id`)} = ${userId}::uuid)`;
  await db.query(sql`
    insert into credit_limit_usages (organization_id, test_mode, limit_id, period, used, told_level)
    select ${organizationId}::uuid, ${db.scope.testMode}::boolean, ${limit.id}::uuid, spent.period, sum(spent.amount), 0 from (
      select ${monthOf('r', 'created_at')} as period, case r.status when 'reserved' then r.amount else r.captured end as amount
      from credit_reservations r join entities e on e.id = r.entity_id
      where r.organization_id = ${organizationId} and ${inScope(db, 'r')} and ${isOfSubject('r')}
      union all
      select ${monthOf('s', 'occurred_at')}, s.amount from billing.credit_spends s join entities e on e.id = s.entity_id
      where s.tenant_id = ${tenantId} and s.organization_id = ${organizationId} and s.test_mode = ${db.scope.testMode} and ${isOfSubject('s')}
    ) as spent group by spent.period`);
}

/** Takes the shares of a limit that were reached when it was set as told: whoever sets it sees them. */
export async function markLevelsTold(db: ScopedQueryable, limit: CreditLimit): Promise<void> {
  await db.query(sql`
    update credit_limit_usages u set told_level = coalesce((
      select max(level) from unnest(${limit.alertLevels}::int[]) as level where u.used * 100 >= level * ${limit.amount}::numeric), 0)
    where u.limit_id = ${limit.id} and ${inScope(db, 'u')}`);
}

/** Takes a limit away with what counted against it. */
export async function deleteLimit(db: ScopedQueryable, limit: CreditLimit): Promise<void> {
  await db.query(sql`delete from credit_limit_usages u where u.limit_id = ${limit.id} and ${inScope(db, 'u')}`);
  await db.query(sql`delete from credit_limits l where l.id = ${limit.id} and ${inScope(db, 'l')}`);
}
