import { sql, type RawBuilder } from 'kysely';
import { arrayOf, rowFor, rowsOf, type ArrayValue } from '../../../platform/database/rows.ts';
import { creditsMoved } from '../credits/credit-moves.query.ts';
import { RESERVATION_LIFETIME_MS } from '../credits/credit-terms.ts';
import { countedIn } from '../limits/counted-spending.query.ts';
import { ledgerRows } from '../ledger/ledger-write.query.ts';
import type { ScopedQueryable } from '../scope.query.ts';
import type { NewDraw, ReservationBook } from './reservation-book.ts';
import type { Reservation, ReservationDraw } from './reservation.ts';

/** Writes what a group of orders changes in one statement, whatever their number. Run it under the locks of the balances. */
export function reservationsWritten(db: ScopedQueryable, book: ReservationBook, now: Date): RawBuilder<unknown> {
  return sql`
    with made as (${insertReservations(db, book.made, now)}),
    drawn as (${insertDraws(db, book.drawn)}),
    ended as (${updateReservations([...book.ended])}),
    settled as (${updateDraws(book.settled)}),
    ${countedIn(db, book.limits.counted())}
    ${ledgerRows(db, book.postings)},
    ${creditsMoved(book.moves)}`;
}

/** When a reservation made at `now` is given back unless it has ended. */
export function expiryOf(now: Date): Date {
  return new Date(now.getTime() + RESERVATION_LIFETIME_MS);
}

function insertReservations(db: ScopedQueryable, made: readonly Reservation[], now: Date): RawBuilder<unknown> {
  const each = (valueOf: (reservation: Reservation) => ArrayValue): ArrayValue[] => made.map(valueOf);
  return sql`
    insert into credit_reservations (id, organization_id, test_mode, key, entity_id, user_id, team_id, month, kind, amount, status, reason, created_at, expires_at)
    ${rowsOf([
      ['id', 'uuid', each((reservation) => reservation.id)],
      ['organization_id', 'uuid', each((reservation) => reservation.organizationId)],
      ['test_mode', 'boolean', { shared: db.scope.testMode }],
      ['key', 'uuid', each((reservation) => reservation.key)],
      ['entity_id', 'uuid', each((reservation) => reservation.entityId)],
      ['user_id', 'uuid', each((reservation) => reservation.userId)],
      ['team_id', 'uuid', each((reservation) => reservation.teamId)],
      ['month', 'text', each((reservation) => reservation.month)],
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

function updateReservations(ended: readonly Reservation[]): RawBuilder<unknown> {
  const each = (valueOf: (reservation: Reservation) => ArrayValue): ArrayValue[] => ended.map(valueOf);
  const ids = arrayOf(
    'uuid',
    each((reservation) => reservation.id),
  );
  const ending = rowFor(sql`r.id`, ids, [
    ['status', 'text', each((reservation) => reservation.status)],
    ['kind', 'text', each((reservation) => reservation.kind)],
    ['captured', 'numeric', each((reservation) => reservation.captured.amount.toFixed())],
    ['settled_at', 'timestamptz', each((reservation) => reservation.settledAt!.toISOString())],
  ]);
  return sql`
    update credit_reservations r set (status, kind, captured, released, settled_at) = (
      select v.status, v.kind, v.captured, r.amount - v.captured, v.settled_at from ${ending} v)
    where r.id = any(${ids})`;
}

function updateDraws(settled: readonly ReservationDraw[]): RawBuilder<unknown> {
  const each = (valueOf: (draw: ReservationDraw) => ArrayValue): ArrayValue[] => settled.map(valueOf);
  const ids = arrayOf(
    'uuid',
    each((draw) => draw.id),
  );
  const ending = rowFor(sql`d.id`, ids, [
    ['captured', 'numeric', each((draw) => draw.captured.toFixed())],
    ['released', 'numeric', each((draw) => draw.released.toFixed())],
  ]);
  return sql`
    update credit_draws d set (captured, released) = (select v.captured, v.released from ${ending} v) where d.id = any(${ids})`;
}
