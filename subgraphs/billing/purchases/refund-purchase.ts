import { BigNumber } from 'bignumber.js';
import { auditFacts, type RequestContext } from '../../../platform/context/request-context.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { Money, RoundingMode } from '../../../platform/money/money.ts';
import { takeOutOfGrant } from '../credits/take-out-of-grant.ts';
import { JOB_NAMES } from '../job-names.ts';
import type { LedgerAccountKind } from '../ledger/ledger-account.ts';
import type { LedgerPosting } from '../ledger/ledger-posting.ts';
import { PAYMENT_PATIENCE_MS } from '../payments/payment-patience.ts';
import { providerByName } from '../payments/payment-providers.ts';
import { findPaymentOfPurchase } from '../payments/payment.query.ts';
import {
  findPurchases,
  findUnrefunded,
  lockBalanceOfPurchase,
  updatePurchase,
  type CreditPurchase,
} from './credit-purchases.query.ts';
import { NothingToRefundError } from './purchases.errors.ts';

const BATCH_SIZE = 100;

/**
 * Gives back what is unused of a purchase: the credits leave the balance at once, and the same share of the price, rounded down to the currency, goes
 * back the way it came. A repeat answers the first refund.
 */
export async function refundPurchase(context: RequestContext, purchaseId: Uuid): Promise<CreditPurchase> {
  await takeCreditsBack(context, purchaseId);
  return sendBack(context, purchaseId);
}

/** Asks providers again for refunds that a crash cut off. Answers how many it carried on. */
export async function resumeRefunds(context: RequestContext): Promise<number> {
  const unrefunded = await findUnrefunded(context.session, BATCH_SIZE);
  for (const purchaseId of unrefunded) {
    try {
      await sendBack(context, purchaseId);
    } catch (error) {
      context.log.error({ err: error, purchaseId }, 'a refund could not be resumed; it is tried again');
    }
  }
  return unrefunded.length;
}

async function takeCreditsBack(context: RequestContext, purchaseId: Uuid): Promise<void> {
  await context.session.transaction(async (transaction) => {
    const owner = await lockBalanceOfPurchase(transaction, purchaseId);
    if (!owner) throw new NotFoundError('The purchase', 'purchaseId');
    const [purchase] = await findPurchases(transaction, [purchaseId]);
    const { status, currency, price, credits, grantId } = purchase!;
    if (status === 'refunding' || status === 'refunded') return;
    if (status !== 'paid') throw new NothingToRefundError('It was not paid.');
    const now = context.clock.now();
    const taken = await takeOutOfGrant(context, transaction, { owner, grantId: grantId!, now });
    if (!taken) throw new NothingToRefundError('All of its credits are spent, reserved, handed on or expired.');
    const share = new BigNumber(taken.amount).dividedBy(credits);
    const refund = Money.of(new BigNumber(price).times(share), currency).rounded(RoundingMode.Down);
    await taken.post(refundPostings(purchase!, { grantId: grantId!, taken: taken.amount, refund, now }));
    await updatePurchase(transaction, {
      id: purchaseId,
      status: 'refunding',
      settledAt: purchase!.settledAt,
      refundedCredits: taken.amount,
      refundedAmount: refund.amount.toFixed(),
    });
    transaction.expectWork({ job: JOB_NAMES.resumeRefunds, dueAt: new Date(now.getTime() + PAYMENT_PATIENCE_MS), now });
    recordRefund(context, transaction, purchase!, { taken: taken.amount, refund });
  });
}

function recordRefund(
  context: RequestContext,
  transaction: Transaction,
  purchase: CreditPurchase,
  { taken, refund }: { taken: string; refund: Money },
): void {
  transaction.audit({
    action: 'credit_purchase.refunded',
    resourceType: 'credit_purchase',
    resourceId: purchase.id,
    organizationId: purchase.organizationId,
    before: { status: purchase.status },
    after: { status: 'refunding', refundedCredits: taken, refundedAmount: refund.toJSON() },
    ...auditFacts(context),
  });
}

async function sendBack(context: RequestContext, purchaseId: Uuid): Promise<CreditPurchase> {
  const [purchase] = await findPurchases(context.session, [purchaseId]);
  if (purchase!.status !== 'refunding') return purchase!;
  const payment = await findPaymentOfPurchase(context.session, purchaseId);
  const amount = Money.of(purchase!.refundedAmount, purchase!.currency);
  await providerByName(payment!.provider).refund({
    refundId: purchaseId,
    providerReference: payment!.providerReference!,
    amount,
  });
  return context.session.transaction((transaction) => updatePurchase(transaction, { ...purchase!, status: 'refunded' }));
}

// The reverse of the purchase, as far as it is unused: cash goes out, and what was a discount is none any more.
function refundPostings(
  purchase: CreditPurchase,
  { grantId, taken, refund, now }: { grantId: Uuid; taken: string; refund: Money; now: Date },
): LedgerPosting[] {
  const { id: causeId, organizationId, entityId, currency } = purchase;
  const place = { kind: 'credits.refunded' as const, causeId, organizationId, entityId, currency, occurredAt: now };
  const account = (kind: LedgerAccountKind) => ({ account: kind, subjectId: entityId });
  const granted = { account: 'credits', subjectId: grantId } as const;
  const rest = new BigNumber(taken).minus(refund.amount);
  return [
    { ...place, debit: granted, credit: account('cash'), amount: BigNumber.min(taken, refund.amount).toFixed() },
    { ...place, debit: granted, credit: account('promotions'), amount: BigNumber.max(0, rest).toFixed() },
    { ...place, debit: account('revenue'), credit: account('cash'), amount: BigNumber.max(0, rest.negated()).toFixed() },
  ];
}
