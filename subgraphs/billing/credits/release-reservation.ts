import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import { lockBalanceOfReservation, type BalanceOwner } from './credit-balance.query.ts';
import { postToLedger } from '../ledger/ledger-write.query.ts';
import { settledPostings } from './credit-postings.ts';
import { noticesOfFall, unspentCredits } from './credit-notices.ts';
import { ReservationCapturedError } from './credits.errors.ts';
import { markReleased, readReservationFacts, settleReservation, type ReservationFacts } from './settlement.query.ts';

/** Gives back what was reserved, to the grants it came from in reverse order. A repeat answers what was given back. */
export async function releaseReservation(context: RequestContext, command: { reservationId: Uuid }): Promise<Money> {
  return context.session.transaction(async (transaction) => {
    const owner = await lockBalanceOfReservation(transaction, command.reservationId);
    if (!owner) throw new NotFoundError('The reservation', 'reservationId');
    const now = context.clock.now();
    const facts = await readReservationFacts(transaction, command.reservationId, now);
    if (facts.status === 'captured') throw new ReservationCapturedError();
    if (facts.status === 'expired') await markReleased(transaction, facts.id);
    if (facts.status === 'reserved') await giveBack(transaction, owner, facts, { context, status: 'released', now });
    return Money.of(facts.amount, facts.currency);
  });
}

/** Ends a reservation without spending any of it. Call it under the balance's lock, with facts read under it. */
export async function giveBack(
  transaction: Transaction,
  owner: BalanceOwner,
  facts: ReservationFacts,
  ending: { context: RequestContext; status: 'released' | 'expired'; now: Date },
): Promise<void> {
  const after = await settleReservation(transaction, {
    ...owner,
    reservationId: facts.id,
    userId: facts.userId,
    kind: facts.kind,
    amount: facts.amount,
    captured: '0',
    status: ending.status,
    now: ending.now,
  });
  const place = { ...owner, causeId: facts.id, currency: facts.currency, occurredAt: ending.now };
  await postToLedger(transaction, settledPostings(place, after.parts));
  // Credits whose grant ran out meanwhile do not come back, so giving back can be a fall too.
  transaction.publish(
    ...noticesOfFall(ending.context, owner, facts, {
      before: unspentCredits(facts, facts.currency),
      after: unspentCredits(after, facts.currency),
    }),
  );
}
