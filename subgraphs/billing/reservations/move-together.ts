import { auditFacts } from '../../../platform/context/request-context.ts';
import type { PendingAuditEntry, Transaction } from '../../../platform/database/session.ts';
import type { DomainError } from '../../../platform/errors/domain-error.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { noticesOfMoves } from '../credits/credit-notices.ts';
import { entityFacts } from '../credits/movement-facts.query.ts';
import { JOB_NAMES } from '../job-names.ts';
import { noticesOfLimits } from '../limits/limit-notices.ts';
import { openLimitsOfGroup } from '../limits/open-limits-of-group.ts';
import { spendersOf } from '../limits/spender.query.ts';
import { ReservationBook, type ReservationFacts } from './reservation-book.ts';
import { expiryOf, reservationsWritten } from './reservation-changes.query.ts';
import { lockBalancesOfOrders, reservationsOf, toReservation } from './reservation-facts.query.ts';
import type { EndingOrder, ReservationOrder, ReservationOutcome } from './reservation.ts';

type Answer = ReservationOutcome | DomainError;

/**
 * Does what a group of callers of one scope ask for, in one transaction: locks the balances by id, reads what decides, decides on one after the
 * other, and writes all of it at once. Answers each with the reservation or its refusal.
 */
export async function moveTogether(orders: readonly ReservationOrder[]): Promise<Answer[]> {
  const { session, clock } = orders[0]!.context;
  return session.transaction(
    async (transaction) => {
      const locked = await lockBalancesOfOrders(transaction, orders);
      const payers = new Map(locked.map(({ position, entityId }) => [orders[position]!, entityId]));
      const now = clock.now();
      const facts = await readFacts(transaction, payers, orders, now);
      const book = new ReservationBook(facts, payers, now);
      const answers = new Map(inTurn(orders).map((order) => [order, book.decide(order)]));
      if (book.made.length + book.ended.size > 0) record(transaction, { book, facts, answers, now });
      return orders.map((order) => answers.get(order)!);
    },
    { isPlannedByIndex: true },
  );
}

async function readFacts(
  transaction: Transaction,
  payers: ReadonlyMap<ReservationOrder, Uuid>,
  orders: readonly ReservationOrder[],
  now: Date,
): Promise<ReservationFacts> {
  const asking = [...payers].flatMap(([order, entityId]) => (order.kind === 'reserve' ? [{ ...order, entityId }] : []));
  const [entities, spenders, stored] = await transaction.queryTogether(
    entityFacts(transaction, [...new Set(payers.values())], now),
    spendersOf(transaction, asking, now),
    reservationsOf(transaction, orders, now),
  );
  const reservations = stored.map(toReservation);
  return {
    entities,
    reservations,
    limits: await openLimitsOfGroup(transaction, { entities, spenders, earlier: reservations, now }),
  };
}

// All of them are asked for at the same time, so that any order is as good; in this one none needs what another gives back.
const TURNS: readonly ReservationOrder['kind'][] = ['reserve', 'capture', 'release', 'expire'];

function inTurn(orders: readonly ReservationOrder[]): ReservationOrder[] {
  return orders.toSorted((one, other) => TURNS.indexOf(one.kind) - TURNS.indexOf(other.kind));
}

interface Decided {
  book: ReservationBook;
  facts: ReservationFacts;
  answers: ReadonlyMap<ReservationOrder, Answer>;
  now: Date;
}

function record(transaction: Transaction, { book, facts, answers, now }: Decided): void {
  transaction.finish(reservationsWritten(transaction, book, now));
  for (const [order, answer] of answers)
    if (order.kind === 'capture' && 'endedFrom' in answer && answer.endedFrom) transaction.audit(captureEntry(order, answer));
  const contexts = new Map(
    [...answers].flatMap(([{ context }, answer]) =>
      'endedFrom' in answer ? [[answer.reservation.entityId, context] as const] : [],
    ),
  );
  transaction.publish(...noticesOfMoves(facts.entities, book.moves, (entityId) => contexts.get(entityId)!));
  transaction.publish(...noticesOfLimits([...answers.keys()][0]!.context, facts.limits.book));
  if (book.made.length > 0) transaction.expectWork({ job: JOB_NAMES.expireReservations, dueAt: expiryOf(now), now });
}

function captureEntry({ context }: EndingOrder, { reservation, endedFrom }: ReservationOutcome): PendingAuditEntry {
  const { id, organizationId, entityId, kind, amount, captured, reason } = reservation;
  return {
    action: 'credits.captured',
    resourceType: 'credit_reservation',
    resourceId: id,
    organizationId,
    before: { status: endedFrom, reserved: amount.amount.toFixed() },
    after: { entityId, captured: captured.amount.toFixed(), currency: captured.currency, kind, reason },
    ...auditFacts(context),
  };
}
