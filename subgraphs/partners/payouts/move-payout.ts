import { PartnerPayoutCompleted, PartnerPayoutFailed } from '../../../contracts/events/partner-events.ts';
import { auditFacts, requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import { newEvent } from '../../../platform/events/new-event.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { requireReason, requireText } from '../partners/stated-text.ts';
import { payoutAudit, payoutFacts } from './payout-records.ts';
import { freeCommissions, lockPayout, payCommissions, updatePayout, type PayoutChange } from './partner-payout.query.ts';
import { isPayoutMove, type PartnerPayout } from './partner-payout.ts';
import { PayoutMoveError } from './payouts.errors.ts';

const LONGEST_REFERENCE = 255;
const LONGEST_METHOD = 50;

/** How a payout was paid. */
export interface PayoutPayment {
  id: Uuid;
  /** By which the payment is found at whoever made it. */
  paymentReference: string;
  /** As stated when the payout was made, unless given. */
  paymentMethod?: string | null | undefined;
}

/** Says that a payout was checked and may be paid. Throws NotFoundError and PayoutMoveError, as all moves do. */
export async function releasePayout(context: RequestContext, id: Uuid): Promise<PartnerPayout> {
  return movePayout(context, { id, status: 'ready' });
}

/** Says that a payout is on its way. */
export async function startPayout(context: RequestContext, id: Uuid): Promise<PartnerPayout> {
  return movePayout(context, { id, status: 'processing' });
}

/** Says that a payout arrived: its commissions are paid. */
export async function completePayout(context: RequestContext, payment: PayoutPayment): Promise<PartnerPayout> {
  const paymentReference = requireText(payment.paymentReference, 'paymentReference', LONGEST_REFERENCE);
  const method = payment.paymentMethod ?? null;
  const paymentMethod = method === null ? null : requireText(method, 'paymentMethod', LONGEST_METHOD);
  return movePayout(context, { id: payment.id, status: 'completed', paymentReference, paymentMethod });
}

/** Says that a payout did not arrive: its commissions wait for another one. */
export async function failPayout(context: RequestContext, failure: { id: Uuid; reason: string }): Promise<PartnerPayout> {
  return movePayout(context, { id: failure.id, status: 'failed', failureReason: requireReason(failure.reason) });
}

/** Calls a payout off: its commissions wait for another one. */
export async function cancelPayout(context: RequestContext, cancellation: { id: Uuid; reason: string }): Promise<PartnerPayout> {
  return movePayout(context, { id: cancellation.id, status: 'cancelled', failureReason: requireReason(cancellation.reason) });
}

type Move = Pick<PayoutChange, 'id' | 'status'> & Partial<PayoutChange>;

async function movePayout(context: RequestContext, move: Move): Promise<PartnerPayout> {
  requireTenant(context);
  const now = context.clock.now();
  return context.session.transaction(async (transaction) => {
    const before = await lockPayout(transaction, move.id);
    if (!before) throw new NotFoundError('The payout', 'id');
    if (!isPayoutMove(before.status, move.status)) throw new PayoutMoveError(before.status, move.status);
    const nothing = { paymentReference: null, paymentMethod: null, failureReason: null };
    const payout = await updatePayout(transaction, { ...nothing, ...move, now });
    await settle(context, transaction, payout);
    transaction.audit({ ...payoutAudit(payout, before), ...auditFacts(context) });
    return payout;
  });
}

async function settle(context: RequestContext, transaction: Transaction, payout: PartnerPayout): Promise<void> {
  const { status } = payout;
  const facts = { subject: `partner_payout/${payout.id}`, organizationId: null };
  if (status === 'completed') {
    await payCommissions(transaction, payout.id, payout.updatedAt);
    transaction.publish(newEvent(context, PartnerPayoutCompleted, { ...facts, data: payoutFacts(payout) }));
  }
  if (status === 'failed' || status === 'cancelled') {
    await freeCommissions(transaction, payout.id, payout.updatedAt);
    const data = { ...payoutFacts(payout), status, reason: payout.failureReason! };
    transaction.publish(newEvent(context, PartnerPayoutFailed, { ...facts, data }));
  }
}
