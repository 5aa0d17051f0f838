import { sql, type RawBuilder } from 'kysely';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { ScopedQueryable } from '../scope.query.ts';

const MOST_ROWS = 1_000;

/** What a team spent of an entity by a person in a month, with what is set aside. */
export interface TeamUsage {
  teamId: Uuid;
  entityId: Uuid;
  /** Null for what nobody in particular spent. */
  userId: Uuid | null;
  currency: string;
  used: string;
}

/** What a team spent in a month by entity and person, the most in front. */
export async function findTeamUsage(db: ScopedQueryable, teamId: Uuid, month: string): Promise<TeamUsage[]> {
  return db.query(sql<TeamUsage>`
    select u.team_id as "teamId", u.entity_id as "entityId", u.user_id as "userId", u.currency, u.used from billing.team_usages u
    where u.team_id = ${teamId} and u.month = ${month} and u.used > 0 and ${usagesInScope(db)}
    order by u.currency, u.used desc, u.user_id, u.entity_id limit ${MOST_ROWS}`);
}

/** What a team of an organization spent in a month in one currency, and its limit for a month in it. */
export interface TeamUtilization {
  teamId: Uuid;
  currency: string;
  used: string;
  /** Null for a team without such a limit. */
  limit: string | null;
}

/** What each team of an organization spent in a month by currency, the most in front. */
export async function sumTeamUsage(db: ScopedQueryable, organizationId: Uuid, month: string): Promise<TeamUtilization[]> {
  return db.query(sql<TeamUtilization>`
    select u.team_id as "teamId", u.currency, sum(u.used) as used, (select l.amount from credit_limits l
        where l.organization_id = ${organizationId} and l.test_mode = ${db.scope.testMode} and l.team_id = u.team_id and l.currency = u.currency
          and l.period = 'month' and l.entity_id is null and l.user_id is null) as "limit"
    from billing.team_usages u
    where u.organization_id = ${organizationId} and u.month = ${month} and u.used > 0 and ${usagesInScope(db)}
    group by u.team_id, u.currency order by u.currency, sum(u.used) desc, u.team_id limit ${MOST_ROWS}`);
}

/** The condition by which a statement on usages of teams (aliased `u`) names whose it means. */
function usagesInScope(db: ScopedQueryable): RawBuilder<unknown> {
  const { tenant, organization, testMode } = db.scope;
  if (tenant === null || organization === null) return sql`false`;
  const ofOrganization = organization === 'all' ? sql`` : sql`and u.organization_id = ${organization}`;
  return sql`u.tenant_id = ${tenant.id} and u.test_mode = ${testMode} ${ofOrganization}`;
}
