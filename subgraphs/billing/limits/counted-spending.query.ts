import { sql, type RawBuilder } from 'kysely';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { ScopedQueryable } from '../scope.query.ts';
import { countsFor } from './locked-limits.query.ts';

/** What a team spent of an entity by a person in a month. */
export interface TeamSpending {
  organizationId: Uuid;
  teamId: Uuid;
  entityId: Uuid;
  userId: Uuid | null;
  month: string;
  currency: string;
  amount: string;
}

/** What spendings add to limits and teams. */
export interface CountedSpending {
  limits: readonly { limitId: Uuid; organizationId: Uuid; period: string; amount: string; toldLevel: number }[];
  teams: readonly TeamSpending[];
}

/**
 * The part of a statement (further CTEs, each with its comma behind) that counts spendings against limits and teams; nothing when there are none. Call it under
 * the locks of the limits. What is given back is there already: a row that is inserted must not be below nothing, even where it would only be added.
 */
export function countedIn(db: ScopedQueryable, { limits, teams }: CountedSpending): RawBuilder<unknown> {
  const [added, givenBack] = bySign(limits);
  const [spent, unspent] = bySign(teams);
  const parts = [
    ...(added.length > 0 ? [sql`limits_used as (${limitsUsed(db, added)}),`] : []),
    ...(givenBack.length > 0 ? [sql`limits_given_back as (${limitsGivenBack(givenBack)}),`] : []),
    ...(spent.length > 0 ? [sql`teams_spent as (${teamsSpent(db, spent)}),`] : []),
    ...(unspent.length > 0 ? [sql`teams_given_back as (${teamsGivenBack(db, unspent)}),`] : []),
  ];
  return sql.join(parts, sql` `);
}

function bySign<Row extends { amount: string }>(rows: readonly Row[]): [added: Row[], givenBack: Row[]] {
  const isGivenBack = ({ amount }: Row): boolean => amount.startsWith('-');
  return [rows.filter((row) => !isGivenBack(row)), rows.filter(isGivenBack)];
}

const LIMIT_ROWS = sql`c ("limitId" uuid, "organizationId" uuid, period text, amount numeric, "toldLevel" int)`;
const TEAM_ROWS = sql`c ("organizationId" uuid, "teamId" uuid, "entityId" uuid, "userId" uuid, month text, currency text, amount numeric)`;

function limitsUsed(db: ScopedQueryable, limits: CountedSpending['limits']): RawBuilder<unknown> {
  return sql`
      insert into credit_limit_usages as u (organization_id, test_mode, limit_id, period, used, told_level)
      select c."organizationId", ${db.scope.testMode}::boolean, c."limitId", c.period, c.amount, c."toldLevel"
      from jsonb_to_recordset(${JSON.stringify(limits)}::jsonb) as ${LIMIT_ROWS} order by c."limitId", c.period
      on conflict (limit_id, period) do update set used = u.used + excluded.used, told_level = greatest(u.told_level, excluded.told_level)`;
}

function limitsGivenBack(limits: CountedSpending['limits']): RawBuilder<unknown> {
  return sql`
      update credit_limit_usages u set used = u.used + c.amount from jsonb_to_recordset(${JSON.stringify(limits)}::jsonb) as ${LIMIT_ROWS}
      where u.limit_id = c."limitId" and u.period = c.period`;
}

function teamsSpent(db: ScopedQueryable, teams: readonly TeamSpending[]): RawBuilder<unknown> {
  return sql`
      insert into billing.team_usages as u (tenant_id, test_mode, organization_id, team_id, entity_id, user_id, month, currency, used)
      select ${db.scope.tenant!.id}::uuid, ${db.scope.testMode}::boolean, c."organizationId", c."teamId", c."entityId", c."userId", c.month, c.currency, c.amount
      from jsonb_to_recordset(${JSON.stringify(teams)}::jsonb) as ${TEAM_ROWS}
      on conflict (tenant_id, team_id, test_mode, month, entity_id, user_id) do update set used = u.used + excluded.used`;
}

function teamsGivenBack(db: ScopedQueryable, teams: readonly TeamSpending[]): RawBuilder<unknown> {
  return sql`
      update billing.team_usages u set used = u.used + c.amount from jsonb_to_recordset(${JSON.stringify(teams)}::jsonb) as ${TEAM_ROWS}
      where u.tenant_id = ${db.scope.tenant!.id}::uuid and u.test_mode = ${db.scope.testMode}::boolean and u.team_id = c."teamId" and u.month = c.month
        and u.entity_id = c."entityId" and u.user_id is not distinct from c."userId"`;
}

/** What was counted when credits were set aside, and is given back now. */
export interface Recount {
  /** Whether any limit or team can be concerned. */
  isCounted: boolean;
  organizationId: Uuid;
  entityId: Uuid;
  userId: Uuid | null;
  teamId: Uuid | null;
  month: string;
  currency: string;
  givenBack: string;
}

/** The part of a statement (further CTEs, each with its comma in front) that gives back what was counted before, in the month in which it was. It locks the limits by their ids. */
export function countedBack(db: ScopedQueryable, recount: Recount): RawBuilder<unknown> {
  const { organizationId, entityId, userId, teamId, month, currency, givenBack } = recount;
  if (!recount.isCounted) return sql``;
  const subject = { entityId: sql`${entityId}::uuid`, teamId: sql`${teamId}::uuid`, userId: sql`${userId}::uuid` };
  return sql`, counted_limits as (
      select l.id, case l.period when 'total' then 'total' else ${month} end as period from credit_limits l
      where ${countsFor(sql`${organizationId}::uuid`, subject)} and l.test_mode = ${db.scope.testMode} and l.currency = ${currency}
      order by l.id for no key update
    ), limits_given_back as (
      update credit_limit_usages u set used = u.used - ${givenBack}::numeric from counted_limits c where u.limit_id = c.id and u.period = c.period
    ), team_given_back as (
      update billing.team_usages u set used = u.used - ${givenBack}::numeric
      where u.tenant_id = ${db.scope.tenant!.id} and u.test_mode = ${db.scope.testMode} and u.team_id = ${teamId}::uuid and u.month = ${month}
        and u.entity_id = ${entityId} and u.user_id is not distinct from ${userId}::uuid
    )`;
}
