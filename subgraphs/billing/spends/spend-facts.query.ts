import { sql } from 'kysely';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import { inScope, type ScopedQueryable } from '../scope.query.ts';
import { spendsInScope } from './credit-spends.query.ts';
import type { CreditSpend, SpendableGrant, SpendOrder } from './credit-spend.ts';

/** What decides on the spends of an entity, read under the lock of its balance. */
export interface EntityFacts {
  entityId: Uuid;
  organizationId: Uuid;
  entityName: string;
  currency: string;
  /** By the clock: grace that has ended is suspension, whether or not it has been written. */
  status: 'active' | 'grace' | 'suspended';
  lowBalanceThreshold: string | null;
  unspentAfterGrant: string;
  remaining: string;
  reserved: string;
  /** The grants that can be spent at the moment, in burn-down order. */
  grants: SpendableGrant[];
}

/** The limit of a user at an entity, and what counts against it. */
export interface MemberFacts {
  entityId: Uuid;
  userId: Uuid;
  creditLimit: string | null;
  creditUsed: string;
}

/** Locks the balances of entities, in the order of their ids, until the transaction ends. */
export async function lockBalances(db: ScopedQueryable, entityIds: readonly Uuid[]): Promise<void> {
  await db.query(sql`
    select from credit_balances b where b.id = any(${entityIds}::uuid[]) and ${inScope(db, 'b')} order by b.id for update`);
}

/** Reads what decides on spends of entities. Call it under the locks of their balances, as a statement of its own. */
export async function readEntityFacts(db: ScopedQueryable, entityIds: readonly Uuid[], now: Date): Promise<EntityFacts[]> {
  return db.query(sql<EntityFacts>`
    select e.id as "entityId", e.organization_id as "organizationId", e.name as "entityName", e.currency,
      case when e.status = 'grace' and e.grace_ends_at <= ${now} then 'suspended' else e.status end as status,
      e.low_balance_threshold as "lowBalanceThreshold", b.unspent_after_grant as "unspentAfterGrant", b.remaining, b.reserved,
      coalesce((select jsonb_agg(jsonb_build_object('id', g.id, 'kind', g.kind, 'remaining', g.remaining::text)
          order by g.priority, g.expires_at, g.created_at, g.id)
        from credit_grants g where g.entity_id = e.id and g.has_left and g.effective_at <= ${now} and g.expires_at > ${now}), '[]') as grants
    from entities e join credit_balances b on b.id = e.id
    where e.id = any(${entityIds}::uuid[]) and ${inScope(db, 'e')} order by e.id`);
}

/** Reads the limits of the users who spend. Call it under the locks of the balances. */
export async function readMemberFacts(db: ScopedQueryable, orders: readonly SpendOrder[]): Promise<MemberFacts[]> {
  const named = orders.filter((order) => order.userId !== null);
  if (named.length === 0) return [];
  return db.query(sql<MemberFacts>`
    select m.entity_id as "entityId", m.user_id as "userId", m.credit_limit as "creditLimit", m.credit_used as "creditUsed"
    from entity_members m
    where (m.entity_id, m.user_id) in (select * from unnest(${named.map((order) => order.entityId)}::uuid[], ${named.map((order) => order.userId)}::uuid[]))
      and ${inScope(db, 'm')} order by m.entity_id, m.user_id`);
}

/** The spends that were made earlier under the keys of a group. */
export async function findEarlierSpends(
  db: ScopedQueryable,
  keys: readonly { organizationId: Uuid; key: string }[],
): Promise<CreditSpend[]> {
  const rows = await db.query(sql<Omit<CreditSpend, 'amount'> & { amount: string; currency: string }>`
    select s.* from unnest(${keys.map((each) => each.organizationId)}::uuid[], ${keys.map((each) => each.key)}::text[]) as k (organization_id, key)
    cross join lateral (select s.id, s.organization_id as "organizationId", s.entity_id as "entityId", s.user_id as "userId", s.amount, s.currency, s.reason, s.key,
      s.occurred_at as "occurredAt"
      from billing.credit_spends s where s.organization_id = k.organization_id and s.key = k.key and ${spendsInScope(db)} limit 1) s`);
  return rows.map(({ currency, amount, ...row }) => ({ ...row, amount: Money.of(amount, currency) }));
}
