import { CreditExpired } from '../../../contracts/events/credit-events.ts';
import { auditFacts, type RequestContext } from '../../../platform/context/request-context.ts';
import { newEvent } from '../../../platform/events/new-event.ts';
import { Money } from '../../../platform/money/money.ts';
import { lockBalance, type BalanceOwner } from './credit-balance.query.ts';
import { postToLedger } from '../ledger/ledger-write.query.ts';
import { expiredPostings } from './credit-postings.ts';
import { noticesOfFall, unspentCredits } from './credit-notices.ts';
import { clearLapsedGrants, findOwnersOfLapsedGrants } from './grant.query.ts';

const BATCH_SIZE = 500;

/**
 * Clears the books of grants that ran out unspent, entity by entity. Spending does not wait for it: a grant cannot be
 * spent from the instant it expires. Answers how many entities it touched.
 */
export async function expireGrants(context: RequestContext): Promise<number> {
  const owners = await findOwnersOfLapsedGrants(context.session, context.clock.now(), BATCH_SIZE);
  let cleared = 0;
  for (const owner of owners) {
    try {
      if (await expireGrantsOf(context, owner)) cleared += 1;
    } catch (error) {
      context.log.error({ err: error, entityId: owner.entityId }, 'expired credits could not be cleared; it is tried again');
    }
  }
  return cleared;
}

async function expireGrantsOf(context: RequestContext, owner: BalanceOwner): Promise<boolean> {
  return context.session.transaction(async (transaction) => {
    await lockBalance(transaction, owner);
    const now = context.clock.now();
    const expiry = await clearLapsedGrants(transaction, owner, now);
    if (!expiry) return false;
    const after = unspentCredits(expiry, expiry.currency);
    const lapsed = Money.of(expiry.lapsed, expiry.currency);
    const place = { ...owner, currency: expiry.currency, occurredAt: now };
    await postToLedger(transaction, expiredPostings(place, expiry.parts));
    transaction.publish(
      newEvent(context, CreditExpired, {
        subject: `entity/${owner.entityId}`,
        organizationId: owner.organizationId,
        data: {
          entityId: owner.entityId,
          amount: lapsed.toJSON(),
          balance: after.toJSON(),
          grantIds: expiry.parts.map((part) => part.grantId),
        },
      }),
      ...noticesOfFall(context, owner, expiry, { before: after.plus(lapsed), after }),
    );
    transaction.audit({
      action: 'credits.expired',
      resourceType: 'entity',
      resourceId: owner.entityId,
      organizationId: owner.organizationId,
      after: { amount: lapsed.toDecimalString(), currency: lapsed.currency, grantIds: expiry.parts.map((part) => part.grantId) },
      ...auditFacts(context),
    });
    return true;
  });
}
