import { sql, type RawBuilder } from 'kysely';
import { arrayOf, rowsOf, type ArrayValue } from '../../../platform/database/rows.ts';
import { creditsMoved } from '../credits/credit-moves.query.ts';
import { RESERVATION_LIFETIME_MS } from '../credits/credit-terms.ts';
import { ledgerRows } from '../ledger/ledger-write.query.ts';
import type { ScopedQueryable } from '../scope.query.ts';
import type { NewDraw, ReservationBook } from './reservation-book.ts';
import type { Reservation, ReservationDraw } from './reservation.ts';

/** Writes what a group of orders changes in one statement, whatever their number. Call it under the locks of the balances. */
export async function writeReservations(db: ScopedQueryable, book: ReservationBook, now: Date): Promise<void> {
  await db.queryPrepared(sql`
    with made as (${insertReservations(db, book.made, now)}),
    drawn as (${insertDraws(db, book.drawn)}),
    ended as (${updateReservations([...book.ended])}),
    settled as (${updateDraws(book.settled)}),
    ${ledgerRows(db, book.postings)},
    ${creditsMoved(book.moves)}`);
}

/** When a reservation made at `now` is given back unless it has ended. */
export function expiryOf(now: Date): Date {
  return new Date(now.getTime() + RESERVATION_LIFETIME_MS);
}

function insertReservations(db: ScopedQueryable, made: readonly Reservation[], now: Date): RawBuilder<unknown> {
  const each = (valueOf: (reservation: Reservation) => ArrayValue): ArrayValue[] => made.map(valueOf);
  return sql`
    insert into credit_reservations (id, organization_id, test_mode, key, entity_id, user_id, kind, amount, status, reason, created_at, expires_at)
    ${rowsOf([
      ['id', 'uuid', each((reservation) => reservation.id)],
      ['organization_id', 'uuid', each((reservation) => reservation.organizationId)],
      ['test_mode', 'boolean', { shared: db.scope.testMode }],
      ['key', 'uuid', each((reservation) => reservation.key)],
      ['entity_id', 'uuid', each((reservation) => reservation.entityId)],
      ['user_id', 'uuid', each((reservation) => reservation.userId)],
      ['kind', 'text', each((reservation) => reservation.kind)],
      ['amount', 'numeric', each((reservation) => reservation.amount.amount.toFixed())],
      ['status', 'text', { shared: 'reserved' }],
      ['reason', 'text', each((reservation) => reservation.reason)],
      ['created_at', 'timestamptz', { shared: now }],
      ['expires_at', 'timestamptz', { shared: expiryOf(now) }],
    ])}`;
}

function insertDraws(db: ScopedQueryable, drawn: readonly NewDraw[]): RawBuilder<unknown> {
  const each = (valueOf: (draw: ReservationDraw) => ArrayValue): ArrayValue[] => drawn.map(({ draw }) => valueOf(draw));
  return sql`
    insert into credit_draws (id, organization_id, test_mode, reservation_id, grant_id, position, amount, captured, released)
    ${rowsOf([
      ['id', 'uuid', each((draw) => draw.id)],
      ['organization_id', 'uuid', drawn.map(({ reservation }) => reservation.organizationId)],
      ['test_mode', 'boolean', { shared: db.scope.testMode }],
      ['reservation_id', 'uuid', drawn.map(({ reservation }) => reservation.id)],
      ['grant_id', 'uuid', each((draw) => draw.grantId)],
      ['position', 'int', each((draw) => draw.position)],
      ['amount', 'numeric', each((draw) => draw.amount.toFixed())],
      ['captured', 'numeric', each((draw) => draw.captured.toFixed())],
      ['released', 'numeric', each((draw) => draw.released.toFixed())],
    ])}`;
}

// Rows are named by a list of ids as well as joined with it: a planner that expects one row would go through all of them.
function updateReservations(ended: readonly Reservation[]): RawBuilder<unknown> {
  const each = (type: string, valueOf: (reservation: Reservation) => ArrayValue): RawBuilder<unknown> =>
    arrayOf(type, ended.map(valueOf));
  const ids = each('uuid', (reservation) => reservation.id);
  return sql`
    update credit_reservations r set status = e.status, kind = e.kind, captured = e.captured, released = r.amount - e.captured, settled_at = e.settled_at
    from unnest(${ids}, ${each('text', (reservation) => reservation.status)}, ${each('text', (reservation) => reservation.kind)},
      ${each('numeric', (reservation) => reservation.captured.amount.toFixed())}, ${each('timestamptz', (reservation) => reservation.settledAt!.toISOString())})
      as e (id, status, kind, captured, settled_at)
    where r.id = e.id and r.id = any(${ids})`;
}

function updateDraws(settled: readonly ReservationDraw[]): RawBuilder<unknown> {
  const each = (type: string, valueOf: (draw: ReservationDraw) => ArrayValue): RawBuilder<unknown> =>
    arrayOf(type, settled.map(valueOf));
  const ids = each('uuid', (draw) => draw.id);
  return sql`
    update credit_draws d set captured = s.captured, released = s.released
    from unnest(${ids}, ${each('numeric', (draw) => draw.captured.toFixed())}, ${each('numeric', (draw) => draw.released.toFixed())}) as s (id, captured, released)
    where d.id = s.id and d.id = any(${ids})`;
}
