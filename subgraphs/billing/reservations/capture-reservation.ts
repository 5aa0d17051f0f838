import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { Money } from '../../../platform/money/money.ts';
import { spendableAmount } from '../credits/credit-amount.ts';
import { askForReservation } from './ask-for-reservation.ts';

/** A reservation to be spent. */
export interface CaptureReservation {
  reservationId: Uuid;
  /** All of it when null; the rest of a part goes back. */
  amount: { amount: string; currency: string } | null;
}

/**
 * Spends what was reserved. A repeat answers what was captured the first time. A reservation that expired in between is
 * still honoured, because what it was for has been bought: by credits when there are enough, else on the next invoice.
 */
export async function captureReservation(context: RequestContext, command: CaptureReservation): Promise<Money> {
  const amount = command.amount && spendableAmount(command.amount);
  const { reservation } = await askForReservation({ kind: 'capture', context, reservationId: command.reservationId, amount });
  return reservation.captured;
}
