import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { lockBalanceOfReservation } from './credit-balance.query.ts';
import { giveBack } from './release-reservation.ts';
import { findOverdueReservations, readReservationFacts } from './settlement.query.ts';

const BATCH_SIZE = 500;

/**
 * Gives back the credits of reservations that outlived their time, each in a transaction of its own. A capture that
 * comes later is still honoured. Answers how many were ended.
 */
export async function expireReservations(context: RequestContext): Promise<number> {
  const overdue = await findOverdueReservations(context.session, context.clock.now(), BATCH_SIZE);
  let ended = 0;
  for (const reservationId of overdue) {
    try {
      if (await expireReservation(context, reservationId)) ended += 1;
    } catch (error) {
      context.log.error({ err: error, reservationId }, 'a reservation could not be expired; it is tried again');
    }
  }
  return ended;
}

async function expireReservation(context: RequestContext, reservationId: Uuid): Promise<boolean> {
  return context.session.transaction(async (transaction) => {
    const owner = await lockBalanceOfReservation(transaction, reservationId);
    if (!owner) return false;
    const now = context.clock.now();
    const facts = await readReservationFacts(transaction, reservationId, now);
    // It may have been captured or released since it was found.
    if (facts.status !== 'reserved') return false;
    await giveBack(transaction, owner, facts, { context, status: 'expired', now });
    return true;
  });
}
