import { auditFacts, type RequestContext } from '../../../platform/context/request-context.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import { newEvent } from '../../../platform/events/new-event.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import { CreditToppedUp } from '../../../contracts/events/credit-events.ts';
import { lockBalanceOfReservation } from '../credits/credit-balance.query.ts';
import { unspentCredits } from '../credits/credit-notices.ts';
import { grantedRefundPosting, refundedPostings, unbilledRefundPosting, type CreditPlace } from '../credits/credit-postings.ts';
import { addMonths, GRANT_LIFETIME_MONTHS } from '../credits/credit-terms.ts';
import { insertGrant } from '../credits/grant.query.ts';
import { postToLedger } from '../ledger/ledger-write.query.ts';
import { markRefundedByGrant, readRefundFacts, takeCaptureBack, type RefundFacts } from './refund.query.ts';
import { ReservationNotCapturedError } from './refunds.errors.ts';

/** How a refund came back: to the grants that were drawn on, off what is to be invoiced, or as a new grant. */
type RefundWay = 'credits' | 'accrued' | 'grant';

/**
 * Gives back what a reservation spent, because what it paid for was taken back. Credits return to the grants they came from; what was
 * bought on invoice is billed no more or, where an invoice names it already, comes back as credits. A repeat answers the first refund.
 */
export async function refundReservation(context: RequestContext, command: { reservationId: Uuid }): Promise<Money> {
  return context.session.transaction(async (transaction) => {
    const owner = await lockBalanceOfReservation(transaction, command.reservationId);
    if (!owner) throw new NotFoundError('The reservation', 'reservationId');
    const facts = await readRefundFacts(transaction, command.reservationId);
    if (facts.refunded !== null) return Money.of(facts.refunded, facts.currency);
    if (facts.status !== 'captured') throw new ReservationNotCapturedError();
    const way = wayBack(facts);
    const place = { ...owner, causeId: facts.id, currency: facts.currency, occurredAt: context.clock.now() };
    if (way === 'grant') await giveAsGrant(context, transaction, place, facts);
    else await takeBack(transaction, place, facts);
    transaction.audit({
      action: 'credits.refunded',
      resourceType: 'credit_reservation',
      resourceId: facts.id,
      organizationId: owner.organizationId,
      before: { captured: facts.captured, kind: facts.kind },
      after: { entityId: owner.entityId, refunded: facts.captured, currency: facts.currency, way, reason: facts.reason },
      ...auditFacts(context),
    });
    return Money.of(facts.captured, facts.currency);
  });
}

function wayBack({ kind, invoiceLineId }: RefundFacts): RefundWay {
  if (kind === 'credits') return 'credits';
  return invoiceLineId === null ? 'accrued' : 'grant';
}

async function takeBack(transaction: Transaction, place: CreditPlace, facts: RefundFacts): Promise<void> {
  const { parts } = await takeCaptureBack(transaction, place, facts, place.occurredAt);
  await postToLedger(
    transaction,
    facts.kind === 'credits' ? refundedPostings(place, parts) : [unbilledRefundPosting(place, facts.captured)],
  );
}

// An invoice is never changed once it is issued, so what it bills comes back beside it.
async function giveAsGrant(
  context: RequestContext,
  transaction: Transaction,
  place: CreditPlace,
  { id, captured, currency }: RefundFacts,
): Promise<void> {
  const { occurredAt: now, organizationId, entityId } = place;
  await markRefundedByGrant(transaction, id, now);
  const amount = Money.of(captured, currency);
  if (!amount.isPositive()) return;
  const grant = {
    id: newId(),
    amount: captured,
    kind: 'purchased' as const,
    priority: 0,
    idempotencyKey: `refund/${id}`,
    purchaseId: null,
  };
  const expiresAt = addMonths(now, GRANT_LIFETIME_MONTHS);
  const balance = await insertGrant(transaction, { organizationId, entityId, ...grant, effectiveAt: now, expiresAt, now });
  await postToLedger(transaction, [grantedRefundPosting(place, { ...grant, grantId: grant.id })]);
  const unspent = unspentCredits(balance, currency);
  transaction.publish(
    newEvent(context, CreditToppedUp, {
      subject: `entity/${entityId}`,
      organizationId,
      data: { entityId, grantId: grant.id, amount: amount.toJSON(), balance: unspent.toJSON() },
    }),
  );
}
