import type { RequestContext } from '../../../platform/context/request-context.ts';
import { lockBalance, type BalanceOwner } from '../credits/credit-balance.query.ts';
import { changeBillingStatus } from '../entities/change-billing-status.ts';
import { findEntitiesPastGrace, readStandingFacts } from './failing-invoices.query.ts';

const BATCH_SIZE = 500;

/**
 * Suspends entities whose grace has ended. Purchases do not wait for it: they ask the clock. A second run finds nothing
 * left to do. Answers how many it suspended.
 */
export async function suspendAfterGrace(context: RequestContext): Promise<number> {
  const owners = await findEntitiesPastGrace(context.session, context.clock.now(), BATCH_SIZE);
  let suspended = 0;
  for (const owner of owners) {
    try {
      if (await suspend(context, owner)) suspended += 1;
    } catch (error) {
      context.log.error({ err: error, entityId: owner.entityId }, 'an entity could not be suspended; it is tried again');
    }
  }
  return suspended;
}

async function suspend(context: RequestContext, owner: BalanceOwner): Promise<boolean> {
  return context.session.transaction(async (transaction) => {
    await lockBalance(transaction, owner);
    // A payment may have been faster.
    const { status, graceEndsAt, failingInvoiceId } = await readStandingFacts(transaction, owner);
    if (status !== 'grace' || graceEndsAt === null || graceEndsAt > context.clock.now()) return false;
    await changeBillingStatus(context, transaction, {
      ...owner,
      standing: { status: 'suspended', graceEndsAt },
      invoiceId: failingInvoiceId,
    });
    return true;
  });
}
