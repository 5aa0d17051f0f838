import { sql } from 'kysely';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { inScope, type ScopedQueryable } from '../scope.query.ts';
import { BALANCE_COLUMNS, type BalanceOwner, type BalanceRow } from '../credits/credit-balance.query.ts';
import type { GrantPart } from '../credits/credit-postings.ts';
import { countedBack } from '../limits/counted-spending.query.ts';
import type { ReservationKind, ReservationStatus } from '../reservations/reservation.ts';

/** What giving a captured reservation back depends on, read under the balance's lock. */
export interface RefundFacts {
  id: Uuid;
  userId: Uuid | null;
  teamId: Uuid | null;
  /** The month in which it counts. */
  month: string;
  /** Whether any limit or team can be concerned. */
  isCounted: boolean;
  kind: ReservationKind;
  status: ReservationStatus;
  captured: string;
  /** What was given back already; null when nothing was. */
  refunded: string | null;
  /** The line that bills it; null while none does. */
  invoiceLineId: Uuid | null;
  reason: string;
  currency: string;
}

/** Reads a reservation that is to be given back. Call it under the balance's lock, as a statement of its own. */
export async function readRefundFacts(db: ScopedQueryable, reservationId: Uuid): Promise<RefundFacts> {
  const row = await db.first(sql<RefundFacts>`
    select r.id, r.user_id as "userId", r.team_id as "teamId", coalesce(r.month, to_char(r.created_at at time zone e.time_zone, 'YYYY-MM')) as month,
      r.team_id is not null or exists (select from credit_limits l where l.organization_id = r.organization_id and l.test_mode = r.test_mode) as "isCounted", r.kind, r.status, r.captured, r.refunded, r.invoice_line_id as "invoiceLineId", r.reason, e.currency
    from credit_reservations r join entities e on e.id = r.entity_id where r.id = ${reservationId} and ${inScope(db, 'r')}`);
  return row!;
}

/** What came back to a grant, and how much of that was lost because it had run out. */
type RefundedPart = GrantPart & { lapsed: string };

/**
 * Takes a capture back: credits return to the grants they came from (to those that ran out meanwhile as expired), what was bought
 * on invoice is no longer accrued, and the member's limit has room again. Answers the balance afterwards and what came back to each grant.
 */
export async function takeCaptureBack(
  db: ScopedQueryable,
  owner: BalanceOwner,
  facts: RefundFacts,
  now: Date,
): Promise<BalanceRow & { parts: RefundedPart[] }> {
  const { id, userId, kind, captured } = facts;
  const accrued = kind === 'invoiced' ? captured : '0';
  const row = await db.first(sql<BalanceRow & { parts: RefundedPart[] }>`
    with parts as (
      select d.id, d.grant_id, d.captured from credit_draws d where d.reservation_id = ${id} and d.captured > 0
    ), draws as (
      update credit_draws d set captured = 0, released = d.released + p.captured from parts p where d.id = p.id
    ), grants as (
      update credit_grants g set spent = g.spent - p.captured,
        remaining = g.remaining + case when g.expires_at > ${now} then p.captured else 0 end,
        expired = g.expired + case when g.expires_at > ${now} then 0 else p.captured end
      from (select grant_id, sum(captured) as captured from parts group by grant_id) p where g.id = p.grant_id
      returning g.id, g.kind, p.captured, case when g.expires_at > ${now} then 0 else p.captured end as lapsed
    ), moved as (
      select coalesce(sum(captured), 0) as captured, coalesce(sum(lapsed), 0) as lapsed from grants
    ), reservation as (
      update credit_reservations set status = 'released', captured = 0, released = amount, refunded = captured, refunded_at = ${now} where id = ${id}
    ), member as (
      update entity_members m set credit_used = m.credit_used - ${captured}::numeric where m.entity_id = ${owner.entityId} and m.user_id = ${userId}::uuid
    )${countedBack(db, { ...facts, ...owner, givenBack: captured })}
    update credit_balances b set spent = b.spent - m.captured, remaining = b.remaining + m.captured - m.lapsed, expired = b.expired + m.lapsed,
      accrued = b.accrued - ${accrued}::numeric
    from moved m where b.id = ${owner.entityId} returning ${BALANCE_COLUMNS}, (select coalesce(jsonb_agg(jsonb_build_object('grantId', g.id, 'kind', g.kind,
      'amount', g.captured::text, 'lapsed', g.lapsed::text)), '[]') from grants g) as parts`);
  return row!;
}

/** Notes that a reservation which stands on an invoice was given back by a grant; its line stays as it was issued. */
export async function markRefundedByGrant(db: ScopedQueryable, reservationId: Uuid, now: Date): Promise<void> {
  await db.query(sql`
    update credit_reservations r set refunded = r.captured, refunded_at = ${now} where r.id = ${reservationId} and ${inScope(db, 'r')}`);
}
