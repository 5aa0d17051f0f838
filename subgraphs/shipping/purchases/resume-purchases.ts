import type { RequestContext } from '../../../platform/context/request-context.ts';
import { newId } from '../../../platform/ids/public-id.ts';
import type { ScheduledJob } from '../../../platform/server/subgraph-definition.ts';
import { inTheNameOf } from '../held-work/in-the-name-of.ts';
import { hasOpenWork, takeStuckWork } from '../held-work/held-work.query.ts';
import { holdFrom } from '../held-work/work-hold.ts';
import { reachLabel, settlePurchase } from './continue-purchase.ts';
import { PURCHASE_WORK, type Purchase } from './purchase.query.ts';

const BATCH_SIZE = 20;

/** Finishes or undoes purchases that whoever began them has left, in the buyer's name; one that fails again is tried half a minute later. */
export const resumePurchases: ScheduledJob = {
  name: PURCHASE_WORK.job,
  everyMs: 5_000,
  async run(context) {
    for (;;) {
      const stuck = await takeStuckWork(context.session, PURCHASE_WORK, BATCH_SIZE, {
        holder: newId(),
        ...holdFrom(context.clock),
      });
      for (const purchase of stuck) await resume(context, purchase);
      if (stuck.length < BATCH_SIZE) return (await hasOpenWork(context.session, PURCHASE_WORK)) ? 'unfinished' : 'done';
    }
  },
};

async function resume(context: RequestContext, purchase: Purchase): Promise<void> {
  try {
    const buyer = inTheNameOf(context, { ...purchase, actor: purchase.buyerActor, userId: purchase.buyerUserId });
    await settlePurchase(buyer, await reachLabel(buyer, purchase));
  } catch (error) {
    context.log.error(
      { err: error, purchase: purchase.id, state: purchase.state },
      'a purchase could not be resumed; it is tried again',
    );
  }
}
