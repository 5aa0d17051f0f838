import { sql, type RawBuilder } from 'kysely';
import { arrayOf } from '../../../platform/database/rows.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { inScope, type ScopedQueryable } from '../scope.query.ts';
import { amountSetAt } from '../settings/settings.query.ts';
import type { Spender } from './spender.ts';

/** Who is to spend at an entity, and for which team: null for whatever is the person's default there. */
export interface SpenderKey {
  entityId: Uuid;
  userId: Uuid | null;
  teamId: Uuid | null;
}

/**
 * Finds for which teams people spend at entities, and what limits them there, in one statement for all of them: the team that is named, else the person's
 * default team where it may spend of the entity. Nobody in particular who names no team is left out. Run it under the locks of the balances.
 */
export function spendersOf(db: ScopedQueryable, keys: readonly SpenderKey[], now: Date): RawBuilder<Spender> {
  const asked = keys.filter(({ userId, teamId }) => userId !== null || teamId !== null);
  const each = (valueOf: (key: SpenderKey) => Uuid | null) => arrayOf('uuid', asked.map(valueOf));
  return sql<Spender>`
    select e.organization_id as "organizationId", e.id as "entityId", k.user_id as "userId", k.team_id as "askedTeamId", t.id as "teamId", t.name as "teamName",
      t.entity_id as "teamEntityId", t.archived_at is not null as "isTeamArchived", tm.id is not null as "isInTeam", coalesce(o.ends_at <= ${now}, false) as "hasLeft",
      case when m.id is not null then coalesce(m.credit_limit, ${amountSetAt('DEFAULT_CREDIT_LIMIT')}) end as "creditLimit", m.credit_used as "creditUsed"
    from (select distinct * from unnest(${each((key) => key.entityId)}, ${each((key) => key.userId)}, ${each((key) => key.teamId)}) as k (entity_id, user_id, team_id)) as k
    join entities e on e.id = k.entity_id
    left join organization_memberships o on o.organization_id = e.organization_id and o.user_id = k.user_id
    left join entity_members m on m.entity_id = e.id and m.user_id = k.user_id
    left join team_members d on k.team_id is null and d.organization_id = e.organization_id and d.test_mode = e.test_mode and d.user_id = k.user_id and d.is_default
    left join teams t on t.id = coalesce(k.team_id, d.team_id) and t.organization_id = e.organization_id and t.test_mode = e.test_mode
      and (k.team_id is not null or (t.archived_at is null and (t.entity_id is null or t.entity_id = e.id)))
    left join team_members tm on tm.team_id = t.id and tm.user_id = k.user_id and tm.left_at is null
    where e.id = any(${each((key) => key.entityId)}) and ${inScope(db, 'e')}`;
}
