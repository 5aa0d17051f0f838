import { CreditVoided } from '../../../contracts/events/credit-events.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { newEvent } from '../../../platform/events/new-event.ts';
import { newId } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import { postToLedger } from '../ledger/ledger-write.query.ts';
import type { BalanceOwner, CreditPosition } from './credit-balance.query.ts';
import { noticesOfFall, unspentCredits } from './credit-notices.ts';
import { voidedPosting } from './credit-postings.ts';
import { voidFromGrants } from './grant.query.ts';

/** Takes an amount back from the grants that can be spent, from what would be spent last. Call it under the balance's lock. */
export async function voidAmount(
  context: RequestContext,
  transaction: Transaction,
  facts: { owner: BalanceOwner; position: CreditPosition; amount: string; now: Date },
): Promise<void> {
  const { owner, position, amount, now } = facts;
  const { currency } = position;
  const { parts, ...balance } = await voidFromGrants(transaction, { ...owner, amount, now });
  const place = { ...owner, causeId: newId(), currency, occurredAt: now };
  await postToLedger(
    transaction,
    parts.map((part) => voidedPosting(place, part)),
  );
  const after = unspentCredits(balance, currency);
  const before = after.plus(Money.of(amount, currency));
  transaction.publish(
    ...parts.map((part) =>
      newEvent(context, CreditVoided, {
        subject: `entity/${owner.entityId}`,
        organizationId: owner.organizationId,
        data: {
          entityId: owner.entityId,
          grantId: part.grantId,
          amount: Money.of(part.amount, currency).toJSON(),
          balance: after.toJSON(),
        },
      }),
    ),
    ...noticesOfFall(context, owner, position, { before, after }),
  );
}
