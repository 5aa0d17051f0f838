import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { Money } from '../../../platform/money/money.ts';
import { askForReservation } from './ask-for-reservation.ts';

/** Gives back what was reserved, to the grants it came from in reverse order. A repeat answers what was given back. */
export async function releaseReservation(context: RequestContext, command: { reservationId: Uuid }): Promise<Money> {
  const { reservationId } = command;
  const { reservation } = await askForReservation({ kind: 'release', context, reservationId, amount: null });
  return reservation.amount;
}
