import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { Queryable } from '../../../platform/database/session.ts';
import type { CarrierRequestMadeData } from '../../../contracts/events/usage-events.ts';
import { meterCarrierRequests } from '../carriers/meter-carrier-requests.ts';
import { holdFrom } from '../held-work/work-hold.ts';
import { movePurchase, type Purchase, type PurchaseFacts, type PurchaseState } from './purchase.query.ts';
import { PurchaseInProgressError } from './purchases.errors.ts';

/** Moves a purchase on; throws PurchaseInProgressError when somebody else has taken it over. */
export async function advancePurchase(
  context: RequestContext,
  db: Queryable,
  purchase: Purchase,
  to: PurchaseState,
  facts: PurchaseFacts = {},
): Promise<Purchase> {
  const advanced = await movePurchase(db, purchase, to, facts, holdFrom(context.clock));
  // This step lasted longer than its hold: what it did counts for nothing.
  if (!advanced) throw new PurchaseInProgressError();
  return advanced;
}

/** Moves a purchase on and meters the call to the carrier that made it move, together. */
export async function advanceMetered(
  context: RequestContext,
  purchase: Purchase,
  to: PurchaseState,
  facts: PurchaseFacts,
  usage: readonly CarrierRequestMadeData[],
): Promise<Purchase> {
  return context.session.transaction(async (transaction) => {
    meterCarrierRequests(context, transaction, { organizationId: purchase.organizationId, usage });
    return advancePurchase(context, transaction, purchase, to, facts);
  });
}
