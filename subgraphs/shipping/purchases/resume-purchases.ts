import { requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { newId } from '../../../platform/ids/public-id.ts';
import type { ScheduledJob } from '../../../platform/server/subgraph-definition.ts';
import { reachLabel, settlePurchase } from './continue-purchase.ts';
import { holdFrom, RESUME_PURCHASES } from './purchase-hold.ts';
import { hasOpenPurchases, takeStuckPurchases, type Purchase } from './purchase.query.ts';

const BATCH_SIZE = 20;

/** Finishes or undoes purchases that whoever began them has left, in the buyer's name; one that fails again is tried half a minute later. */
export const resumePurchases: ScheduledJob = {
  name: RESUME_PURCHASES,
  everyMs: 5_000,
  async run(context) {
    for (;;) {
      const stuck = await takeStuckPurchases(context.session, BATCH_SIZE, { holder: newId(), ...holdFrom(context.clock) });
      for (const purchase of stuck) await resume(context, purchase);
      if (stuck.length < BATCH_SIZE) return (await hasOpenPurchases(context.session)) ? 'unfinished' : 'done';
    }
  },
};

async function resume(context: RequestContext, purchase: Purchase): Promise<void> {
  try {
    const buyer = inBuyersName(context, purchase);
    await settlePurchase(buyer, await reachLabel(buyer, purchase));
  } catch (error) {
    context.log.error(
      { err: error, purchase: purchase.id, state: purchase.state },
      'a purchase could not be resumed; it is tried again',
    );
  }
}

// Limits and default entities are the buyer's, so the payer must be asked in his name, not in the job's.
function inBuyersName(context: RequestContext, purchase: Purchase): RequestContext {
  return context.actAs({
    actor: purchase.buyerActor,
    level: 'organization',
    userId: purchase.buyerUserId,
    tenant: requireTenant(context),
    organizationId: purchase.organizationId,
    partnerId: null,
    testMode: purchase.testMode,
    permissions: [],
  });
}
