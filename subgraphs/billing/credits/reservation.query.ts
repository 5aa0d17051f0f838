import { sql } from 'kysely';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { inScope, type ScopedQueryable } from '../scope.query.ts';
import type { BalanceOwner } from './credit-balance.query.ts';
import type { GrantPart } from './credit-postings.ts';

/** Where a reservation stands: `reserved` until exactly one of the others ends it; an `expired` one can still be captured. */
export type ReservationStatus = 'reserved' | 'captured' | 'released' | 'expired';

/** Whether a reservation draws on credits, or is to be invoiced. */
export type ReservationKind = 'credits' | 'invoiced';

/** Which balance is to pay. */
export interface PayerQuestion {
  organizationId: Uuid;
  key: Uuid;
  entityId: Uuid | null;
  userId: Uuid | null;
}

/**
 * Finds and locks the balance that pays: that of the reservation made earlier under the key, else of the entity named,
 * else of the user's default entity, else of the organization's.
 */
export async function lockPayingBalance(db: ScopedQueryable, question: PayerQuestion): Promise<BalanceOwner | undefined> {
  const { organizationId, key, entityId, userId } = question;
  return db.first(sql<BalanceOwner>`
    select b.id as "entityId", b.organization_id as "organizationId" from credit_balances b
    where b.organization_id = ${organizationId} and ${inScope(db, 'b')} and b.id = coalesce(
      (select r.entity_id from credit_reservations r where r.organization_id = ${organizationId} and r.key = ${key} and ${inScope(db, 'r')}),
      ${entityId}::uuid,
      (select m.entity_id from entity_members m where m.organization_id = ${organizationId} and m.user_id = ${userId}::uuid and m.is_default and ${inScope(db, 'm')}),
      (select e.id from entities e where e.organization_id = ${organizationId} and e.is_default and ${inScope(db, 'e')}))
    for update`);
}

/** Everything that decides on a reservation, read under the lock. */
export interface SpendingFacts {
  entityName: string;
  currency: string;
  /** By the clock: grace that has ended is suspension, whether or not it has been written. */
  status: 'active' | 'grace' | 'suspended';
  exhaustionPolicy: 'refuse' | 'invoice';
  /** The sum of the grants that can be spent at the moment. */
  available: string;
  creditLimit: string | null;
  creditUsed: string | null;
  earlierId: Uuid | null;
  earlierAmount: string | null;
}

/** Reads what decides on a reservation. Call it under the balance's lock, as a statement of its own. */
export async function readSpendingFacts(
  db: ScopedQueryable,
  payer: BalanceOwner,
  question: PayerQuestion,
  now: Date,
): Promise<SpendingFacts> {
  const row = await db.first(sql<SpendingFacts>`
    select e.name as "entityName", e.currency,
      case when e.status = 'grace' and e.grace_ends_at <= ${now} then 'suspended' else e.status end as status, e.exhaustion_policy as "exhaustionPolicy",
      (select coalesce(sum(g.remaining), 0) from credit_grants g
        where g.entity_id = e.id and g.has_left and g.effective_at <= ${now} and g.expires_at > ${now}) as available,
      m.credit_limit as "creditLimit", m.credit_used as "creditUsed", r.id as "earlierId", r.amount as "earlierAmount"
    from entities e
    left join entity_members m on m.entity_id = e.id and m.user_id = ${question.userId}::uuid
    left join credit_reservations r on r.organization_id = e.organization_id and r.test_mode = e.test_mode and r.key = ${question.key}
    where e.id = ${payer.entityId} and e.organization_id = ${payer.organizationId} and ${inScope(db, 'e')}`);
  return row!;
}

/** A reservation about to be written. */
export interface NewReservation extends BalanceOwner {
  id: Uuid;
  key: Uuid;
  userId: Uuid | null;
  kind: ReservationKind;
  amount: string;
  reason: string;
  now: Date;
  expiresAt: Date;
}

/**
 * Writes a reservation and sets its credits aside: grants are drawn on by priority, then expiry, then creation, in one
 * statement whatever their number. Answers what was drawn on, which adds up to the amount whenever the facts were read under the lock.
 */
export async function insertReservation(db: ScopedQueryable, reservation: NewReservation): Promise<GrantPart[]> {
  const { entityId, organizationId, userId, now } = reservation;
  const drawable = reservation.kind === 'credits' ? reservation.amount : '0';
  return db.query(sql<GrantPart>`
    with spendable as (
      select g.id, g.kind, g.remaining, row_number() over burn_down as position, sum(g.remaining) over burn_down - g.remaining as before
      from credit_grants g
      where g.entity_id = ${entityId} and g.has_left and g.effective_at <= ${now} and g.expires_at > ${now}
      window burn_down as (order by g.priority, g.expires_at, g.created_at, g.id rows unbounded preceding)
    ), drawn as (
      select id, kind, position, least(remaining, ${drawable}::numeric - before) as amount from spendable where before < ${drawable}::numeric
    ), reservation as (
      insert into credit_reservations (id, organization_id, test_mode, key, entity_id, user_id, kind, amount, status, reason, created_at, expires_at)
      values (${reservation.id}, ${organizationId}, ${db.scope.testMode}, ${reservation.key}, ${entityId}, ${userId}, ${reservation.kind}, ${reservation.amount},
        'reserved', ${reservation.reason}, ${now}, ${reservation.expiresAt})
    ), draws as (
      insert into credit_draws (id, organization_id, test_mode, reservation_id, grant_id, position, amount, captured, released)
      select gen_random_uuid(), ${organizationId}::uuid, ${db.scope.testMode}::boolean, ${reservation.id}::uuid, id, position, amount, 0, 0 from drawn
    ), grants as (
      update credit_grants g set remaining = g.remaining - d.amount, reserved = g.reserved + d.amount from drawn d where g.id = d.id and g.entity_id = ${entityId}
    ), balance as (
      update credit_balances b set remaining = b.remaining - ${drawable}::numeric, reserved = b.reserved + ${drawable}::numeric where b.id = ${entityId}
    ), member as (
      update entity_members m set credit_used = m.credit_used + ${reservation.amount}::numeric where m.entity_id = ${entityId} and m.user_id = ${userId}::uuid
    )
    select id as "grantId", kind, amount from drawn order by position`);
}
