import { GroupCommit } from '../../../platform/context/group-commit.ts';
import { retryOnConflict } from '../retry-on-conflict.ts';
import { laneOf } from '../lane.ts';
import { moveTogether } from './move-together.ts';
import type { ReservationOrder, ReservationOutcome } from './reservation.ts';

const LARGEST_GROUP = 500;

// Two processes may reserve under one key at once, on different balances: who comes second finds the reservation of the first.
const moving = new GroupCommit<ReservationOrder, ReservationOutcome>({
  flush: (orders) => retryOnConflict('credit_reservations_key', () => moveTogether(orders)),
  largestGroup: LARGEST_GROUP,
});

/** Has an order done together with what others ask for at the same time; rejects with what refuses it. */
export function askForReservation(order: ReservationOrder): Promise<ReservationOutcome> {
  const about = order.kind === 'reserve' ? (order.entityId ?? order.organizationId) : order.reservationId;
  return moving.submit(laneOf(order.context.session.scope, about), order);
}
