import { BigNumber } from 'bignumber.js';
import { sql, type RawBuilder } from 'kysely';
import { arrayOf } from '../../../platform/database/rows.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import { inScope, type ScopedQueryable } from '../scope.query.ts';
import type { EndingOrder, Reservation, ReservationDraw, ReservationOrder, ReserveOrder } from './reservation.ts';

/** The balance that an order moves, locked. */
export interface OrderedBalance {
  /** The order's place in its group. */
  position: number;
  entityId: Uuid;
}

/**
 * Finds and locks the balances that orders move, by their ids. To reserve, it is that of the reservation made earlier under the key, else of the
 * entity named, else of the only entity that the team named spends of, else of the user's default entity, else of the organization's; to end a reservation, its own.
 */
export async function lockBalancesOfOrders(db: ScopedQueryable, orders: readonly ReservationOrder[]): Promise<OrderedBalance[]> {
  // What is joined with rows that are locked must be written down first: who waited for a lock looks at it again.
  return db.queryPrepared(sql<OrderedBalance>`
    with o as materialized (${payersOf(db, orders)} union all ${ownersOf(db, orders)})
    select o.position, b.id as "entityId" from o join credit_balances b on b.id = o.entity_id and b.organization_id = o.organization_id
    where b.id = any(array(select entity_id from o)) and ${inScope(db, 'b')} order by b.id for update of b`);
}

function payersOf(db: ScopedQueryable, orders: readonly ReservationOrder[]): RawBuilder<unknown> {
  const asked = placed(orders, (order): order is ReserveOrder => order.kind === 'reserve');
  const uuids = (of: (order: ReserveOrder) => Uuid | null): RawBuilder<unknown> =>
    arrayOf(
      'uuid',
      asked.map(({ order }) => of(order)),
    );
  return sql`
    select o.position, o.organization_id, coalesce(
      (select r.entity_id from credit_reservations r where r.organization_id = o.organization_id and r.key = o.key and ${inScope(db, 'r')}),
      o.entity_id,
      (select t.entity_id from teams t where t.id = o.team_id and t.organization_id = o.organization_id and ${inScope(db, 't')}),
      (select m.entity_id from entity_members m where m.organization_id = o.organization_id and m.user_id = o.user_id and m.is_default and ${inScope(db, 'm')}),
      (select e.id from entities e where e.organization_id = o.organization_id and e.is_default and ${inScope(db, 'e')})) as entity_id
    from unnest(${arrayOf(
      'int',
      asked.map(({ position }) => position),
    )}, ${uuids((order) => order.organizationId)}, ${uuids((order) => order.key)},
      ${uuids((order) => order.entityId)}, ${uuids((order) => order.userId)}, ${uuids((order) => order.teamId)})
      as o (position, organization_id, key, entity_id, user_id, team_id)`;
}

function ownersOf(db: ScopedQueryable, orders: readonly ReservationOrder[]): RawBuilder<unknown> {
  const asked = placed(orders, (order): order is EndingOrder => order.kind !== 'reserve');
  return sql`
    select o.position, r.organization_id, r.entity_id
    from unnest(${arrayOf(
      'int',
      asked.map(({ position }) => position),
    )}, ${arrayOf(
      'uuid',
      asked.map(({ order }) => order.reservationId),
    )}) as o (position, id)
    cross join lateral (select r.organization_id, r.entity_id from credit_reservations r where r.id = o.id and ${inScope(db, 'r')} limit 1) as r`;
}

function placed<Order extends ReservationOrder>(
  orders: readonly ReservationOrder[],
  isAsked: (order: ReservationOrder) => order is Order,
): { position: number; order: Order }[] {
  return orders.flatMap((order, position) => (isAsked(order) ? [{ position, order }] : []));
}

type StoredDraw = Omit<ReservationDraw, 'amount' | 'captured' | 'released'> & Record<'amount' | 'captured' | 'released', string>;
type StoredReservation = Omit<Reservation, 'amount' | 'captured' | 'draws'> & {
  amount: string;
  captured: string;
  currency: string;
  draws: StoredDraw[];
};

/** The reservations that orders end, and those made earlier under their keys, with what they hold. Run it under the locks of the balances. */
export function reservationsOf(
  db: ScopedQueryable,
  orders: readonly ReservationOrder[],
  now: Date,
): RawBuilder<StoredReservation> {
  const reserving = orders.filter((order) => order.kind === 'reserve');
  const ending = orders.filter((order) => order.kind !== 'reserve');
  return sql<StoredReservation>`
    select r.id, r.organization_id as "organizationId", r.entity_id as "entityId", r.key, r.user_id as "userId", r.team_id as "teamId", r.kind, r.status, r.amount, r.captured,
      coalesce(r.month, (select to_char(r.created_at at time zone e.time_zone, 'YYYY-MM') from entities e where e.id = r.entity_id)) as month,
      (select e.currency from entities e where e.id = r.entity_id) as currency, r.reason, r.settled_at as "settledAt", coalesce((select jsonb_agg(${drawObject(now)} order by d.position)
        from credit_draws d cross join lateral (select g.kind, g.expires_at from credit_grants g where g.id = d.grant_id limit 1) g
        where d.reservation_id = r.id), '[]') as draws
    from (
      select r.* from credit_reservations r where r.id = any(${arrayOf(
        'uuid',
        ending.map((order) => order.reservationId),
      )}) and ${inScope(db, 'r')}
      union all
      select r.* from unnest(${arrayOf(
        'uuid',
        reserving.map((order) => order.organizationId),
      )}, ${arrayOf(
        'uuid',
        reserving.map((order) => order.key),
      )}) as k (organization_id, key)
      cross join lateral (select r.* from credit_reservations r where r.organization_id = k.organization_id and r.key = k.key and ${inScope(db, 'r')} limit 1) as r
    ) as r`;
}

function drawObject(now: Date): RawBuilder<unknown> {
  return sql`jsonb_build_object('id', d.id, 'grantId', d.grant_id, 'grantKind', g.kind, 'hasRunOut', g.expires_at <= ${now}, 'position', d.position,
    'amount', d.amount::text, 'captured', d.captured::text, 'released', d.released::text)`;
}

/** A reservation as it was read. */
export function toReservation({ currency, amount, captured, draws, ...row }: StoredReservation): Reservation {
  const exact = (draw: StoredDraw): ReservationDraw => ({
    ...draw,
    amount: new BigNumber(draw.amount),
    captured: new BigNumber(draw.captured),
    released: new BigNumber(draw.released),
  });
  return { ...row, amount: Money.of(amount, currency), captured: Money.of(captured, currency), draws: draws.map(exact) };
}

/** Reservations that outlived their time, the oldest in front. */
export async function findOverdueReservations(db: ScopedQueryable, now: Date, limit: number): Promise<Uuid[]> {
  const rows = await db.query(sql<{ id: Uuid }>`
    select r.id from credit_reservations r where r.status = 'reserved' and r.expires_at <= ${now} and ${inScope(db, 'r')}
    order by r.expires_at, r.id limit ${limit}`);
  return rows.map((row) => row.id);
}
