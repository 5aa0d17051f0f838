import { auditFacts, type RequestContext } from '../../../platform/context/request-context.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { CurrencyMismatchError } from '../../../platform/money/money.errors.ts';
import { Money } from '../../../platform/money/money.ts';
import { spendableAmount } from './credit-amount.ts';
import { lockBalanceOfReservation, type BalanceOwner, type BalanceRow } from './credit-balance.query.ts';
import { postToLedger } from '../ledger/ledger-write.query.ts';
import { invoicedPosting, settledPostings, spentPostings, sumOfParts, type CreditPlace } from './credit-postings.ts';
import { noticesOfFall, unspentCredits } from './credit-notices.ts';
import { CaptureExceedsReservationError, ReservationReleasedError } from './credits.errors.ts';
import type { ReservationKind } from './reservation.query.ts';
import {
  captureAfterExpiry,
  readReservationFacts,
  settleReservation,
  type ReservationFacts,
  type Settlement,
} from './settlement.query.ts';

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
  return context.session.transaction(async (transaction) => {
    const owner = await lockBalanceOfReservation(transaction, command.reservationId);
    if (!owner) throw new NotFoundError('The reservation', 'reservationId');
    const now = context.clock.now();
    const facts = await readReservationFacts(transaction, command.reservationId, now);
    if (facts.status === 'captured') return Money.of(facts.captured, facts.currency);
    if (facts.status === 'released') throw new ReservationReleasedError();
    const amount = amountToCapture(facts, command);
    const kind = await settle(transaction, owner, facts, { context, amount, now });
    transaction.audit({
      action: 'credits.captured',
      resourceType: 'credit_reservation',
      resourceId: facts.id,
      organizationId: owner.organizationId,
      before: { status: facts.status, reserved: facts.amount },
      after: {
        entityId: owner.entityId,
        captured: amount.amount.toFixed(),
        currency: facts.currency,
        kind,
        reason: facts.reason,
      },
      ...auditFacts(context),
    });
    return amount;
  });
}

function amountToCapture(facts: ReservationFacts, command: CaptureReservation): Money {
  const reserved = Money.of(facts.amount, facts.currency);
  if (!command.amount) return reserved;
  const amount = spendableAmount(command.amount);
  if (amount.currency !== facts.currency) throw new CurrencyMismatchError(facts.currency, amount.currency, 'amount');
  if (amount.compare(reserved) > 0) throw new CaptureExceedsReservationError(amount, reserved);
  return amount;
}

async function settle(
  transaction: Transaction,
  owner: BalanceOwner,
  facts: ReservationFacts,
  capture: { context: RequestContext; amount: Money; now: Date },
): Promise<ReservationKind> {
  const { context, amount, now } = capture;
  const isExpired = facts.status === 'expired';
  const covers = Money.of(facts.available, facts.currency).compare(amount) >= 0;
  const kind: ReservationKind = isExpired && !covers ? 'invoiced' : facts.kind;
  const settlement = {
    ...owner,
    reservationId: facts.id,
    userId: facts.userId,
    kind,
    amount: facts.amount,
    captured: amount.amount.toFixed(),
    status: 'captured' as const,
    now,
  };
  const place = { ...owner, causeId: facts.id, currency: facts.currency, occurredAt: now };
  const after = isExpired ? await drawAgain(transaction, settlement, place) : await settleHeld(transaction, settlement, place);
  if (kind === 'invoiced') await postToLedger(transaction, [invoicedPosting(place, settlement.captured)]);
  transaction.publish(
    ...noticesOfFall(context, owner, facts, {
      before: unspentCredits(facts, facts.currency),
      after: unspentCredits(after, facts.currency),
    }),
  );
  return kind;
}

async function settleHeld(transaction: Transaction, settlement: Settlement, place: CreditPlace): Promise<BalanceRow> {
  const after = await settleReservation(transaction, settlement);
  await postToLedger(transaction, settledPostings(place, after.parts));
  return after;
}

async function drawAgain(transaction: Transaction, settlement: Settlement, place: CreditPlace): Promise<BalanceRow> {
  const after = await captureAfterExpiry(transaction, settlement);
  const drawn = sumOfParts(after.drawn, place.currency);
  if (settlement.kind === 'credits' && !drawn.equals(Money.of(settlement.captured, place.currency)))
    throw new Error(`drew ${drawn} for a capture of ${settlement.captured}: the balance was not locked`);
  await postToLedger(transaction, spentPostings(place, 'credits.captured', after.drawn));
  return after;
}
