import { CreditVoided } from '../../../contracts/events/credit-events.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { newEvent } from '../../../platform/events/new-event.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import type { LedgerPosting } from '../ledger/ledger-posting.ts';
import { postToLedger } from '../ledger/ledger-write.query.ts';
import type { BalanceOwner } from './credit-balance.query.ts';
import { noticesOfFall, unspentCredits } from './credit-notices.ts';
import { voidRemaining, type VoidedGrant } from './grant.query.ts';

/** What was taken out of a grant, and how it is posted. */
export interface TakenOut extends VoidedGrant {
  post(postings: readonly LedgerPosting[]): Promise<void>;
}

/**
 * Takes what is left of a grant out of the books as voided, and tells of it; undefined when nothing is left. What is reserved of it stays. Call it
 * under the balance's lock.
 */
export async function takeOutOfGrant(
  context: RequestContext,
  transaction: Transaction,
  { owner, grantId, now }: { owner: BalanceOwner; grantId: Uuid; now: Date },
): Promise<TakenOut | undefined> {
  const voided = await voidRemaining(transaction, { ...owner, grantId, now });
  if (!voided) return undefined;
  const after = unspentCredits(voided, voided.currency);
  const amount = Money.of(voided.amount, voided.currency);
  transaction.publish(
    newEvent(context, CreditVoided, {
      subject: `entity/${owner.entityId}`,
      organizationId: owner.organizationId,
      data: { entityId: owner.entityId, grantId, amount: amount.toJSON(), balance: after.toJSON() },
    }),
    ...noticesOfFall(context, owner, voided, { before: after.plus(amount), after }),
  );
  return { ...voided, post: (postings) => postToLedger(transaction, postings) };
}
