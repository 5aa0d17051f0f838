import { BigNumber } from 'bignumber.js';
import type { SettledPart } from '../credits/credit-postings.ts';
import type { ReservationDraw } from './reservation.ts';

const NOTHING = new BigNumber(0);

/** How a draw ended, as it is posted. */
export interface SettledDraw {
  draw: ReservationDraw;
  lapsed: BigNumber;
  part: SettledPart;
}

/**
 * Ends draws that are still held: captures from the first one on until the amount is met, gives the rest of each back. What goes
 * back to a grant that has run out meanwhile is lost.
 */
export function settleDraws(draws: readonly ReservationDraw[], captured: BigNumber): SettledDraw[] {
  let open = captured;
  return draws.map((draw) => {
    draw.captured = BigNumber.min(draw.amount, open);
    draw.released = draw.amount.minus(draw.captured);
    open = open.minus(draw.captured);
    const lapsed = draw.hasRunOut ? draw.released : NOTHING;
    const { grantId, grantKind: kind, released } = draw;
    const ending = { captured: draw.captured.toFixed(), released: released.minus(lapsed).toFixed(), lapsed: lapsed.toFixed() };
    return { draw, lapsed, part: { grantId, kind, ...ending } };
  });
}
