import { BigNumber } from 'bignumber.js';
import { CreditPurchaseFailed } from '../../../contracts/events/credit-events.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { newEvent } from '../../../platform/events/new-event.ts';
import { newId } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import type { BalanceOwner } from '../credits/credit-balance.query.ts';
import { addGrant } from '../credits/grant-credits.ts';
import type { CreditGrant } from '../credits/grant.query.ts';
import type { LedgerAccountKind } from '../ledger/ledger-account.ts';
import type { LedgerPosting } from '../ledger/ledger-posting.ts';
import type { PaymentRow } from '../payments/payment.query.ts';
import { findPurchases, updatePurchase, type CreditPurchase } from './credit-purchases.query.ts';

const DAY_MS = 86_400_000;

/** Makes a settled payment of a purchase count: its credits are granted, or it has failed. Call it under the balance's lock. */
export async function settlePurchase(
  context: RequestContext,
  transaction: Transaction,
  facts: { owner: BalanceOwner; payment: PaymentRow },
): Promise<void> {
  const { owner, payment } = facts;
  const [purchase] = await findPurchases(transaction, [payment.purchaseId!]);
  if (purchase!.status !== 'pending') return;
  const isPaid = payment.status === 'succeeded';
  const { id, refundedCredits, refundedAmount } = purchase!;
  const status = isPaid ? ('paid' as const) : ('failed' as const);
  await updatePurchase(transaction, { id, status, settledAt: payment.settledAt, refundedCredits, refundedAmount });
  if (isPaid) {
    const grant = grantOf(purchase!, payment.settledAt!);
    const postings = purchasedPostings(purchase!, grant, payment.settledAt!);
    await addGrant(context, transaction, { owner, grant, idempotencyKey: `purchase/${id}`, purchaseId: id, postings });
    return;
  }
  transaction.publish(
    newEvent(context, CreditPurchaseFailed, {
      subject: `entity/${owner.entityId}`,
      organizationId: owner.organizationId,
      data: {
        entityId: owner.entityId,
        purchaseId: id,
        price: Money.of(purchase!.price, purchase!.currency).toJSON(),
        failureCode: payment.failureCode!,
        isAutomatic: purchase!.isAutomatic,
      },
    }),
  );
}

function grantOf(purchase: CreditPurchase, now: Date): CreditGrant {
  const { entityId, currency, credits, validityDays } = purchase;
  const nothing = '0';
  return {
    id: newId(),
    entityId,
    currency,
    amount: credits,
    remaining: credits,
    reserved: nothing,
    spent: nothing,
    expired: nothing,
    voided: nothing,
    transferred: nothing,
    kind: 'purchased',
    priority: 0,
    effectiveAt: now,
    expiresAt: new Date(now.getTime() + validityDays * DAY_MS),
    createdAt: now,
  };
}

// What they cost is paid for them; a discount is a promotion, and what they cost beyond what they are worth is sold.
function purchasedPostings(purchase: CreditPurchase, grant: CreditGrant, occurredAt: Date): LedgerPosting[] {
  const { id: causeId, organizationId, entityId, currency } = purchase;
  const [credits, price] = [new BigNumber(purchase.credits), new BigNumber(purchase.price)];
  const place = { kind: 'credits.purchased' as const, causeId, organizationId, entityId, currency, occurredAt };
  const account = (kind: LedgerAccountKind) => ({ account: kind, subjectId: entityId });
  const granted = { account: 'credits', subjectId: grant.id } as const;
  return [
    { ...place, debit: account('cash'), credit: granted, amount: BigNumber.min(price, credits).toFixed() },
    { ...place, debit: account('promotions'), credit: granted, amount: positive(credits.minus(price)) },
    { ...place, debit: account('cash'), credit: account('revenue'), amount: positive(price.minus(credits)) },
  ];
}

function positive(amount: BigNumber): string {
  return BigNumber.max(0, amount).toFixed();
}
