import { sql } from 'kysely';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { inScope, type ScopedQueryable } from '../scope.query.ts';
import { BALANCE_COLUMNS, type BalanceOwner, type BalanceRow } from './credit-balance.query.ts';
import type { GrantPart, SettledPart } from './credit-postings.ts';
import type { ReservationKind, ReservationStatus } from './reservation.query.ts';

/** A reservation with what its end depends on, read under the lock. */
export interface ReservationFacts extends BalanceRow {
  id: Uuid;
  userId: Uuid | null;
  kind: ReservationKind;
  status: ReservationStatus;
  amount: string;
  captured: string;
  released: string;
  reason: string;
  expiresAt: Date;
  currency: string;
  lowBalanceThreshold: string | null;
  /** The sum of the grants that can be spent at the moment. */
  available: string;
}

/** Reads a reservation with its entity's balance. Call it under the balance's lock, as a statement of its own. */
export async function readReservationFacts(db: ScopedQueryable, reservationId: Uuid, now: Date): Promise<ReservationFacts> {
  const row = await db.first(sql<ReservationFacts>`
    select r.id, r.user_id as "userId", r.kind, r.status, r.amount, r.captured, r.released, r.reason, r.expires_at as "expiresAt",
      e.currency, e.low_balance_threshold as "lowBalanceThreshold",
      b.granted, b.remaining, b.reserved, b.spent, b.expired, b.voided, b.transferred, b.accrued, b.unspent_after_grant as "unspentAfterGrant",
      (select coalesce(sum(g.remaining), 0) from credit_grants g
        where g.entity_id = e.id and g.has_left and g.effective_at <= ${now} and g.expires_at > ${now}) as available
    from credit_reservations r join entities e on e.id = r.entity_id join credit_balances b on b.id = r.entity_id
    where r.id = ${reservationId} and ${inScope(db, 'r')}`);
  return row!;
}

// Rows that a list names are named by their reservation or entity as well: a planner that expects one row would go through all of them.

/** How a reservation ends. */
export interface Settlement extends BalanceOwner {
  reservationId: Uuid;
  userId: Uuid | null;
  kind: ReservationKind;
  amount: string;
  captured: string;
  status: 'captured' | 'released' | 'expired';
  now: Date;
}

/**
 * Ends a reservation that is still held: captures from the front of its draws, gives back from their end. What goes back
 * to a grant that has run out meanwhile is expired, not spendable. Answers the balance afterwards and what became of each draw.
 */
export async function settleReservation(
  db: ScopedQueryable,
  settlement: Settlement,
): Promise<BalanceRow & { parts: SettledPart[] }> {
  const { reservationId, entityId, userId, captured, now } = settlement;
  const isInvoiced = settlement.kind === 'invoiced';
  const row = await db.first(sql<BalanceRow & { parts: SettledPart[] }>`
    with parts as (
      select d.id, d.grant_id, d.amount,
        least(d.amount, greatest(0, ${captured}::numeric - coalesce(sum(d.amount) over (order by d.position rows between unbounded preceding and 1 preceding), 0))) as captured
      from credit_draws d where d.reservation_id = ${reservationId} and d.amount > d.captured + d.released
    ), draws as (
      update credit_draws d set captured = p.captured, released = p.amount - p.captured from parts p where d.id = p.id and d.reservation_id = ${reservationId}
    ), grants as (
      update credit_grants g set reserved = g.reserved - p.amount, spent = g.spent + p.captured,
        remaining = g.remaining + case when g.expires_at > ${now} then p.amount - p.captured else 0 end,
        expired = g.expired + case when g.expires_at > ${now} then 0 else p.amount - p.captured end
      from parts p where g.id = p.grant_id and g.entity_id = ${entityId}
      returning g.id, g.kind, p.amount, p.captured, case when g.expires_at > ${now} then 0 else p.amount - p.captured end as lapsed
    ), moved as (
      select coalesce(sum(amount), 0) as amount, coalesce(sum(captured), 0) as captured, coalesce(sum(lapsed), 0) as lapsed from grants
    ), reservation as (
      update credit_reservations set status = ${settlement.status}, captured = ${captured}::numeric, released = amount - ${captured}::numeric, settled_at = ${now}
      where id = ${reservationId}
    ), member as (
      update entity_members m set credit_used = m.credit_used - (${settlement.amount}::numeric - ${captured}::numeric)
      where m.entity_id = ${entityId} and m.user_id = ${userId}::uuid
    )
    update credit_balances b set reserved = b.reserved - m.amount, spent = b.spent + m.captured, expired = b.expired + m.lapsed,
      remaining = b.remaining + m.amount - m.captured - m.lapsed, accrued = b.accrued + case when ${isInvoiced} then ${captured}::numeric else 0 end
    from moved m where b.id = ${entityId} returning ${BALANCE_COLUMNS}, (select coalesce(jsonb_agg(jsonb_build_object('grantId', g.id, 'kind', g.kind,
      'captured', g.captured::text, 'released', (g.amount - g.captured - g.lapsed)::text, 'lapsed', g.lapsed::text)), '[]') from grants g) as parts`);
  return row!;
}

/**
 * Captures a reservation whose credits went back when it expired: draws again on the grants that can be spent now
 * (`credits`), or books the amount for the next invoice (`invoiced`). Answers the balance afterwards and what was drawn on.
 */
export async function captureAfterExpiry(
  db: ScopedQueryable,
  settlement: Settlement,
): Promise<BalanceRow & { drawn: GrantPart[] }> {
  const { reservationId, entityId, organizationId, userId, captured, kind, now } = settlement;
  const drawable = kind === 'credits' ? captured : '0';
  const row = await db.first(sql<BalanceRow & { drawn: GrantPart[] }>`
    with spendable as (
      select g.id, g.kind, g.remaining, row_number() over burn_down as position, sum(g.remaining) over burn_down - g.remaining as before
      from credit_grants g
      where g.entity_id = ${entityId} and g.has_left and g.effective_at <= ${now} and g.expires_at > ${now}
      window burn_down as (order by g.priority, g.expires_at, g.created_at, g.id rows unbounded preceding)
    ), drawn as (
      select id, kind, position, least(remaining, ${drawable}::numeric - before) as amount from spendable where before < ${drawable}::numeric
    ), draws as (
      insert into credit_draws (id, organization_id, test_mode, reservation_id, grant_id, position, amount, captured, released)
      select gen_random_uuid(), ${organizationId}::uuid, ${db.scope.testMode}::boolean, ${reservationId}::uuid, id,
        position + (select coalesce(max(d.position), 0) from credit_draws d where d.reservation_id = ${reservationId}), amount, amount, 0 from drawn
    ), grants as (
      update credit_grants g set remaining = g.remaining - d.amount, spent = g.spent + d.amount from drawn d where g.id = d.id and g.entity_id = ${entityId}
    ), reservation as (
      update credit_reservations set status = 'captured', kind = ${kind}, captured = ${captured}::numeric, released = amount - ${captured}::numeric, settled_at = ${now}
      where id = ${reservationId}
    ), member as (
      update entity_members m set credit_used = m.credit_used + ${captured}::numeric where m.entity_id = ${entityId} and m.user_id = ${userId}::uuid
    )
    update credit_balances b set remaining = b.remaining - ${drawable}::numeric, spent = b.spent + ${drawable}::numeric,
      accrued = b.accrued + case when ${kind} = 'invoiced' then ${captured}::numeric else 0 end
    where b.id = ${entityId} returning ${BALANCE_COLUMNS},
      (select coalesce(jsonb_agg(jsonb_build_object('grantId', id, 'kind', kind, 'amount', amount::text) order by position), '[]') from drawn) as drawn`);
  return row!;
}

/** Makes an expired reservation a released one: nothing moves, but it cannot be captured any more. */
export async function markReleased(db: ScopedQueryable, reservationId: Uuid): Promise<void> {
  await db.query(
    sql`update credit_reservations set status = 'released' where id = ${reservationId} and status = 'expired' and ${inScope(db, 'credit_reservations')}`,
  );
}

/** Reservations that outlived their time, the oldest in front. */
export async function findOverdueReservations(db: ScopedQueryable, now: Date, limit: number): Promise<Uuid[]> {
  const rows = await db.query(sql<{ id: Uuid }>`
    select r.id from credit_reservations r where r.status = 'reserved' and r.expires_at <= ${now} and ${inScope(db, 'r')}
    order by r.expires_at, r.id limit ${limit}`);
  return rows.map((row) => row.id);
}
