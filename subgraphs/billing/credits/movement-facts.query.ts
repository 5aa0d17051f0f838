import { sql, type RawBuilder } from 'kysely';
import { arrayOf } from '../../../platform/database/rows.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { inScope, type ScopedQueryable } from '../scope.query.ts';
import { THRESHOLD_AT } from '../settings/settings.query.ts';
import type { CreditGrantKind } from './grant.query.ts';

/** A grant that can be drawn on. */
export interface SpendableGrant {
  id: Uuid;
  kind: CreditGrantKind;
  remaining: string;
}

/** What decides on movements of an entity's credits, read under the lock of its balance. */
export interface EntityFacts {
  entityId: Uuid;
  organizationId: Uuid;
  entityName: string;
  currency: string;
  timeZone: string;
  /** Whether its organization has limits that may have to be asked. */
  hasLimits: boolean;
  /** By the clock: grace that has ended is suspension, whether or not it has been written. */
  status: 'active' | 'grace' | 'suspended';
  exhaustionPolicy: 'refuse' | 'invoice';
  lowBalanceThreshold: string | null;
  unspentAfterGrant: string;
  remaining: string;
  reserved: string;
  /** The grants that can be spent at the moment, in burn-down order. */
  grants: SpendableGrant[];
}

/** Locks the balances of entities, in the order of their ids, until the transaction ends. */
export function lockedBalances(db: ScopedQueryable, entityIds: readonly Uuid[]): RawBuilder<object> {
  return sql<object>`
    select from credit_balances b where b.id = any(${arrayOf('uuid', entityIds)}) and ${inScope(db, 'b')} order by b.id for update`;
}

/** Reads what decides on movements of entities' credits. Run it under the locks of their balances, as a statement of its own. */
export function entityFacts(db: ScopedQueryable, entityIds: readonly Uuid[], now: Date): RawBuilder<EntityFacts> {
  const ids = arrayOf('uuid', entityIds);
  return sql<EntityFacts>`
    select e.id as "entityId", e.organization_id as "organizationId", e.name as "entityName", e.currency, e.time_zone as "timeZone",
      exists (select from credit_limits l where l.organization_id = e.organization_id and l.test_mode = e.test_mode) as "hasLimits",
      case when e.status = 'grace' and e.grace_ends_at <= ${now} then 'suspended' else e.status end as status, e.exhaustion_policy as "exhaustionPolicy",
      ${THRESHOLD_AT} as "lowBalanceThreshold", b.unspent_after_grant as "unspentAfterGrant", b.remaining, b.reserved,
      coalesce((select jsonb_agg(jsonb_build_object('id', g.id, 'kind', g.kind, 'remaining', g.remaining::text)
          order by g.priority, g.expires_at, g.created_at, g.id)
        from credit_grants g where g.entity_id = e.id and g.has_left and g.effective_at <= ${now} and g.expires_at > ${now}), '[]') as grants
    from entities e join credit_balances b on b.id = e.id
    where e.id = any(${ids}) and b.id = any(${ids}) and ${inScope(db, 'e')} order by e.id`;
}
