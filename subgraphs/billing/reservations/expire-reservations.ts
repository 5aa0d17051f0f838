import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { askForReservation } from './ask-for-reservation.ts';
import { findOverdueReservations } from './reservation-facts.query.ts';

const BATCH_SIZE = 500;

/**
 * Gives back the credits of reservations that outlived their time. A capture that comes later is still honoured. Answers how
 * many were ended; one that could not be is tried again the next time.
 */
export async function expireReservations(context: RequestContext): Promise<number> {
  const overdue = await findOverdueReservations(context.session, context.clock.now(), BATCH_SIZE);
  const ended = await Promise.all(overdue.map((reservationId) => expire(context, reservationId)));
  return ended.filter(Boolean).length;
}

async function expire(context: RequestContext, reservationId: Uuid): Promise<boolean> {
  try {
    const { endedFrom } = await askForReservation({ kind: 'expire', context, reservationId, amount: null });
    return endedFrom !== null;
  } catch (error) {
    context.log.error({ err: error, reservationId }, 'a reservation could not be expired; it is tried again');
    return false;
  }
}
